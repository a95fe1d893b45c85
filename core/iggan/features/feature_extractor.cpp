#include <iggan/features/feature_extractor.h>

#include <algorithm>
#include <array>

#include <torch/script.h>
#include <torch/torch.h>

#include <iggan/base/data_files.h>
#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/base/interrupt.h>
#include <iggan/console/progress.h>
#include <iggan/features/furniture_network.h>
#include <iggan/features/picture_resize.h>
#include <iggan/models/torch_archive.h>

namespace iggan {
namespace {

/// The line with the reason from LibTorch's text, which also contains the script's source or a
/// backtrace.
std::string reason_of(const std::string& text) {
  const std::size_t script = text.find("RuntimeError: ");
  const std::size_t begin = script == std::string::npos ? 0 : script;
  return text.substr(begin, text.find('\n', begin) - begin);
}

namespace fs = std::filesystem;

constexpr const char *kBuiltIn = "furniture", *kBuiltInColour = "furniture-rgb",
                     *kBuiltInFile = "furniture-features.safetensors";
constexpr std::int64_t kFeatureBatch = 64;
constexpr std::int64_t kInceptionSize = 299;

/// Files whose Fréchet distance is what the literature calls FID: NVIDIA's TorchScript of the
/// network inception-2015-12-05.
constexpr std::array kInceptionHashes{
    "f58cb9b6ec323ed63459aa4fb441fe750cfe39fafad6da5cb504a16f19e958f4"};

std::string metric_name(const std::string& name, const std::string& sha256) {
  for (const char* known : kInceptionHashes)
    if (sha256 == known) return "fid";
  return "fd[" + name + "]";
}

/// Extracts the features of luminance, or of red, green and blue in turn, concatenated.
class FurnitureExtractor : public FeatureExtractor {
 public:
  enum class Sees { luminance, channels };
  FurnitureExtractor(ExtractorFacts facts, const fs::path& file, Sees sees)
      : FeatureExtractor(std::move(facts)), network_(load_furniture_network(file)), sees_(sees) {}

 private:
  torch::Tensor features(const torch::Tensor& pictures) const override {
    FurnitureNetwork network = network_;
    if (sees_ == Sees::luminance) return network(furniture_input(pictures));
    std::vector<torch::Tensor> parts;
    for (std::int64_t channel = 0; channel < 3; ++channel)
      parts.push_back(
          network(furniture_input(pictures.narrow(1, std::min(channel, pictures.size(1) - 1), 1))));
    return torch::cat(parts, 1);
  }
  FurnitureNetwork network_;
  Sees sees_;
};

class ScriptExtractor : public FeatureExtractor {
 public:
  ScriptExtractor(ExtractorFacts facts, torch::jit::Module module)
      : FeatureExtractor(std::move(facts)), module_(std::move(module)) {
    module_.eval();
  }

 private:
  torch::Tensor features(const torch::Tensor& pictures) const override {
    torch::Tensor rgb = pictures.size(1) == 1 ? pictures.repeat({1, 3, 1, 1}) : pictures;
    torch::jit::Module module = module_;
    if (facts().interface == "plain") return module.forward({rgb}).toTensor();
    return module
        .get_method("forward")({resize_bicubic(rgb, kInceptionSize)}, {{"return_features", true}})
        .toTensor();
  }
  torch::jit::Module module_;
};

bool takes_return_features(const torch::jit::Module& module) {
  const auto forward = module.find_method("forward");
  if (!forward) return false;
  for (const auto& argument : forward->function().getSchema().arguments())
    if (argument.name() == "return_features") return true;
  return false;
}

std::unique_ptr<FeatureExtractor> open_script(ExtractorFacts facts, const fs::path& file,
                                              Trust trust) {
  if (trust == Trust::none)
    fail<DataError>(
        "{} is TorchScript, a program that can do anything on this machine that you can. If you "
        "trust its source, add --trust. Convert weights of `iggan features train` of version 0.1 "
        "to plain numbers with: iggan convert-checkpoint {}",
        file.string(), file.string());
  try {
    torch::jit::Module module = torch::jit::load(file.string(), torch::kCPU);
    if (!module.find_method("forward"))
      fail<DataError>(
          "{} has no network to run: convert weights of `iggan features train` of version 0.1 "
          "with: iggan convert-checkpoint {}",
          file.string(), file.string());
    const bool keyword = takes_return_features(module);
    facts.interface = keyword ? "return_features" : "plain";
    facts.resize =
        keyword ? fmt::format("antialiased bicubic to {0}x{0} (clean)", kInceptionSize) : "none";
    return std::make_unique<ScriptExtractor>(std::move(facts), std::move(module));
  } catch (const c10::Error&) {
    fail<DataError>("cannot read {} as TorchScript: it is damaged, or from a newer LibTorch",
                    file.string());
  }
}

}  // namespace

FeatureMatrix FeatureExtractor::extract(const Pictures& pictures) const {
  torch::NoGradGuard no_grad;
  FeatureMatrix result;
  const torch::Tensor bytes = torch::from_blob(
      const_cast<std::uint8_t*>(pictures.bytes.data()),  // only read
      {pictures.count, pictures.height, pictures.width, pictures.channels}, torch::kUInt8);
  ProgressLine progress("features", static_cast<std::uint64_t>(pictures.count));
  for (std::int64_t first = 0; first < pictures.count; first += kFeatureBatch) {
    if (interrupted()) throw Interrupted("stopped while extracting features");
    const std::int64_t last = std::min<std::int64_t>(pictures.count, first + kFeatureBatch);
    torch::Tensor rows;
    try {
      rows = features(
                 bytes.slice(0, first, last).permute({0, 3, 1, 2}).to(torch::kFloat32).contiguous())
                 .to(torch::kFloat32)
                 .contiguous();
    } catch (const std::exception& error) {  // c10::Error, or what a script raises
      fail<DataError>("the extractor {} fails on pictures of {}x{}: {}", facts_.name,
                      pictures.width, pictures.height, reason_of(error.what()));
    }
    if (rows.dim() != 2 || rows.size(0) != last - first)
      fail<DataError>(
          "the extractor {} returns {} dimensions for {} pictures, not rows of features",
          facts_.name, rows.dim(), last - first);
    result.width = static_cast<std::size_t>(rows.size(1));
    result.values.insert(result.values.end(), rows.data_ptr<float>(),
                         rows.data_ptr<float>() + rows.numel());
    progress.update(static_cast<std::uint64_t>(last));
  }
  result.count = static_cast<std::size_t>(pictures.count);
  return result;
}

std::size_t FeatureExtractor::width() const {
  return extract({1, 32, 32, 1, std::vector<std::uint8_t>(32 * 32)}).width;
}

std::unique_ptr<FeatureExtractor> open_feature_extractor(const std::string& name, Trust trust) {
  const bool colour = name == kBuiltInColour, built_in = colour || name == kBuiltIn;
  const fs::path file = built_in ? find_data_file(kBuiltInFile) : fs::path(name);
  if (!fs::is_regular_file(file))
    fail<DataError>(
        "no feature extractor {}: give \"furniture\", \"furniture-rgb\", the weights of `iggan "
        "features train`, or a TorchScript file",
        name);
  ExtractorFacts facts;
  facts.name = built_in ? name : file.stem().string();
  facts.sha256 = sha256_of_file(file);
  facts.metric = metric_name(facts.name, facts.sha256);
  if (is_torch_archive(file)) return open_script(std::move(facts), file, trust);
  facts.interface = kBuiltIn;
  facts.resize = fmt::format("{1}, antialiased bicubic to {0}x{0}", FurnitureNetworkImpl::kSize,
                             colour ? "red, green and blue apart" : "luminance");
  return std::make_unique<FurnitureExtractor>(
      std::move(facts), file,
      colour ? FurnitureExtractor::Sees::channels : FurnitureExtractor::Sees::luminance);
}

}  // namespace iggan
