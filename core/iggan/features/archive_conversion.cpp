#include <iggan/features/archive_conversion.h>

#include <sstream>

#include <iggan/base/begins_with.h>
#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/config/json_file.h>
#include <iggan/features/furniture_network.h>
#include <iggan/models/torch_archive.h>
#include <iggan/training/checkpoint.h>
#include <iggan/training/run_folder.h>

namespace iggan {
namespace {

constexpr const char* kOldFurnitureMark = "iggan_furniture_features";

std::int64_t old_integer(const TensorFile& archive, const std::string& name) {
  const torch::Tensor& value = archive.tensor(name);
  if (value.numel() != 1 || value.scalar_type() != torch::kInt64)
    fail<DataError>("{} is not a single integer in the archive", name);
  return value.item<std::int64_t>();
}

/// The names of a network's parameters, without the network's own name, in the order of its
/// optimiser.
std::vector<std::string> parameter_names(const TensorFile& archive, const std::string& network) {
  std::vector<std::string> names;
  std::istringstream lines(archive.text(kParameterNames).value_or(""));
  for (std::string line; std::getline(lines, line);)
    if (begins_with(line, network + ".")) names.push_back(line.substr(network.size() + 1));
  return names;
}

/// Adam's states were numbered, in the order of the parameters.
void convert_adam(const TensorFile& archive, const std::string& network, const std::string& adam,
                  TensorFile& file) {
  int index = 0;
  for (const std::string& parameter : parameter_names(archive, network)) {
    const std::string from = adam + "." + std::to_string(index++), to = adam + "." + parameter;
    if (old_integer(archive, from + ".stepped") == 0) continue;
    file.add(to + ".step", torch::tensor(old_integer(archive, from + ".step"), torch::kInt64));
    for (const char* moment : {".exp_avg", ".exp_avg_sq"})
      file.add(to + moment, archive.tensor(from + moment));
  }
}

TensorFile converted_weights(const TensorFile& archive) {
  TensorFile file;
  file.set_text("kind", kFurnitureKind);
  file.set_integer("version", old_integer(archive, kOldFurnitureMark));
  for (const auto& [name, tensor] : archive.tensors())
    if (name != kOldFurnitureMark) file.add(std::string(kFurniturePrefix) + "." + name, tensor);
  return file;
}

TensorFile converted_checkpoint(const TensorFile& archive) {
  TensorFile file;
  file.set_text("kind", kCheckpointKind);
  file.set_integer("version", kCheckpointVersion);
  file.set_integer("iteration", old_integer(archive, "iteration"));
  const auto unsigned_text = [&](const char* name) {
    file.set_integer(name, static_cast<std::uint64_t>(old_integer(archive, name)));
  };
  unsigned_text("rng");
  if (archive.has("seed")) unsigned_text("seed");
  if (archive.has("pretrained")) file.set_integer("pretrained", old_integer(archive, "pretrained"));
  for (const char* network : {"generator", "average", "discriminator", "proxy"}) {
    const std::string begin = std::string(network) + ".";
    for (const auto& [name, tensor] : archive.tensors())
      if (begins_with(name, begin)) file.add(name, tensor);
    const std::string adam = std::string(network) + "_adam";
    if (archive.has(adam + ".0.stepped")) convert_adam(archive, network, adam, file);
  }
  for (const char* list : {"augmentation", "lecam", "elevation"})
    if (archive.has(list)) file.add(list, archive.tensor(list));
  return file;
}

/// Adds the facts about a checkpoint that its run folder has and an archive lacks.
void add_facts_of_run(const std::filesystem::path& run, TensorFile& file) {
  if (!std::filesystem::exists(run / "config.json")) return;
  const RunFolder folder = RunFolder::open(run);
  file.set_text("config", config::line_of(config::to_json(folder.load_config())));
  if (const auto sha256 = folder.load_pictures_sha256()) file.set_text("pictures_sha256", *sha256);
}

}  // namespace

void send_archive(const std::filesystem::path& file, int output) {
  const std::string bytes = read_torch_archive_confined(file, output).bytes();
  if (!write_all(output, bytes.data(), bytes.size()))
    fail<DataError>("cannot send the tensors of {}: nothing reads them any more", file.string());
}

void write_converted(const std::string& sent, const std::filesystem::path& from,
                     const std::filesystem::path& to) {
  const std::string name = "the data read from " + from.string();
  const TensorFile archive =
      TensorFile::of(Safetensors::of_bytes({sent.begin(), sent.end()}, name), name);
  if (archive.has(kOldFurnitureMark)) return converted_weights(archive).write(to);
  if (!archive.has("iteration") || !archive.has("rng"))
    fail<DataError>("{} holds neither a checkpoint nor weights of `iggan features train`",
                    from.string());
  TensorFile file = converted_checkpoint(archive);
  add_facts_of_run(from.parent_path(), file);
  file.write(to);
}

}  // namespace iggan
