#include <support/catch.h>

#include <iggan/formats/image_file.h>
#include <iggan/training/event_file.h>

#include "support/programs.h"
#include "support/run_command.h"
#include "support/temp_dir.h"

using namespace iggan;

TEST_CASE("event files follow TensorBoard's format", "[training]") {
  SKIP_WITHOUT_PYTHON();
  const TempDir dir;
  ImageU8 picture(6, 4, 3);
  write_image(dir / "picture.png", picture);
  {
    EventFile events(dir.path, 300);
    StatisticsLine line;
    line.iteration = 310;
    line.solid = 0.25;
    line.proxy_l2 = -1e-30;
    events.add(line);
    events.add_picture(400, "fakes", dir / "picture.png");
  }
  std::filesystem::path file;
  for (const auto& entry : std::filesystem::directory_iterator(dir.path))
    if (entry.path().filename().string().rfind("events.out.tfevents.", 0) == 0) file = entry.path();
  REQUIRE_FALSE(file.empty());
  const auto read =
      run_shell("python3 " +
                quoted(std::filesystem::path(IGGAN_SOURCE_DIR) / "tests/support/read_events.py") +
                " " + quoted(file) + " 2>&1");
  INFO(read.output);
  REQUIRE(read.status == 0);
  CHECK_THAT(read.output, Contains("version brain.Event:2\n") && Contains("start 300 1\n") &&
                              Contains("310 solid 0.25\n") &&
                              Contains("310 discriminator_loss 0.0\n") &&
                              Contains("400 fakes 4 x 6 PNG\n"));
}
