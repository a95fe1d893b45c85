#include <iggan/training/pose.h>

#include <algorithm>
#include <cmath>

#include <iggan/base/error.h>
#include <iggan/base/pi.h>
#include <iggan/training/checkpoint.h>

namespace iggan {
namespace {

constexpr double kErrorDecay = 0.95;  // of the moving average, per iteration
constexpr const char* kElevationKey = "elevation";

}  // namespace

torch::Tensor pose_targets(const std::vector<Shot>& shots, const Interval& elevation) {
  torch::Tensor poses = torch::empty({static_cast<std::int64_t>(shots.size()), 3});
  float* out = poses.data_ptr<float>();
  const double middle = 0.5 * (elevation[0] + elevation[1]);
  const double half = 0.5 * (elevation[1] - elevation[0]);
  for (const Shot& shot : shots) {
    const Mat4& world = shot.camera.to_world;  // its third column points from the target to the eye
    const double a = std::atan2(double(world[8]), double(world[10]));
    const double e = std::asin(std::clamp(double(world[9]), -1.0, 1.0)) / kRadiansPerDegree;
    for (const double value : {std::cos(a), std::sin(a), half > 0 ? (e - middle) / half : 0.0})
      *out++ = static_cast<float>(value);
  }
  return poses;
}

std::vector<double> elevations_of(const torch::Tensor& poses, const Interval& elevation) {
  const torch::Tensor scaled = poses.detach().select(1, 2).to(torch::kCPU, torch::kFloat64);
  std::vector<double> degrees;
  for (std::int64_t i = 0; i < scaled.size(0); ++i)
    degrees.push_back(0.5 * (elevation[0] + elevation[1]) +
                      0.5 * (elevation[1] - elevation[0]) * scaled[i].item<double>());
  return degrees;
}

PoseError pose_error(const torch::Tensor& read, const torch::Tensor& taken,
                     const Interval& elevation) {
  const torch::Tensor r = read.detach().to(torch::kCPU, torch::kFloat64);
  const torch::Tensor t = taken.to(torch::kCPU, torch::kFloat64);
  const auto azimuth = [](const torch::Tensor& pose) {
    return torch::atan2(pose.select(1, 1), pose.select(1, 0));
  };
  const torch::Tensor apart = azimuth(r) - azimuth(t);
  const torch::Tensor turn = torch::atan2(apart.sin(), apart.cos()).abs();
  const torch::Tensor rise = (r.select(1, 2) - t.select(1, 2)).abs();
  return {turn.mean().item<double>() / kRadiansPerDegree,
          rise.mean().item<double>() * 0.5 * (elevation[1] - elevation[0])};
}

void ElevationLearner::observe(const torch::Tensor& taken, const torch::Tensor& read_generated,
                               const torch::Tensor& read_real) {
  if (!options_.learn_elevation) return;
  const double error = pose_error(read_generated, taken, elevation_).elevation;
  error_ = error_ < 180 ? kErrorDecay * error_ + (1 - kErrorDecay) * error : error;
  histogram_.add_generated(elevations_of(taken, elevation_),
                           elevations_of(read_generated, elevation_));
  histogram_.add_real(elevations_of(read_real, elevation_));
  if (++iterations_ < options_.every) return;
  iterations_ = 0;
  histogram_.update(error_ < options_.begin_degrees ? options_.rate : 0);
}

void ElevationLearner::save(TensorFile& file) const {
  if (!options_.learn_elevation) return;
  std::vector<double> state = histogram_.state();
  state.insert(state.end(), {error_, double(iterations_)});
  write_doubles(file, kElevationKey, state);
}

void ElevationLearner::load(const TensorFile& file) {
  *this = ElevationLearner(options_, elevation_);
  std::vector<double> state = histogram_.state();
  state.resize(state.size() + 2);
  if (!options_.learn_elevation || !read_doubles(file, kElevationKey, state)) return;
  iterations_ = static_cast<int>(state.back());
  state.pop_back();
  error_ = state.back();
  state.pop_back();
  histogram_.set_state(state);
}

}  // namespace iggan
