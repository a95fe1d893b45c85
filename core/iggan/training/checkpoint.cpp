#include <iggan/training/checkpoint.h>

#include <algorithm>
#include <sstream>

#include <iggan/base/error.h>

namespace iggan {
namespace {

/// The key of a parameter in Adam's state: its address (as text before LibTorch 2).
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

// No training run reaches this number, and sums of such numbers do not overflow.
constexpr std::int64_t kMostIterations = 1'000'000'000'000'000;

}  // namespace

void check_checkpoint(const TensorFile& file) {
  if (file.text("kind") != kCheckpointKind)
    fail<DataError>("{} is not an iggan checkpoint: its metadata says kind \"{}\"", file.name(),
                    file.text("kind").value_or(""));
  if (const int version = file.integer<int>("version"); version != kCheckpointVersion)
    fail<DataError>("{} is a checkpoint of version {}; this iggan reads version {}", file.name(),
                    version, kCheckpointVersion);
  const auto iteration = file.integer<std::int64_t>("iteration");
  if (iteration < 0 || iteration > kMostIterations)
    fail<DataError>(
        "{}: its iteration is {}, which is not between 0 and {}; use another checkpoint",
        file.name(), iteration, kMostIterations);
}

Stage stage_of(const TensorFile& file, const TrainingConfig& config) {
  const int index = file.text("stage") ? file.integer<int>("stage") : 0;
  if (index < 0 || index >= config.stages.count)
    fail<DataError>("{}: it is from stage {}, but the run has only {}", file.name(), index + 1,
                    config.stages.count);
  return config.stage(index);
}

TensorFile grown_state(const TensorFile& fresh, const TensorFile& before) {
  const auto taken = [&](const std::string& name) {
    return fresh.has(name) && before.has(name) &&
           fresh.tensor(name).sizes() == before.tensor(name).sizes();
  };
  // "generator_adam.conv0.weight.exp_avg" belongs to "generator.conv0.weight".
  const auto parameter_of = [](const std::string& name) -> std::string {
    static const std::string mark = "_adam.";
    const std::size_t at = name.find(mark), end = name.rfind('.');
    if (at == std::string::npos || end < at + mark.size()) return {};
    return name.substr(0, at) + "." + name.substr(at + mark.size(), end - at - mark.size());
  };
  TensorFile grown;
  for (const auto& [key, text] : before.texts()) grown.set_text(key, text);
  for (const auto& [name, tensor] : fresh.tensors())
    grown.add(name, taken(name) ? before.tensor(name) : tensor);
  for (const auto& [name, tensor] : before.tensors())
    if (taken(parameter_of(name)) && !fresh.has(name)) grown.add(name, tensor);
  return grown;
}

void write_doubles(TensorFile& file, const char* key, const std::vector<double>& values) {
  file.add(key, torch::tensor(values, torch::kFloat64));
}

bool read_doubles(const TensorFile& file, const char* key, std::vector<double>& values) {
  if (!file.has(key)) return false;
  const torch::Tensor& read = file.tensor(key);
  if (read.scalar_type() != torch::kFloat64 ||
      read.numel() != static_cast<std::int64_t>(values.size()))
    return false;
  std::copy_n(read.data_ptr<double>(), values.size(), values.begin());
  return true;
}

void write_adam(TensorFile& file, const std::string& prefix, const torch::nn::Module& module,
                const torch::optim::Adam& adam) {
  for (const auto& item : module.named_parameters()) {
    const auto found = adam.state().find(state_key<AdamKey>(item.value()));
    if (found == adam.state().end()) continue;
    const auto& state = static_cast<const torch::optim::AdamParamState&>(*found->second);
    const std::string name = prefix + "." + item.key();
    file.add(name + ".step", torch::tensor(state.step(), torch::kInt64));
    file.add(name + ".exp_avg", state.exp_avg());
    file.add(name + ".exp_avg_sq", state.exp_avg_sq());
  }
}

void read_adam(const TensorFile& file, const std::string& prefix, const torch::nn::Module& module,
               torch::optim::Adam& adam) {
  adam.state().clear();
  for (const auto& item : module.named_parameters()) {
    const std::string name = prefix + "." + item.key();
    if (!file.has(name + ".step")) continue;
    const torch::Tensor& parameter = item.value();
    const auto moment = [&](const char* which) {
      const torch::Tensor& stored = file.tensor(name + which);
      if (stored.sizes() != parameter.sizes() || stored.scalar_type() != parameter.scalar_type())
        fail<DataError>("{}: {}{} does not have its parameter's shape", file.name(), name, which);
      return stored.to(parameter.device(), parameter.scalar_type(), /*non_blocking=*/false,
                       /*copy=*/true);
    };
    const torch::Tensor& step = file.tensor(name + ".step");
    if (step.scalar_type() != torch::kInt64 || step.numel() != 1)
      fail<DataError>("{}: {}.step is not one int64", file.name(), name);
    auto state = std::make_unique<torch::optim::AdamParamState>();
    state->step(step.item<std::int64_t>());
    state->exp_avg(moment(".exp_avg"));
    state->exp_avg_sq(moment(".exp_avg_sq"));
    adam.state()[state_key<AdamKey>(parameter)] = std::move(state);
  }
}

}  // namespace iggan
