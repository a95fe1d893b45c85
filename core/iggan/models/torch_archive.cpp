#include <iggan/models/torch_archive.h>

#include <fstream>
#include <sstream>

#include <torch/script.h>

#include <iggan/base/confinement.h>
#include <iggan/base/error.h>
#include <iggan/base/files.h>

namespace iggan {
namespace {

constexpr int kArchiveSeconds = 60;
constexpr std::uint64_t kArchiveSpareMib = 1024;  // for LibTorch itself

}  // namespace

bool is_torch_archive(const std::filesystem::path& file) {
  char begin[4] = {};
  std::ifstream in(file, std::ios::binary);
  return in.read(begin, sizeof begin) && std::string(begin, sizeof begin) == "PK\3\4";
}

TensorFile read_torch_archive_confined(const std::filesystem::path& file, int output) {
  std::istringstream content(read_text(file));
  torch::set_num_threads(1);
  (void)torch::zeros({1});  // LibTorch examines the machine at its first call
  const std::uint64_t mib = content.str().size() >> 20;
  confine({kArchiveSeconds, kArchiveSpareMib + 8 * mib, output});
  TensorFile all;
  try {
    const torch::jit::Module module = torch::jit::load(content, torch::kCPU);
    std::string names;
    for (const auto& item : module.named_parameters()) {
      all.add(item.name, item.value);
      names += item.name + "\n";
    }
    for (const auto& item : module.named_buffers()) all.add(item.name, item.value);
    all.set_text(kParameterNames, names);
  } catch (const std::exception&) {  // c10::Error, and whatever a hostile archive causes
    fail<DataError>("cannot read {}: it is damaged, or loading it does more than read tensors",
                    file.string());
  }
  return all;
}

}  // namespace iggan
