#include <iggan/formats/zip_archive.h>

#include <unordered_map>
#include <unordered_set>

#include <zip.h>

#include <iggan/base/error.h>
#include <iggan/base/lower_case.h>
#include <iggan/base/regular_file.h>

namespace iggan {
namespace {

constexpr zip_uint64_t kMaxEntryBytes = 512ull << 20;  // keeps a hostile archive from exhausting
                                                       // memory

}  // namespace

struct ZipArchive::Handle {
  zip_t* zip = nullptr;
  // For fast look-ups: an archive of 20,000 models is queried for each of their files.
  std::unordered_set<std::string> names;
  std::unordered_map<std::string, std::string> by_lower_case;  // the first of each
  ~Handle() {
    if (zip != nullptr) zip_discard(zip);
  }
};

ZipArchive::ZipArchive(std::filesystem::path path)
    : path_(std::move(path)), handle_(std::make_unique<Handle>()) {
  (void)RegularFile(path_);  // libzip would block on a pipe
  int code = 0;
  handle_->zip = zip_open(path_.c_str(), ZIP_RDONLY, &code);
  if (handle_->zip == nullptr) {
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    const std::string words = zip_error_strerror(&error);
    zip_error_fini(&error);
    fail<DataError>("cannot open the archive {}: {}", path_.string(), words);
  }
  const zip_int64_t count = zip_get_num_entries(handle_->zip, 0);
  for (zip_int64_t i = 0; i < count; ++i) {
    const char* name = zip_get_name(handle_->zip, static_cast<zip_uint64_t>(i), 0);
    if (name == nullptr) continue;
    entries_.emplace_back(name);
    handle_->names.insert(entries_.back());
    handle_->by_lower_case.emplace(lower_case(entries_.back()), entries_.back());
  }
}

ZipArchive::~ZipArchive() = default;

bool ZipArchive::contains(const std::string& entry) const {
  return handle_->names.count(entry) > 0;
}

std::optional<std::string> ZipArchive::entry_like(const std::string& name) const {
  if (contains(name)) return name;
  const auto found = handle_->by_lower_case.find(lower_case(name));
  return found == handle_->by_lower_case.end() ? std::nullopt : std::optional(found->second);
}

std::string ZipArchive::read(const std::string& entry) const {
  const std::lock_guard lock(mutex_);
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (zip_stat(handle_->zip, entry.c_str(), 0, &stat) != 0 || (stat.valid & ZIP_STAT_SIZE) == 0)
    fail<DataError>("{} has no entry '{}'", path_.string(), entry);
  if (stat.size > kMaxEntryBytes)
    fail<DataError>("{}: the entry '{}' unpacks to {} bytes, more than the limit of {}",
                    path_.string(), entry, stat.size, kMaxEntryBytes);
  const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(
      zip_fopen(handle_->zip, entry.c_str(), 0), &zip_fclose);
  std::string bytes(stat.size, '\0');
  if (file == nullptr ||
      zip_fread(file.get(), bytes.data(), stat.size) != static_cast<zip_int64_t>(stat.size))
    fail<DataError>("{}: cannot unpack the entry '{}': {}", path_.string(), entry,
                    file == nullptr ? zip_strerror(handle_->zip) : zip_file_strerror(file.get()));
  return bytes;
}

}  // namespace iggan
