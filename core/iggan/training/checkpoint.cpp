#include <fstream>
#include <sstream>

#include <iggan/base/files.h>
#include <iggan/training/trainer.h>

namespace iggan {
namespace {

torch::Tensor integer(std::int64_t value) {
  return torch::tensor({value}, torch::kInt64);
}

std::int64_t read_integer(torch::serialize::InputArchive& archive, const char* key) {
  torch::Tensor value;
  archive.read(key, value);
  return value.item<std::int64_t>();
}

template <class T>
void write_part(torch::serialize::OutputArchive& archive, const char* key, const T& part) {
  torch::serialize::OutputArchive inner(archive.compilation_unit());
  part.save(inner);
  archive.write(key, inner);
}

/// LibTorch replaces a tensor by what it reads, whatever its shape, so shapes are compared here.
void read_part(torch::serialize::InputArchive& archive, const char* key, torch::nn::Module& part) {
  std::vector<std::vector<std::int64_t>> shapes;
  for (const torch::Tensor& parameter : part.parameters())
    shapes.push_back(parameter.sizes().vec());
  torch::serialize::InputArchive inner;
  archive.read(key, inner);
  part.load(inner);
  std::size_t index = 0;
  for (const torch::Tensor& parameter : part.parameters())
    if (parameter.sizes().vec() != shapes[index++])
      fail<DataError>("the checkpoint's {} is of another size than the configuration's", key);
}

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

/// Adam's state in the order of the parameters. LibTorch's own writer keys it by the parameters'
/// addresses, so that equal states would give different files.
void write_adam(torch::serialize::OutputArchive& archive, const std::string& key,
                const torch::optim::Adam& adam) {
  int index = 0;
  for (const torch::Tensor& parameter : adam.param_groups()[0].params()) {
    const std::string name = key + "." + std::to_string(index++);
    const auto found = adam.state().find(state_key<AdamKey>(parameter));
    const bool stepped = found != adam.state().end();
    archive.write(name + ".stepped", integer(stepped ? 1 : 0));
    if (!stepped) continue;
    const auto& state = static_cast<const torch::optim::AdamParamState&>(*found->second);
    archive.write(name + ".step", integer(state.step()));
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

}  // namespace

void Trainer::save(const std::filesystem::path& path) const {
  torch::serialize::OutputArchive archive;
  write_part(archive, "generator", *generator_);
  write_part(archive, "average", *average_);
  write_part(archive, "discriminator", *discriminator_);
  write_part(archive, "proxy", *proxy_);
  write_adam(archive, "generator_adam", generator_adam_);
  write_adam(archive, "discriminator_adam", discriminator_adam_);
  write_adam(archive, "proxy_adam", proxy_adam_);
  archive.write("iteration", integer(iteration_));
  archive.write("pretrained", integer(pretrained_));
  archive.write("rng", integer(static_cast<std::int64_t>(rng_.state())));
  write_file_atomically(path, [&](const std::filesystem::path& temporary) {
    // By a stream: an archive saved by name holds that name, and equal states would differ.
    std::ofstream out(temporary, std::ios::binary);
    archive.save_to(out);
    out.close();
    if (!out) fail<DataError>("cannot write {}: check free space", path.string());
    flush_to_disk(temporary);
  });
}

void Trainer::load(const std::filesystem::path& path) {
  try {
    torch::serialize::InputArchive archive;
    archive.load_from(path.string(), compute_.device);
    read_part(archive, "generator", *generator_);
    read_part(archive, "average", *average_);
    read_part(archive, "discriminator", *discriminator_);
    read_part(archive, "proxy", *proxy_);
    read_adam(archive, "generator_adam", generator_adam_);
    read_adam(archive, "discriminator_adam", discriminator_adam_);
    read_adam(archive, "proxy_adam", proxy_adam_);
    iteration_ = read_integer(archive, "iteration");
    pretrained_ = static_cast<int>(read_integer(archive, "pretrained"));
    rng_ = Rng(static_cast<std::uint64_t>(read_integer(archive, "rng")));
  } catch (const c10::Error& error) {
    fail<DataError>("cannot read the checkpoint {}: {}", path.string(),
                    error.what_without_backtrace());
  }
}

}  // namespace iggan
