#pragma once
#include <functional>
#include <vector>

#include <iggan/config/training_config.h>
#include <iggan/experiments/picture_comparison.h>
#include <iggan/experiments/probe.h>

namespace iggan {

/// How well a proxy imitates its renderer after some training.
struct ProxyPoint {
  int iteration = 0;
  double seconds = 0;        // of training so far
  double squared_error = 0;  // per pixel, mean over the training since the previous point
  double psnr = kUnknown, ssim = kUnknown;  // on unseen shapes, means over pictures

  IGGAN_FIELDS(iteration, seconds, squared_error, psnr, ssim)
};

/// A proxy that was trained on one renderer.
struct ProxyTrial {
  std::vector<ProxyPoint> curve;
  std::vector<float> pictures;  // [unseen pictures, channels, height, width] in [0, 1]
};

/// Trains only a proxy (config.pretraining, shapes of a set) to imitate a renderer.
/// @param answer    the renderer's pictures of the probe; those of unseen shapes are used to judge
///                  the proxy.
/// @param progress  called with the number of steps done.
/// @throws DataError when the probe has no unseen shapes; PluginError; Interrupted.
[[nodiscard]] ProxyTrial train_proxy(const TrainingConfig& config, Renderer& renderer,
                                     const Probe& probe, const ProbePictures& answer,
                                     const std::function<void(int)>& progress);

/// A proxy's pictures of a probe's unseen shapes compared with a renderer's.
struct ProxyFidelity {
  double psnr = kUnknown, ssim = kUnknown;  // means over pictures

  IGGAN_FIELDS(psnr, ssim)
};
/// How well a proxy's pictures match the renderer's.
[[nodiscard]] ProxyFidelity proxy_fidelity(const std::vector<float>& pictures, const Probe& probe,
                                           const ProbePictures& answer);
/// One picture of a proxy, as 8 bits.
[[nodiscard]] ImageU8 proxy_picture(const std::vector<float>& pictures, const Probe& probe,
                                    std::size_t unseen);

}  // namespace iggan
