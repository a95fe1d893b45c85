#include <iggan/training/prefetch_choice.h>

#include <iggan/base/median.h>

namespace iggan {

std::int64_t PrefetchChoice::block() const {
  const std::int64_t at = iterations_ % kPeriod - kBegin;
  return allowed_ && at >= 0 && at < kBlocks * kBlock ? at / kBlock : -1;
}

bool PrefetchChoice::parallel() const {
  return block() < 0 ? parallel_ : block() % 2 == 0;
}

void PrefetchChoice::observe(double seconds) {
  const bool trial = block() >= 0;
  if (trial) seconds_[parallel() ? 1 : 0].push_back(seconds);
  ++iterations_;
  if (!trial || block() >= 0) return;
  parallel_ = median(seconds_[1]) <= median(seconds_[0]);
  for (std::vector<double>& of_one : seconds_) of_one.clear();
}

}  // namespace iggan
