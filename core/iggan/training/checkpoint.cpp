#include <iggan/training/checkpoint.h>

#include <algorithm>
#include <sstream>

#include <iggan/base/error.h>

namespace iggan {
namespace {

/// The key of a parameter in Adam's state: its address, as text before LibTorch 2.
template <class Key>
Key state_key(const torch::Tensor& parameter) {
  if constexpr (std::is_same_v<Key, std::string>) {
    std::ostringstream text;
    text << parameter.unsafeGetTensorImpl();
    return text.str();
  } else {
    return parameter.unsafeGetTensorImpl();
  }
}
using AdamKey = std::decay_t<decltype(std::declval<torch::optim::Adam>().state())>::key_type;

/// Whether a parameter, a buffer or a layer of the module itself has that name.
bool owns(const torch::nn::Module& module, const std::string& name) {
  return module.named_parameters(/*recurse=*/false).contains(name) ||
         module.named_buffers(/*recurse=*/false).contains(name) ||
         module.named_children().contains(name);
}

}  // namespace

void write_integer(torch::serialize::OutputArchive& archive, const char* key, std::int64_t value) {
  archive.write(key, torch::tensor({value}, torch::kInt64));
}

std::int64_t read_integer(torch::serialize::InputArchive& archive, const char* key) {
  torch::Tensor value;
  archive.read(key, value);
  return value.item<std::int64_t>();
}

void write_doubles(torch::serialize::OutputArchive& archive, const char* key,
                   const std::vector<double>& values) {
  archive.write(key, torch::tensor(values, torch::kFloat64));
}

bool read_doubles(torch::serialize::InputArchive& archive, const char* key,
                  std::vector<double>& values) {
  torch::Tensor read;
  if (!archive.try_read(key, read)) return false;
  read = read.to(torch::kCPU, torch::kFloat64).contiguous();
  if (read.numel() != static_cast<std::int64_t>(values.size())) return false;
  std::copy_n(read.data_ptr<double>(), values.size(), values.begin());
  return true;
}

void write_module(torch::serialize::OutputArchive& archive, const char* key,
                  const torch::nn::Module& module) {
  torch::serialize::OutputArchive inner(archive.compilation_unit());
  module.save(inner);
  archive.write(key, inner);
}

/// LibTorch replaces a tensor by what it reads, whatever its shape, and leaves layers alone that
/// the module has not, so both are compared here.
void read_module(torch::serialize::InputArchive& archive, const char* key,
                 torch::nn::Module& module) {
  std::vector<std::vector<std::int64_t>> shapes;
  for (const torch::Tensor& parameter : module.parameters())
    shapes.push_back(parameter.sizes().vec());
  torch::serialize::InputArchive inner;
  archive.read(key, inner);
  for (const std::string& name : inner.keys())
    if (!owns(module, name))
      fail<DataError>("the checkpoint's {} has a layer {} that the configuration's has not", key,
                      name);
  const std::vector<std::string> stored = inner.keys();
  for (const std::string& name : module.named_children().keys())
    if (std::find(stored.begin(), stored.end(), name) == stored.end())
      fail<DataError>(
          "the checkpoint's {} lacks the layer {} that the configuration's has: switch off what "
          "needs it, or begin a new run",
          key, name);
  module.load(inner);
  std::size_t index = 0;
  for (const torch::Tensor& parameter : module.parameters())
    if (parameter.sizes().vec() != shapes[index++])
      fail<DataError>("the checkpoint's {} is of another size than the configuration's", key);
}

/// Adam's state in the order of the parameters. LibTorch's own writer keys it by the parameters'
/// addresses, so that equal states would give different files.
void write_adam(torch::serialize::OutputArchive& archive, const std::string& key,
                const torch::optim::Adam& adam) {
  int index = 0;
  for (const torch::Tensor& parameter : adam.param_groups()[0].params()) {
    const std::string name = key + "." + std::to_string(index++);
    const auto found = adam.state().find(state_key<AdamKey>(parameter));
    const bool stepped = found != adam.state().end();
    write_integer(archive, (name + ".stepped").c_str(), stepped ? 1 : 0);
    if (!stepped) continue;
    const auto& state = static_cast<const torch::optim::AdamParamState&>(*found->second);
    write_integer(archive, (name + ".step").c_str(), state.step());
    archive.write(name + ".exp_avg", state.exp_avg());
    archive.write(name + ".exp_avg_sq", state.exp_avg_sq());
  }
}

void read_adam(torch::serialize::InputArchive& archive, const std::string& key,
               torch::optim::Adam& adam) {
  adam.state().clear();
  int index = 0;
  for (const torch::Tensor& parameter : adam.param_groups()[0].params()) {
    const std::string name = key + "." + std::to_string(index++);
    if (read_integer(archive, (name + ".stepped").c_str()) == 0) continue;
    auto state = std::make_unique<torch::optim::AdamParamState>();
    state->step(read_integer(archive, (name + ".step").c_str()));
    torch::Tensor average, average_of_squares;
    archive.read(name + ".exp_avg", average);
    archive.read(name + ".exp_avg_sq", average_of_squares);
    state->exp_avg(average);
    state->exp_avg_sq(average_of_squares);
    adam.state()[state_key<AdamKey>(parameter)] = std::move(state);
  }
}

}  // namespace iggan
