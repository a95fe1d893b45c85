#include <iggan/base/files.h>

#include <cerrno>
#include <fstream>
#include <sstream>
#include <system_error>

#include <fcntl.h>
#include <openssl/evp.h>
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
  temporary_path_ = temporary_sibling(final_path_);
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
