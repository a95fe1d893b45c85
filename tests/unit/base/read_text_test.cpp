#include <support/catch.h>

#include <sys/stat.h>

#include <support/temp_dir.h>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/base/regular_file.h>

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

TEST_CASE("a file's size is checked before memory is allocated for it", "[base]") {
  const TempDir dir;
  iggan::write_text_atomically(dir / "file", "1234");
  CHECK(iggan::read_text_up_to(dir / "file", 4) == "1234");
  CHECK_THROWS_WITH(iggan::read_text_up_to(dir / "file", 3),
                    Contains((dir / "file").string()) && Contains("4 bytes; the limit"));
  std::error_code error;  // the file system may not support files of that length
  std::filesystem::resize_file(dir / "file", 1ull << 42, error);
  if (!error) CHECK_THROWS_WITH(iggan::read_text(dir / "file"), Contains("the limit"));
}
