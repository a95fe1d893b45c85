#include <iggan/models/tensor_file.h>

#include <cstring>

#include <iggan/base/error.h>
#include <iggan/base/files.h>

namespace iggan {
namespace {

NumberType number_type_of(const torch::Tensor& tensor) {
  switch (tensor.scalar_type()) {
    case torch::kUInt8:
      return NumberType::uint8;
    case torch::kInt64:
      return NumberType::int64;
    case torch::kFloat32:
      return NumberType::float32;
    case torch::kFloat64:
      return NumberType::float64;
    default:
      IGGAN_CHECK(false);
      return {};
  }
}

torch::ScalarType scalar_type_of(NumberType type) {
  switch (type) {
    case NumberType::uint8:
      return torch::kUInt8;
    case NumberType::int64:
      return torch::kInt64;
    case NumberType::float32:
      return torch::kFloat32;
    case NumberType::float64:
      return torch::kFloat64;
  }
  IGGAN_CHECK(false);
  return {};
}

/// Parameters and buffers by their names in the module.
std::map<std::string, torch::Tensor> state_by_name(const torch::nn::Module& module) {
  std::map<std::string, torch::Tensor> state;
  for (const auto& item : module.named_parameters()) state[item.key()] = item.value();
  for (const auto& item : module.named_buffers()) state[item.key()] = item.value();
  return state;
}

std::string layer_of(const std::string& tensor) {
  return tensor.substr(0, tensor.find('.'));
}

}  // namespace

TensorFile TensorFile::read(const std::filesystem::path& file) {
  return of(Safetensors::read(file), file.string());
}

TensorFile TensorFile::of(const Safetensors& stored, const std::string& name) {
  TensorFile file;
  file.name_ = name;
  file.texts_ = stored.texts();
  for (const auto& [key, from] : stored.tensors()) {
    torch::Tensor tensor = torch::empty(from.shape, scalar_type_of(from.type));
    if (!from.bytes.empty()) std::memcpy(tensor.data_ptr(), from.bytes.data(), from.bytes.size());
    file.tensors_.emplace(key, std::move(tensor));
  }
  return file;
}

void TensorFile::add(const std::string& name, const torch::Tensor& tensor) {
  // A copy, because the network keeps learning; it has only the numbers, not the graph.
  torch::Tensor copy = torch::empty(tensor.sizes(), tensor.scalar_type());
  copy.copy_(tensor.detach());
  const bool added = tensors_.emplace(name, std::move(copy)).second;
  IGGAN_CHECK(added);
}

const torch::Tensor& TensorFile::tensor(const std::string& name) const {
  const auto found = tensors_.find(name);
  if (found == tensors_.end()) fail<DataError>("{} has no tensor {}", name_, name);
  return found->second;
}

std::optional<std::string> TensorFile::text(const std::string& name) const {
  const auto found = texts_.find(name);
  return found == texts_.end() ? std::nullopt : std::optional(found->second);
}

std::string TensorFile::bytes() const {
  StoredTensors stored;
  for (const auto& [name, tensor] : tensors_)
    stored[name] = {number_type_of(tensor),
                    tensor.sizes().vec(),
                    {static_cast<const char*>(tensor.data_ptr()), tensor.nbytes()}};
  return safetensors_bytes(stored, texts_);
}

void TensorFile::write(const std::filesystem::path& file) const {
  write_bytes_durably(file, bytes());
}

void write_module(TensorFile& file, const std::string& prefix, const torch::nn::Module& module) {
  for (const auto& [name, tensor] : state_by_name(module)) file.add(prefix + "." + name, tensor);
}

void read_module(const TensorFile& file, const std::string& prefix, torch::nn::Module& module) {
  auto state = state_by_name(module);
  const std::string begin = prefix + ".";
  for (auto at = file.tensors().lower_bound(begin);
       at != file.tensors().end() && at->first.compare(0, begin.size(), begin) == 0; ++at)
    if (const std::string name = at->first.substr(begin.size()); state.count(name) == 0)
      fail<DataError>("{0}: its {1} has a layer {2} that the configured {1} lacks", file.name(),
                      prefix, layer_of(name));
  for (const auto& [name, to] : state) {
    if (!file.has(begin + name))
      fail<DataError>(
          "{0}: its {1} lacks the layer {2} of the configured {1}: switch off what needs this "
          "layer, or start a new run",
          file.name(), prefix, layer_of(name));
    const torch::Tensor& from = file.tensor(begin + name);
    if (from.sizes() != to.sizes() || from.scalar_type() != to.scalar_type())
      fail<DataError>("{}: the size of its {} differs from the configured size, in {}", file.name(),
                      prefix, name);
  }
  torch::NoGradGuard no_grad;
  for (auto& [name, to] : state) to.copy_(file.tensor(begin + name));
}

}  // namespace iggan
