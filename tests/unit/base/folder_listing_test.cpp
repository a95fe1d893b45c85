#include <support/catch.h>

#include <fstream>

#include <iggan/base/folder_listing.h>
#include <iggan/base/folder_lock.h>

#include "support/temp_dir.h"

using namespace iggan;
namespace fs = std::filesystem;

TEST_CASE("a listing has all files below a folder and does not follow links to folders", "[base]") {
  const TempDir dir;
  fs::create_directories(dir / "b/c");
  for (const char* name : {"z", "b/y", "b/c/x"}) std::ofstream(dir / name) << "1";
  fs::create_directory_symlink(dir.path, dir / "b/again");
  fs::create_symlink(dir / "z", dir / "linked");
  fs::create_symlink(dir / "nowhere", dir / "broken");
  const FolderListing listing = files_below(dir.path);
  CHECK(listing.files ==
        std::vector<fs::path>{dir / "b/c/x", dir / "b/y", dir / "linked", dir / "z"});
  CHECK(listing.unreadable.empty());
  CHECK(listing.linked == std::vector<fs::path>{dir / "b/again"});
}

TEST_CASE("a folder that cannot be listed is reported with the reason", "[base]") {
  const TempDir dir;
  const FolderListing listing = files_below(dir / "absent");
  CHECK(listing.files.empty());
  REQUIRE(listing.unreadable.size() == 1);
  CHECK(listing.unreadable[0] == (dir / "absent").string() + ": No such file or directory");
}

TEST_CASE("checking whether another process works in a folder does not disturb it", "[base]") {
  const TempDir dir;
  CHECK_FALSE(folder_in_use(dir.path));
  {
    const FolderLock lock(dir.path);
    CHECK(folder_in_use(dir.path));
    CHECK_THROWS_AS(FolderLock(dir.path), FolderInUse);
  }
  CHECK_FALSE(folder_in_use(dir.path));
  CHECK_NOTHROW(FolderLock(dir.path));
}
