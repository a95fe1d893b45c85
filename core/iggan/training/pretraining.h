#pragma once
#include <functional>

#include <iggan/training/trainer.h>

namespace iggan {

/// Unions of one to five random boxes: shapes of no class at all, for the proxy to practise on.
/// @return [count, 1, R, R, R] uint8.
[[nodiscard]] torch::Tensor random_boxes(std::int64_t count, int resolution, Rng& rng);

/// Trains the proxy alone, with L2, on discrete shapes of another domain (config.pretraining).
/// @param report  called after each step with its number and loss; returns false to stop early.
/// @throws DataError when config.pretraining.shapes cannot be read or has another resolution.
void pretrain_proxy(Trainer& trainer, const std::function<bool(int, double)>& report);

}  // namespace iggan
