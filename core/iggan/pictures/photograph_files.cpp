#include <iggan/pictures/photograph_files.h>

#include <algorithm>

#include <iggan/base/error.h>
#include <iggan/base/lower_case.h>
#include <iggan/console/display_width.h>
#include <iggan/pictures/picture_set.h>

namespace iggan {
namespace fs = std::filesystem;

namespace {

bool is_hidden(const fs::path& name) {
  const std::string file = name.filename().string();
  return !file.empty() && file.front() == '.';
}

const char* kind_of(fs::file_type type) {
  switch (type) {
    case fs::file_type::fifo:
      return "it is a FIFO";
    case fs::file_type::socket:
      return "it is a socket";
    case fs::file_type::block:
    case fs::file_type::character:
      return "it is a device";
    case fs::file_type::not_found:
      return "it is a broken link";
    default:
      return "it is not a file";
  }
}

class PhotographSearch {
 public:
  explicit PhotographSearch(PhotographFiles& found) : found_(found) {}

  void input(const fs::path& path) {
    if (path.empty()) fail<DataError>("the name of an input is empty");
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status))
      fail<DataError>(
          "cannot read {}: {}", printable(path.string()),
          status.type() == fs::file_type::not_found ? "no such file or folder" : error.message());
    if (fs::is_directory(status)) {
      folder(path);
    } else if (fs::is_regular_file(status) && lower_case(path.extension().string()) == ".zip") {
      archive(path);
    } else {
      file(path);
    }
  }

 private:
  PhotographFile& add(const fs::path& path) {
    PhotographFile& added = found_.files.emplace_back();
    added.name = printable(path.string());
    added.path = path;
    return added;
  }

  void file(const fs::path& path) {
    PhotographFile& added = add(path);
    std::error_code error;
    if (fs::is_symlink(path, error)) added.link = printable(fs::read_symlink(path, error).string());
    const fs::file_status status = fs::status(path, error);
    if (!fs::is_regular_file(status)) added.obstacle = kind_of(status.type());
  }

  void folder(const fs::path& path) {
    std::error_code error;
    std::vector<fs::path> entries;
    fs::directory_iterator at(path, error);
    for (; !error && at != fs::directory_iterator(); at.increment(error))
      entries.push_back(at->path());
    if (error) add(path).obstacle = "the folder cannot be listed: " + error.message();
    std::sort(entries.begin(), entries.end(),
              [](const fs::path& a, const fs::path& b) { return a.native() < b.native(); });
    for (const fs::path& entry : entries) {
      const bool link = fs::is_symlink(entry, error), folder_there = fs::is_directory(entry, error);
      if (is_hidden(entry) || (!folder_there && !is_picture_name(entry))) {
        found_.passed_over.push_back(printable(entry.string()));
      } else if (folder_there && link) {
        add(entry).obstacle = "it is a link to a folder, which is not followed";
      } else if (folder_there && fs::exists(entry / kPictureManifest, error)) {
        // Pictures made from photographs are not photographs, unless the user names their folder.
        found_.passed_over.push_back(printable(entry.string()) + " (a picture set)");
      } else if (folder_there) {
        folder(entry);
      } else {
        file(entry);
      }
    }
  }

  void archive(const fs::path& path) {
    std::shared_ptr<ZipArchive> zip;
    try {
      zip = std::make_shared<ZipArchive>(path);
    } catch (const DataError& error) {
      add(path).obstacle = error.what();
      return;
    }
    std::vector<std::string> entries = zip->entries();
    std::sort(entries.begin(), entries.end());
    for (const std::string& entry : entries) {
      if (entry.empty() || entry.back() == '/') continue;
      // macOS stores attributes of "x.jpg" as "__MACOSX/._x.jpg".
      if (is_hidden(entry) || !is_picture_name(entry)) {
        found_.passed_over.push_back(printable((path / entry).string()));
        continue;
      }
      PhotographFile& added = add(path);
      added.name = printable(path.string() + "/" + entry);
      added.archive = zip;
      added.entry = entry;
    }
  }

  PhotographFiles& found_;
};

}  // namespace

std::unique_ptr<ImageReader> PhotographFile::open() const {
  if (!obstacle.empty()) fail<DataError>("{}", obstacle);
  if (archive == nullptr) return std::make_unique<ImageReader>(path);
  return std::make_unique<ImageReader>(archive->read(entry), entry);
}

PhotographFiles find_photographs(const std::vector<fs::path>& inputs) {
  PhotographFiles found;
  PhotographSearch search(found);
  for (const fs::path& input : inputs) search.input(input);
  return found;
}

}  // namespace iggan
