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

template <class T>
void read_part(torch::serialize::InputArchive& archive, const char* key, T& part) {
  torch::serialize::InputArchive inner;
  archive.read(key, inner);
  part.load(inner);
}

}  // namespace

void Trainer::save(const std::filesystem::path& path) const {
  torch::serialize::OutputArchive archive;
  write_part(archive, "generator", *generator_);
  write_part(archive, "average", *average_);
  write_part(archive, "discriminator", *discriminator_);
  write_part(archive, "proxy", *proxy_);
  write_part(archive, "generator_adam", generator_adam_);
  write_part(archive, "discriminator_adam", discriminator_adam_);
  write_part(archive, "proxy_adam", proxy_adam_);
  archive.write("iteration", integer(iteration_));
  archive.write("rng", integer(static_cast<std::int64_t>(rng_.state())));
  write_file_atomically(
      path, [&](const std::filesystem::path& temporary) { archive.save_to(temporary.string()); });
}

void Trainer::load(const std::filesystem::path& path) {
  try {
    torch::serialize::InputArchive archive;
    archive.load_from(path.string(), compute_.device);
    read_part(archive, "generator", *generator_);
    read_part(archive, "average", *average_);
    read_part(archive, "discriminator", *discriminator_);
    read_part(archive, "proxy", *proxy_);
    read_part(archive, "generator_adam", generator_adam_);
    read_part(archive, "discriminator_adam", discriminator_adam_);
    read_part(archive, "proxy_adam", proxy_adam_);
    iteration_ = read_integer(archive, "iteration");
    rng_ = Rng(static_cast<std::uint64_t>(read_integer(archive, "rng")));
  } catch (const c10::Error& error) {
    fail<DataError>("cannot read the checkpoint {}: {}", path.string(),
                    error.what_without_backtrace());
  }
}

}  // namespace iggan
