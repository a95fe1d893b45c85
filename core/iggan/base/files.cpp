#include <iggan/base/files.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <iggan/base/error.h>
#include <iggan/base/regular_file.h>
#include <iggan/base/write_error.h>

namespace iggan {
namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t kMostBytesOfAnyFile = 4ull << 30;  // the most that any reader accepts

/// Distinguishes this machine, or container, from others that share its folders: process ids are
/// valid only on one machine.
const std::string& machine_mark() {
  static const std::string mark = [] {
    char name[256] = {};
    ::gethostname(name, sizeof name - 1);
    return sha256_of_bytes(name, std::strlen(name)).substr(0, 6);
  }();
  return mark;
}

/// ".<name>.<machine>-<process>.tmp<extension>". The extension stays last: image and mesh writers
/// choose their format by it.
fs::path temporary_sibling(const fs::path& path) {
  return path.parent_path() / fmt::format(".{}.{}-{}.tmp{}", path.stem().string(), machine_mark(),
                                          ::getpid(), path.extension().string());
}

/// Whether temporary_sibling() made the name in a process of this machine that has ended.
bool is_stale_temporary(const std::string& name) {
  const std::string mark = "." + machine_mark() + "-";
  const std::size_t begin = name.find(mark), end = name.find(".tmp", begin);
  if (name.empty() || name[0] != '.' || begin == std::string::npos || end == std::string::npos)
    return false;
  const char* const first = name.data() + begin + mark.size();
  pid_t process = 0;
  const auto [stop, error] = std::from_chars(first, name.data() + end, process);
  return error == std::errc() && stop == name.data() + end && process > 0 &&
         ::kill(process, 0) != 0 && errno == ESRCH;
}

/// @param begin  prefix of the names to check.
void remove_stale(const fs::path& folder, const std::string& begin) {
  std::error_code ignored;
  std::vector<fs::path> stale;
  for (fs::directory_iterator at(folder, ignored), end; !ignored && at != end;
       at.increment(ignored)) {
    const std::string name = at->path().filename().string();
    if (name.compare(0, begin.size(), begin) == 0 && is_stale_temporary(name))
      stale.push_back(at->path());
  }
  for (const fs::path& path : stale) fs::remove_all(path, ignored);
}

[[noreturn]] void refuse(const fs::path& path, int reason) {
  const bool full = reason == ENOSPC || reason == EDQUOT || reason == EFBIG;
  if (reason == ELOOP)
    fail<WriteError>("cannot write {}: it is a link, which iggan does not write through; remove it",
                     path.string());
  fail<WriteError>("cannot write {}: {}{}", path.string(), std::generic_category().message(reason),
                   full                                  ? "; make room, and try again"
                   : reason == EACCES || reason == EPERM ? "; check the folder's permissions"
                                                         : "");
}

[[noreturn]] void refuse_kind(const fs::path& path, const char* kind) {
  fail<WriteError>("cannot write {}: it is {}, not a regular file", path.string(), kind);
}

constexpr const char* kDevice = "a device, a pipe or a socket";

/// Refuses a path that a rename must not replace. A rename would remove a device or a pipe of this
/// name, even in /dev if root runs iggan. A link to a file may be replaced, since the file stays,
/// but not a link into /proc: /dev/stdout is one, and leads to a file if the output is redirected.
void check_replaceable(const fs::path& path) {
  std::error_code error;
  const fs::path target = fs::read_symlink(path, error);  // empty if it is not a link
  const fs::file_type type = fs::status(path, error).type();
  if (type == fs::file_type::directory) refuse_kind(path, "a folder");
  const bool nothing = type == fs::file_type::none || type == fs::file_type::not_found;
  if ((!nothing && type != fs::file_type::regular) || target.native().rfind("/proc/", 0) == 0)
    refuse_kind(path, kDevice);
}

/// An open file whose operations are all checked; errors name the file that it will become. An
/// untrusted folder may have a link, pipe or device in place of a file: nothing is written through
/// these, and nothing waits for them.
class CheckedFile {
 public:
  CheckedFile(const fs::path& opened, int flags, fs::path path)
      : path_(std::move(path)),
        file_(
            ::open(opened.c_str(), flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0666)) {
    struct stat facts {};
    const bool open = file_ >= 0 && ::fstat(file_, &facts) == 0;
    if (open && (S_ISREG(facts.st_mode) || S_ISDIR(facts.st_mode))) return;
    const int reason = open ? ENXIO : errno;
    if (file_ >= 0) ::close(file_);
    if (reason == ENXIO) refuse_kind(path_, kDevice);
    refuse(path_, reason);
  }
  ~CheckedFile() {
    if (file_ >= 0) ::close(file_);
  }
  CheckedFile(const CheckedFile&) = delete;
  CheckedFile& operator=(const CheckedFile&) = delete;

  void write(const std::string& bytes) {
    if (!write_all(file_, bytes.data(), bytes.size())) refuse(path_, errno);
  }
  void flush() {
    // A file system that cannot flush folders returns EINVAL: nothing more can be done there.
    if (::fsync(file_) != 0 && errno != EINVAL) refuse(path_, errno);
  }
  void close() {
    if (::close(std::exchange(file_, -1)) != 0) refuse(path_, errno);
  }
  [[nodiscard]] int descriptor() const { return file_; }

 private:
  fs::path path_;
  int file_;
};

enum class Flush { no, yes };

/// @param path  the final path of the file.
void write_bytes(const fs::path& temporary, const std::string& bytes, const fs::path& path,
                 Flush flush) {
  CheckedFile file(temporary, O_WRONLY | O_CREAT | O_TRUNC, path);
  file.write(bytes);
  if (flush == Flush::yes) file.flush();
  file.close();
}

}  // namespace

void write_file_atomically(const fs::path& path,
                           const std::function<void(const fs::path&)>& write) {
  check_replaceable(path);
  std::error_code error;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), error);
  if (error) fail<WriteError>("cannot create the folder of {}: {}", path.string(), error.message());
  const fs::path temporary = temporary_sibling(path);
  try {
    write(temporary);
    fs::rename(temporary, path);
  } catch (const fs::filesystem_error& failure) {
    fs::remove(temporary, error);
    fail<WriteError>("cannot write {}: {}", path.string(), failure.code().message());
  } catch (...) {
    fs::remove(temporary, error);
    throw;
  }
}

void write_bytes_durably(const fs::path& path, const std::string& bytes) {
  write_file_atomically(
      path, [&](const fs::path& temporary) { write_bytes(temporary, bytes, path, Flush::yes); });
  // The folder may be a link; the dot refers to the link's target.
  CheckedFile(path.has_parent_path() ? path.parent_path() / "." : ".", O_RDONLY, path).flush();
}

void write_text_atomically(const fs::path& path, const std::string& text) {
  write_file_atomically(
      path, [&](const fs::path& temporary) { write_bytes(temporary, text, path, Flush::no); });
}

void write_text_atomically(const fs::path& path, const std::function<std::string()>& make_text) {
  write_file_atomically(path, [&](const fs::path& temporary) {
    CheckedFile file(temporary, O_WRONLY | O_CREAT | O_TRUNC, path);
    file.write(make_text());
    file.close();
  });
}

void append_text(const fs::path& path, const std::string& text) {
  CheckedFile file(path, O_WRONLY | O_CREAT | O_APPEND, path);
  const off_t before = ::lseek(file.descriptor(), 0, SEEK_END);
  try {
    file.write(text);
    file.close();
  } catch (const DataError&) {  // the text may be incomplete, or complete if closing failed
    (void)!::truncate(path.c_str(), before);
    throw;
  }
}

bool write_all(int descriptor, const void* data, std::size_t size) {
  const char* const bytes = static_cast<const char*>(data);
  for (std::size_t written = 0; written < size;) {
    const ssize_t count = ::write(descriptor, bytes + written, size - written);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    written += static_cast<std::size_t>(count);
  }
  return true;
}

void remove_stale_temporaries(const fs::path& folder) {
  remove_stale(folder, ".");
}

fs::path whole_path(const fs::path& path) {
  const fs::path whole = fs::absolute(path).lexically_normal();
  return whole.has_filename() ? whole : whole.parent_path();
}

std::string read_text(const fs::path& path) {
  return read_text_up_to(path, kMostBytesOfAnyFile);
}

AtomicFolder::AtomicFolder(fs::path final_path) : final_path_(std::move(final_path)) {
  if (final_path_.empty()) fail<DataError>("the name of the new folder is empty");
  if (!final_path_.has_filename()) final_path_ = final_path_.parent_path();  // "dir/" -> "dir"
  if (fs::exists(final_path_))
    fail<DataError>("{} already exists: choose another folder or remove it", final_path_.string());
  temporary_path_ = temporary_sibling(final_path_);
  remove_stale(final_path_.has_parent_path() ? final_path_.parent_path() : ".",
               "." + final_path_.stem().string() + ".");
  std::error_code error;
  fs::remove_all(temporary_path_, error);
  fs::create_directories(temporary_path_, error);
  if (error) fail<DataError>("cannot create {}: {}", temporary_path_.string(), error.message());
}

AtomicFolder::~AtomicFolder() {
  std::error_code ignored;
  if (!committed_) fs::remove_all(temporary_path_, ignored);
}

void AtomicFolder::commit() {
  std::error_code error;
  fs::rename(temporary_path_, final_path_, error);
  if (error)
    fail<DataError>("cannot rename {} to {}: {}", temporary_path_.string(), final_path_.string(),
                    error.message());
  committed_ = true;
}

std::string sha256_of_bytes(const void* data, std::size_t size) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  IGGAN_CHECK(EVP_Digest(data, size, digest, &length, EVP_sha256(), nullptr) == 1);
  std::string hex;
  for (unsigned int i = 0; i < length; ++i) hex += fmt::format("{:02x}", digest[i]);
  return hex;
}

std::string sha256_of_file(const fs::path& path) {
  const std::string bytes = read_text(path);
  return sha256_of_bytes(bytes.data(), bytes.size());
}

}  // namespace iggan
