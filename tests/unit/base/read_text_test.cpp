#include <support/catch.h>

#include <sys/stat.h>

#include <support/temp_dir.h>

#include <iggan/base/error.h>
#include <iggan/base/files.h>

TEST_CASE("only regular files are read: a device or a pipe may have no end", "[base]") {
  const TempDir dir;
  REQUIRE(::mkfifo((dir / "pipe").c_str(), 0600) == 0);
  for (const auto& path : {std::filesystem::path("/dev/zero"), dir / "pipe"})
    CHECK_THROWS_WITH(iggan::read_text(path),
                      Contains(path.string()) && Contains("not a regular file"));
  CHECK_THROWS_WITH(iggan::read_text(dir.path), Contains("a folder"));
  CHECK_THROWS_AS(iggan::read_text(dir / "none"), iggan::DataError);
  iggan::write_text_atomically(dir / "file", "some text");
  CHECK(iggan::read_text(dir / "file") == "some text");
}
