#include <iggan/features/furniture_network.h>

#include <iggan/base/error.h>
#include <iggan/features/picture_resize.h>
#include <iggan/models/layers.h>
#include <iggan/models/tensor_file.h>

namespace iggan {
namespace {

constexpr int kVersion = 1;

torch::nn::Conv2d halving_conv(std::int64_t in, std::int64_t out, std::int64_t kernel) {
  return torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, kernel).stride(2).padding(1));
}

}  // namespace

FurnitureNetworkImpl::FurnitureNetworkImpl() {
  conv1 = register_module("conv1", halving_conv(1, 16, 4));
  conv2 = register_module("conv2", halving_conv(16, 32, 4));
  conv3 = register_module("conv3", halving_conv(32, 48, 3));
  conv4 = register_module("conv4", halving_conv(48, 48, 3));
  features = register_module("features", torch::nn::Linear(48 * 3 * 3, kFeatures));
}

torch::Tensor FurnitureNetworkImpl::forward(const torch::Tensor& pictures) {
  check_shape(pictures, {-1, 1, kSize, kSize}, "pictures");
  auto x = 2 * pictures - 1;
  x = torch::leaky_relu(conv1(x), 0.2);  // [N, 16, 24, 24]
  x = torch::leaky_relu(conv2(x), 0.2);  // [N, 32, 12, 12]
  x = torch::leaky_relu(conv3(x), 0.2);  // [N, 48, 6, 6]
  x = torch::leaky_relu(conv4(x), 0.2);  // [N, 48, 3, 3]
  return features(x.flatten(1));
}

void FurnitureNetworkImpl::standardize(const torch::Tensor& mean, const torch::Tensor& deviation) {
  constexpr double kRounding = 1e-6;  // for features of order 1 in float32
  torch::NoGradGuard no_grad;
  const torch::Tensor scale =
      torch::where(deviation < kRounding, torch::ones_like(deviation), deviation);
  features->weight.div_(scale.unsqueeze(1));
  features->bias.sub_(mean).div_(scale);
}

void save_furniture_network(const FurnitureNetwork& network, const std::filesystem::path& file) {
  TensorFile weights;
  weights.set_text("kind", kFurnitureKind);
  weights.set_integer("version", kVersion);
  write_module(weights, kFurniturePrefix, *network);
  weights.write(file);
}

FurnitureNetwork load_furniture_network(const std::filesystem::path& file) {
  const TensorFile weights = TensorFile::read(file);
  if (weights.text("kind") != kFurnitureKind)
    fail<DataError>("{} holds no weights of `iggan features train`: its metadata says kind \"{}\"",
                    file.string(), weights.text("kind").value_or(""));
  if (const auto version = weights.integer<int>("version"); version != kVersion)
    fail<DataError>(
        "{} has weights of version {}, not {}: train them again with `iggan features train`",
        file.string(), version, kVersion);
  FurnitureNetwork network;
  read_module(weights, kFurniturePrefix, *network);
  network->eval();
  return network;
}

torch::Tensor furniture_input(const torch::Tensor& pictures) {
  torch::Tensor gray = pictures.to(torch::kFloat32);
  if (gray.size(1) == 3) {
    const torch::Tensor luminance = torch::tensor({0.2126f, 0.7152f, 0.0722f}).view({1, 3, 1, 1});
    gray = (gray * luminance).sum(1, /*keepdim=*/true);
  }
  return resize_bicubic(gray, FurnitureNetworkImpl::kSize) / 255;
}

}  // namespace iggan
