#include <iggan/experiments/proxy_trial.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include <torch/torch.h>

#include <iggan/base/error.h>
#include <iggan/base/interrupt.h>
#include <iggan/metrics/picture_similarity.h>
#include <iggan/models/voxels.h>
#include <iggan/training/black_box.h>
#include <iggan/training/iggan_method.h>
#include <iggan/training/picture_tensors.h>

namespace iggan {
namespace {

constexpr int kPoints = 12;           // of the learning curve
constexpr std::size_t kJudging = 64;  // pictures to judge a point by
constexpr std::size_t kTrialBatch = 32;

/// The renderer's pictures of unseen shapes, starting with the first; [N, C, H, W].
torch::Tensor unseen_answer(const Probe& probe, const ProbePictures& answer, std::size_t count) {
  torch::Tensor bytes = torch::empty(
      {std::int64_t(count), probe.scene.height, probe.scene.width, probe.scene.channels},
      torch::kUInt8);
  probe.scene.transfer().apply(
      answer.rgba.data() + probe.first_unseen_picture() * answer.picture_samples(),
      count * answer.picture_samples() / 4, bytes.data_ptr<std::uint8_t>());
  return pictures_to_tensor(bytes, torch::kCPU);
}

/// The proxy's pictures of unseen shapes, starting with the first; [N, C, H, W].
torch::Tensor unseen_imitation(TrainingMethod& method, const Probe& probe, std::size_t count,
                               bool colour, torch::Device device) {
  torch::NoGradGuard no_grad;
  std::vector<torch::Tensor> parts;
  for (std::size_t first = 0; first < count; first += kTrialBatch) {
    const std::size_t last = std::min(count, first + kTrialBatch);
    std::vector<torch::Tensor> voxels;
    std::vector<Shot> shots;
    for (std::size_t i = first; i < last; ++i) {
      const std::size_t picture = probe.first_unseen_picture() + i;
      voxels.push_back(
          discrete_voxels_of(probe.shape_of(picture).grid, colour, probe.scene.default_albedo));
      shots.push_back(probe.shots[picture]);
    }
    const torch::Tensor batch = proxy_voxels(torch::stack(voxels).to(device));
    parts.push_back(method.picture(batch, shots).to(torch::kCPU));
  }
  return torch::cat(parts).clamp(0, 1).contiguous();
}

ProxyFidelity fidelity(const torch::Tensor& imitation, const torch::Tensor& answer) {
  const bool structured = std::min(answer.size(2), answer.size(3)) >= kSsimWindow;
  return {psnr(imitation, answer).mean().item<double>(),
          structured ? ssim(imitation, answer).mean().item<double>() : std::nan("")};
}

torch::Tensor as_tensor(const std::vector<float>& pictures, const Probe& probe) {
  const std::int64_t c = probe.scene.channels, h = probe.scene.height, w = probe.scene.width;
  return torch::from_blob(const_cast<float*>(pictures.data()),
                          {std::int64_t(pictures.size()) / (c * h * w), c, h, w}, torch::kFloat32);
}

}  // namespace

ProxyTrial train_proxy(const TrainingConfig& config, Renderer& renderer, const Probe& probe,
                       const ProbePictures& answer, const std::function<void(int)>& progress) {
  const std::size_t unseen = probe.pictures() - probe.first_unseen_picture();
  if (unseen == 0)
    fail<DataError>(
        "no unseen shapes to judge a proxy with: --unseen is 0, or the shape set holds out none "
        "(make it with more source models)");
  const Compute compute = prepare_compute(config.training);
  (void)voxel_channels(config, probe.scene);  // refuses configurations that cannot learn colour
  const bool colour = config.generator.colour;
  BlackBox black_box(renderer, probe.scene);
  IgganMethod method(config, black_box, compute);
  Rng rng(seed_for(config.training.seed, "proxy practice"));
  const torch::Tensor judge = unseen_answer(probe, answer, std::min(unseen, kJudging));
  ProxyTrial trial;
  double seconds = 0, error = 0;
  int since = 0;
  auto start = std::chrono::steady_clock::now();
  method.pretrain(rng, [&](int step, double squared_error) {
    error += squared_error;
    ++since;
    progress(step);
    const int total = config.pretraining.iterations;
    if (step == total || step * kPoints / total > (step - 1) * kPoints / total) {
      const auto now = std::chrono::steady_clock::now();
      seconds += std::chrono::duration<double>(now - start).count();
      const ProxyFidelity reached = fidelity(
          unseen_imitation(method, probe, std::size_t(judge.size(0)), colour, compute.device),
          judge);
      trial.curve.push_back({step, seconds, error / since, reached.psnr, reached.ssim});
      error = since = 0;
      start = std::chrono::steady_clock::now();  // judging is not training
    }
    return !interrupted();
  });
  if (interrupted()) throw Interrupted("stopped; run the same command to continue");
  const torch::Tensor pictures = unseen_imitation(method, probe, unseen, colour, compute.device);
  trial.pictures.assign(pictures.data_ptr<float>(), pictures.data_ptr<float>() + pictures.numel());
  return trial;
}

ProxyFidelity proxy_fidelity(const std::vector<float>& pictures, const Probe& probe,
                             const ProbePictures& answer) {
  return fidelity(as_tensor(pictures, probe),
                  unseen_answer(probe, answer, probe.pictures() - probe.first_unseen_picture()));
}

ImageU8 proxy_picture(const std::vector<float>& pictures, const Probe& probe, std::size_t unseen) {
  return tensor_to_picture(as_tensor(pictures, probe)[std::int64_t(unseen)]);
}

}  // namespace iggan
