#include <iggan/pictures/packed_pictures.h>

#include <cstring>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/base/regular_file.h>
#include <iggan/formats/safetensors.h>
#include <iggan/pictures/picture_set.h>

namespace iggan {
namespace fs = std::filesystem;

namespace {

constexpr const char *kPictures = "pictures", *kFileBytes = "file_bytes";

StoredTensor stored(NumberType type, std::vector<std::int64_t> shape, const void* bytes,
                    std::size_t size) {
  return {type, std::move(shape), {static_cast<const char*>(bytes), size}};
}

std::vector<std::int64_t> shape_of_set(const SceneDistribution& scene, std::int64_t count) {
  return {count, scene.height, scene.width, scene.channels};
}

/// Reads the file, unless it has more bytes than the set's own file can have.
Safetensors read_file(const fs::path& path, std::uint64_t pixels, std::uint64_t count) {
  const std::uint64_t size = RegularFile(path).size();
  const std::uint64_t most =
      pixels + count * sizeof(std::int64_t) + Safetensors::kMostHeaderBytes + sizeof(std::uint64_t);
  if (size > most)
    fail<DataError>("cannot read {}: it has {} bytes, more than {} such pictures take",
                    path.string(), size, count);
  return Safetensors::read(path);
}

const StoredTensor& tensor(const Safetensors& file, const char* name, NumberType type,
                           const std::vector<std::int64_t>& shape, const fs::path& path) {
  const auto found = file.tensors().find(name);
  if (found == file.tensors().end() || found->second.type != type || found->second.shape != shape)
    fail<DataError>("cannot read {}: it has no tensor {} of type {} and shape [{}], as {} says",
                    path.string(), name, to_string(type), fmt::join(shape, ", "), kPictureManifest);
  return found->second;
}

/// Whether the PNG files are those that were packed. A file edited since is newer; a file moved
/// here keeps its time but differs in size.
bool are_as_packed(const fs::path& folder, const fs::path& packed,
                   const std::vector<std::int64_t>& file_bytes) {
  std::error_code error;
  const auto made = fs::last_write_time(packed, error);
  if (error) return false;
  for (std::size_t i = 0; i < file_bytes.size(); ++i) {
    const fs::path file = folder / picture_name(static_cast<int>(i));
    const auto size = fs::file_size(file, error);
    if (error || size != static_cast<std::uintmax_t>(file_bytes[i])) return false;
    if (fs::last_write_time(file, error) > made || error) return false;
  }
  return true;
}

}  // namespace

void PicturePacker::add(const std::vector<std::uint8_t>& pixels, std::uint64_t file_bytes) {
  too_large_ = too_large_ || pixels_.size() + pixels.size() > most_bytes_;
  if (too_large_) {
    pixels_ = std::vector<std::uint8_t>();  // assigning {} would keep the memory
    return;
  }
  pixels_.insert(pixels_.end(), pixels.begin(), pixels.end());
  file_bytes_.push_back(static_cast<std::int64_t>(file_bytes));
}

void PicturePacker::write(const fs::path& folder, const SceneDistribution& scene) const {
  if (too_large_ || file_bytes_.empty()) return;
  const auto count = static_cast<std::int64_t>(file_bytes_.size());
  const StoredTensors tensors{{kPictures, stored(NumberType::uint8, shape_of_set(scene, count),
                                                 pixels_.data(), pixels_.size())},
                              {kFileBytes, stored(NumberType::int64, {count}, file_bytes_.data(),
                                                  file_bytes_.size() * sizeof(std::int64_t))}};
  write_text_atomically(folder / kPackedPictures, safetensors_bytes(tensors, {}));
}

std::optional<std::vector<std::uint8_t>> read_packed_pictures(const fs::path& folder,
                                                              const SceneDistribution& scene,
                                                              int count) {
  const fs::path path = folder / kPackedPictures;
  std::error_code ignored;
  if (fs::symlink_status(path, ignored).type() == fs::file_type::not_found) return std::nullopt;
  const std::vector<std::int64_t> shape = shape_of_set(scene, count);
  std::uint64_t bytes = 1;
  for (const std::int64_t length : shape) bytes *= static_cast<std::uint64_t>(length);
  if (bytes > PicturePacker::kMostBytes) return std::nullopt;
  try {
    const Safetensors file = read_file(path, bytes, static_cast<std::uint64_t>(count));
    const std::string_view pixels = tensor(file, kPictures, NumberType::uint8, shape, path).bytes;
    const std::string_view sizes = tensor(file, kFileBytes, NumberType::int64, {count}, path).bytes;
    std::vector<std::int64_t> file_bytes(static_cast<std::size_t>(count));
    std::memcpy(file_bytes.data(), sizes.data(), sizes.size());
    if (!are_as_packed(folder, path, file_bytes)) return std::nullopt;
    return std::vector<std::uint8_t>(pixels.begin(), pixels.end());
  } catch (const DataError& error) {
    fail<DataError>("{}; remove it, and the PNG files next to it are read", error.what());
  }
}

}  // namespace iggan
