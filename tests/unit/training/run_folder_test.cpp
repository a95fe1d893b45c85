#include <support/catch.h>

#include <fstream>

#include <iggan/base/files.h>
#include <iggan/training/run_folder.h>

#include "support/temp_dir.h"

using iggan::RunFolder;

namespace {

RunFolder made_in(const TempDir& root) {
  RunFolder run = RunFolder::create(root.path, "sofa", "raster");
  run.save_setup({}, {}, root / "pictures");
  return run;
}

}  // namespace

TEST_CASE("the newest run is the one of the highest number", "[training]") {
  const TempDir root;
  CHECK_FALSE(RunFolder::newest(root / "nothing"));
  CHECK_FALSE(RunFolder::newest(root.path));
  for (const char* name : {"00000-sofa-raster", "00001-sofa-raster", "00002-sofa-raster"}) {
    CHECK(made_in(root).path() == root / name);
    CHECK(RunFolder::newest(root.path)->path() == root / name);
  }
  std::filesystem::rename(root / "00001-sofa-raster", root / "99999-sofa-raster");
  CHECK(made_in(root).path() == root / "100000-sofa-raster");
  CHECK(RunFolder::newest(root.path)->path() == root / "100000-sofa-raster");
  CHECK(made_in(root).path() == root / "100001-sofa-raster");
}

TEST_CASE("what is no run is never the newest", "[training]") {
  const TempDir root;
  const auto run = made_in(root).path();
  for (const char* other : {"copies", "zebra", "1-sofa-raster", "00003", "0000x-sofa-raster"}) {
    std::filesystem::copy(run, root / other);  // all the files of a run, and another name
    INFO(other);
    CHECK(RunFolder::newest(root.path)->path() == run);
  }
  std::filesystem::create_directory(root / "00007-sofa-raster");
  iggan::write_text_atomically(root / "00007-sofa-raster/config.json",
                               "{}");  // killed in its first moment
  iggan::write_text_atomically(root / "00008-sofa-raster", "no folder");
  CHECK(RunFolder::newest(root.path)->path() == run);
}
