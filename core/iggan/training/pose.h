#pragma once
#include <vector>

#include <torch/torch.h>

#include <iggan/config/training_config.h>
#include <iggan/models/tensor_file.h>
#include <iggan/scene/scene_distribution.h>
#include <iggan/training/elevation_histogram.h>

namespace iggan {

/// The targets of D's pose head: cos and sin of the azimuth, and the elevation, with the scene's
/// interval mapped to [-1, 1]. Source: Shi et al. 2023 (PoF3D), arXiv:2301.07702.
/// @return [N, 3] float32 on the CPU.
[[nodiscard]] torch::Tensor pose_targets(const std::vector<Shot>& shots, const Interval& elevation);

/// The elevations of poses [N, 3], in degrees.
[[nodiscard]] std::vector<double> elevations_of(const torch::Tensor& poses,
                                                const Interval& elevation);

/// Mean errors, in degrees.
struct PoseError {
  double azimuth = 0, elevation = 0;
};
/// @param read, taken  estimated and true poses [N, 3]; the azimuth is the direction of (cos, sin),
/// whatever the length of this vector.
[[nodiscard]] PoseError pose_error(const torch::Tensor& read, const torch::Tensor& taken,
                                   const Interval& elevation);

/// Learns the elevations that cameras are drawn from, using the output of D's pose head. Starts
/// once the head's error on generated pictures, whose cameras are known, is small enough.
class ElevationLearner {
 public:
  ElevationLearner(const CameraPriorOptions& options, const Interval& elevation)
      : options_(options), elevation_(elevation), histogram_(elevation) {}

  /// Call in each iteration. Poses [N, 3]: the true ones of the generated pictures, and the head's
  /// output for the generated and for the real pictures.
  void observe(const torch::Tensor& taken, const torch::Tensor& read_generated,
               const torch::Tensor& read_real);
  /// Weights of equal parts of the interval; uniform until something is learned.
  [[nodiscard]] const std::vector<double>& weights() const { return histogram_.weights(); }

  /// Writes nothing if nothing is learned.
  void save(TensorFile& file) const;
  /// If the checkpoint has no histogram, the histogram starts again as uniform.
  void load(const TensorFile& file);

 private:
  CameraPriorOptions options_;
  Interval elevation_;
  ElevationHistogram histogram_;
  double error_ = 180;  // moving average of the head's elevation error, degrees
  int iterations_ = 0;  // since the last change
};

}  // namespace iggan
