#pragma once
#include <filesystem>

#include <torch/torch.h>

namespace iggan {

/// A small network whose 64 features distinguish furniture: trained (furniture_training.h) to
/// recognise the source model and the view of rendered pictures.
class FurnitureNetworkImpl : public torch::nn::Module {
 public:
  static constexpr int kSize = 48;      // pixels of a picture's edge
  static constexpr int kFeatures = 64;  // numbers per picture

  FurnitureNetworkImpl();
  /// @param pictures [N, 1, 48, 48] in [0, 1].
  /// @return         [N, 64].
  /// @throws ShapeError for a different shape.
  torch::Tensor forward(const torch::Tensor& pictures);
  /// From now on, each feature is (f - mean) / deviation. A feature that does not vary becomes f
  /// - mean, because its deviation is only rounding error. @param mean, deviation [64].
  void standardize(const torch::Tensor& mean, const torch::Tensor& deviation);

 private:
  torch::nn::Conv2d conv1{nullptr}, conv2{nullptr}, conv3{nullptr}, conv4{nullptr};
  torch::nn::Linear features{nullptr};
};
TORCH_MODULE(FurnitureNetwork);

/// The value of the metadata key "kind" in a weight file.
constexpr const char* kFurnitureKind = "iggan furniture features";
/// The prefix of its tensors' names.
constexpr const char* kFurniturePrefix = "network";

/// Equal weights give equal files.
void save_furniture_network(const FurnitureNetwork& network, const std::filesystem::path& file);
/// @throws DataError naming the file.
[[nodiscard]] FurnitureNetwork load_furniture_network(const std::filesystem::path& file);

/// Converts byte values to the network's input: luminance, antialiased bicubic resizing.
/// @param pictures [N, 1 or 3, H, W] in [0, 255].
/// @return         [N, 1, 48, 48] in [0, 1].
[[nodiscard]] torch::Tensor furniture_input(const torch::Tensor& pictures);

}  // namespace iggan
