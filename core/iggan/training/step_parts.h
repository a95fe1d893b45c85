#pragma once
#include <array>
#include <chrono>

#include <ATen/record_function.h>

#include <iggan/training/statistics.h>

namespace iggan {

/// A part of an iteration on the thread that trains. Outside the parts, there are only the moving
/// average and bookkeeping.
struct StepPart {
  const char* name;
  double StepStatistics::*milliseconds;
};
/// Latents, views, lights, the real pictures of the batch, and G's shapes for the renderer.
inline constexpr StepPart kDrawPart{"draws", &StepStatistics::draw_ms};
/// Waiting until the renderer has finished.
inline constexpr StepPart kWaitPart{"wait for the black box", &StepStatistics::wait_ms};
/// D's step, with its penalties.
inline constexpr StepPart kDiscriminatorPart{"discriminator", &StepStatistics::discriminator_ms};
/// The proxy's step, and the gradient that it passes on to the voxels.
inline constexpr StepPart kProxyPart{"proxy", &StepStatistics::proxy_ms};
/// The backward pass from the voxels through G, and G's step.
inline constexpr StepPart kGeneratorPart{"generator", &StepStatistics::generator_ms};
/// All of them, in their order.
inline constexpr std::array kStepParts{kDrawPart, kWaitPart, kDiscriminatorPart, kProxyPart,
                                       kGeneratorPart};

/// The renderer's work, which with training.prefetch runs on another thread.
inline constexpr const char* kBlackBoxScope = "black box";

/// Does the work of a part and adds the wall time to the statistics. LibTorch's observers see the
/// work under the part's name.
template <class Work>
void timed(const StepPart& part, StepStatistics& statistics, const Work& work) {
  RECORD_USER_SCOPE(part.name);
  const auto start = std::chrono::steady_clock::now();
  work();
  statistics.*part.milliseconds +=
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace iggan
