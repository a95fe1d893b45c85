#include <iggan/base/files.h>

#include <cerrno>
#include <csignal>
#include <fstream>
#include <sstream>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/file.h>
#include <unistd.h>

#include <iggan/base/error.h>

namespace iggan {
namespace fs = std::filesystem;

namespace {

fs::path temporary_sibling(const fs::path& path) {
  // The extension stays last: image and mesh writers choose their format by it.
  fs::path name =
      fmt::format(".{}.{}.tmp{}", path.stem().string(), ::getpid(), path.extension().string());
  return path.parent_path() / name;
}

/// The process that made `name` as a temporary sibling of `path`; 0: it is none.
pid_t maker_of_sibling(const fs::path& path, const std::string& name) {
  const std::string before = "." + path.stem().string() + ".",
                    after = ".tmp" + path.extension().string();
  if (name.size() <= before.size() + after.size() || name.rfind(before, 0) != 0 ||
      name.compare(name.size() - after.size(), after.size(), after) != 0)
    return 0;
  const std::string digits = name.substr(before.size(), name.size() - before.size() - after.size());
  if (digits.size() > 9 || digits.find_first_not_of("0123456789") != std::string::npos) return 0;
  return static_cast<pid_t>(std::stol(digits));
}

/// @return a descriptor that holds the folder's lock; -1: another process has it.
int lock_of_folder(const fs::path& folder) {
  const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (file >= 0 && ::flock(file, LOCK_EX | LOCK_NB) == 0) return file;
  if (file >= 0) ::close(file);
  return -1;
}

/// Removes what dead processes left of the folder `path`. Another machine that shares the disk has
/// other numbers of processes; the lock says that nobody is at work there.
void sweep_siblings(const fs::path& path) {
  std::error_code error;
  std::vector<fs::path> left;
  for (const auto& entry :
       fs::directory_iterator(path.has_parent_path() ? path.parent_path() : fs::path("."), error)) {
    const pid_t maker = maker_of_sibling(path, entry.path().filename().string());
    if (maker > 0 && ::kill(maker, 0) != 0 && errno == ESRCH) left.push_back(entry.path());
  }
  for (const fs::path& one : left) {
    const int lock = lock_of_folder(one);
    if (lock < 0) continue;
    fs::remove_all(one, error);
    ::close(lock);
  }
}

}  // namespace

void write_file_atomically(const fs::path& path,
                           const std::function<void(const fs::path&)>& write) {
  std::error_code error;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), error);
  if (error) fail<DataError>("cannot create the folder of {}: {}", path.string(), error.message());
  const fs::path temporary = temporary_sibling(path);
  try {
    write(temporary);
    fs::rename(temporary, path);
  } catch (const fs::filesystem_error& failure) {
    fs::remove(temporary, error);
    fail<DataError>("cannot write {}: {}", path.string(), failure.code().message());
  } catch (...) {
    fs::remove(temporary, error);
    throw;
  }
}

void flush_to_disk(const fs::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool flushed = file >= 0 && ::fsync(file) == 0;
  const int reason = errno;
  if (file >= 0) ::close(file);
  if (!flushed)
    fail<DataError>("cannot write {} to disk: {}", path.string(),
                    std::generic_category().message(reason));
}

void write_text_atomically(const fs::path& path, const std::string& text) {
  write_file_atomically(path, [&](const fs::path& temporary) {
    std::ofstream out(temporary, std::ios::binary);
    out << text;
    out.close();
    if (!out)
      fail<DataError>("cannot write {}: check the folder's rights and free space", path.string());
  });
}

fs::path whole_path(const fs::path& path) {
  const fs::path whole = fs::absolute(path).lexically_normal();
  return whole.has_filename() ? whole : whole.parent_path();
}

std::string read_text(const fs::path& path) {
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  if (fs::exists(status) && !fs::is_regular_file(status))  // a device may have no end
    fail<DataError>("cannot read {}: it is {}, not a regular file", path.string(),
                    fs::is_directory(status) ? "a folder" : "a device, a pipe or a socket");
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  if (!in || !(text << in.rdbuf()))
    fail<DataError>("cannot read {}: no such file, empty, or not readable", path.string());
  return text.str();
}

AtomicFolder::AtomicFolder(fs::path final_path) : final_path_(std::move(final_path)) {
  if (!final_path_.has_filename()) final_path_ = final_path_.parent_path();  // "dir/" -> "dir"
  if (fs::exists(final_path_))
    fail<DataError>("{} exists already: choose another folder or remove it", final_path_.string());
  sweep_siblings(final_path_);
  temporary_path_ = temporary_sibling(final_path_);
  std::error_code error;
  fs::remove_all(temporary_path_, error);
  fs::create_directories(temporary_path_, error);
  if (error) fail<DataError>("cannot create {}: {}", temporary_path_.string(), error.message());
  lock_ = lock_of_folder(temporary_path_);
}

AtomicFolder::~AtomicFolder() {
  std::error_code ignored;
  if (!committed_) fs::remove_all(temporary_path_, ignored);
  if (lock_ >= 0) ::close(lock_);
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
