#pragma once
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <torch/torch.h>

#include <iggan/base/error.h>
#include <iggan/formats/safetensors.h>

namespace iggan {

/// Named tensors and metadata strings, in memory or as a safetensors file (formats/safetensors.h):
/// checkpoints and weights. docs/checkpoints.md lists the names.
class TensorFile {
 public:
  TensorFile() = default;
  /// @throws DataError naming the file when it is damaged.
  [[nodiscard]] static TensorFile read(const std::filesystem::path& file);
  /// @param name  the source's name, for messages.
  [[nodiscard]] static TensorFile of(const Safetensors& stored, const std::string& name);

  /// Adds a copy on the CPU; float32, float64, int64 or uint8.
  void add(const std::string& name, const torch::Tensor& tensor);
  void set_text(const std::string& name, std::string text) { texts_[name] = std::move(text); }
  template <class Integer>
  void set_integer(const std::string& name, Integer value) {
    set_text(name, std::to_string(value));
  }

  [[nodiscard]] bool has(const std::string& name) const { return tensors_.count(name) != 0; }
  /// The tensor, on the CPU. @throws DataError when there is no such tensor.
  [[nodiscard]] const torch::Tensor& tensor(const std::string& name) const;
  [[nodiscard]] std::optional<std::string> text(const std::string& name) const;
  /// @throws DataError when there is no such string, or it is not an integer of that type.
  template <class Integer>
  [[nodiscard]] Integer integer(const std::string& name) const {
    const std::string digits = text(name).value_or("");
    Integer value = 0;
    const char* const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, value);
    if (error != std::errc() || stop != end)
      fail<DataError>("{}: its metadata has no integer \"{}\"", name_, name);
    return value;
  }
  [[nodiscard]] const std::map<std::string, torch::Tensor>& tensors() const { return tensors_; }
  [[nodiscard]] const StoredTexts& texts() const { return texts_; }
  /// Where the contents were read from, for messages.
  [[nodiscard]] const std::string& name() const { return name_; }

  /// The bytes of a file with these tensors and strings.
  [[nodiscard]] std::string bytes() const;
  /// Writes the complete file to disk, or nothing. @throws DataError.
  void write(const std::filesystem::path& file) const;

 private:
  std::map<std::string, torch::Tensor> tensors_;  // on the CPU, contiguous
  StoredTexts texts_;
  std::string name_ = "the state in memory";
};

/// Adds the parameters and buffers of a module, each under PREFIX.NAME.
void write_module(TensorFile& file, const std::string& prefix, const torch::nn::Module& module);
/// @throws DataError when the file's layers or their shapes differ from the module's; the module is
///         then unchanged.
void read_module(const TensorFile& file, const std::string& prefix, torch::nn::Module& module);

}  // namespace iggan
