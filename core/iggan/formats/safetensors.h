#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <iggan/config/enum_names.h>

/// Tensor files that hold only numbers and text: no program can hide in them. Source:
/// https://github.com/huggingface/safetensors#format. A file is
///
///   8 bytes   the header's size, little endian
///   header    JSON: {"name": {"dtype", "shape", "data_offsets": [begin, end]}, ...,
///             "__metadata__": {"key": "text", ...}}, padded with spaces
///   data      the tensors' numbers, little endian, row-major, one tensor after another
///
/// Beyond the format, the metadata has the key "sha256": the digest of the complete file, with
/// zeros in place of the digest's own 64 digits.
namespace iggan {

/// Number types.
enum class NumberType { uint8, int64, float32, float64 };
template <>
inline constexpr auto enum_names<NumberType> = names<NumberType>("a number type",
                                                                 {{NumberType::uint8, "U8"},
                                                                  {NumberType::int64, "I64"},
                                                                  {NumberType::float32, "F32"},
                                                                  {NumberType::float64, "F64"}});

/// Bytes of one number.
[[nodiscard]] std::size_t size_of(NumberType type);

/// A tensor in a file.
struct StoredTensor {
  NumberType type = NumberType::float32;
  std::vector<std::int64_t> shape;  // empty: one number
  std::string_view bytes;           // the numbers, row-major; not owned
};

/// Tensors by name.
using StoredTensors = std::map<std::string, StoredTensor>;
/// Metadata strings by key.
using StoredTexts = std::map<std::string, std::string>;

/// A file that was read and verified.
class Safetensors {
 public:
  static constexpr std::uint64_t kMostHeaderBytes = std::uint64_t{4} << 20;
  static constexpr std::uint64_t kMostBytes = std::uint64_t{16} << 30;

  /// Reads the header, checks everything in it against the file's size, then reads the tensors and
  /// checks the digest.
  /// @throws DataError saying which file it is and what is wrong with it.
  [[nodiscard]] static Safetensors read(const std::filesystem::path& file);
  /// The same for a file's content. @param name  of the source, for messages.
  [[nodiscard]] static Safetensors of_bytes(std::vector<char> bytes, const std::string& name);

  Safetensors(Safetensors&&) = default;
  Safetensors(const Safetensors&) = delete;  // the tensors refer to the bytes
  Safetensors& operator=(const Safetensors&) = delete;

  /// The tensors' bytes belong to this object.
  [[nodiscard]] const StoredTensors& tensors() const { return tensors_; }
  [[nodiscard]] const StoredTexts& texts() const { return texts_; }

 private:
  Safetensors() = default;
  std::vector<char> bytes_;
  StoredTensors tensors_;
  StoredTexts texts_;
};

/// A file's content. Equal tensors and metadata give equal bytes.
/// @param texts  the metadata, without "sha256".
[[nodiscard]] std::string safetensors_bytes(const StoredTensors& tensors, StoredTexts texts);

}  // namespace iggan
