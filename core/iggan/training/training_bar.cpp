#include <iggan/training/training_bar.h>

#include <algorithm>
#include <limits>

#include <fmt/format.h>

namespace iggan {

double seconds_left(const TrainingOptions& options, const RunTime& time) {
  double left = std::numeric_limits<double>::infinity();
  if (options.minutes > 0) left = options.minutes * 60 - time.wall_seconds;
  if (options.cpu_minutes > 0 && time.cpu_seconds > 0)
    left = std::min(
        left, (options.cpu_minutes * 60 - time.cpu_seconds) * time.wall_seconds / time.cpu_seconds);
  return left;
}

double seconds_to_end(const TrainingOptions& options, std::int64_t iteration,
                      double seconds_per_step, const RunTime& time) {
  const double by_count = seconds_per_step * double(options.iterations - iteration);
  return std::max(0.0, std::min(by_count, seconds_left(options, time)));
}

double used_share(const TrainingOptions& options, std::int64_t iteration, const RunTime& time) {
  double share = double(iteration) / double(std::max<std::int64_t>(options.iterations, 1));
  if (options.minutes > 0) share = std::max(share, time.wall_seconds / (60 * options.minutes));
  if (options.cpu_minutes > 0)
    share = std::max(share, time.cpu_seconds / (60 * options.cpu_minutes));
  return share;
}

TrainingBar::TrainingBar(const TrainingOptions& options, std::int64_t first)
    : options_(options),
      line_("training", static_cast<std::uint64_t>(options.iterations),
            static_cast<std::uint64_t>(first)) {}

void TrainingBar::update(std::int64_t iteration, const RunTime& time, const StepStatistics& step) {
  constexpr double kInertia = 0.95;  // a change shows within about twenty iterations
  const auto follow = [&](double& value, double next) {
    value = begun_ ? kInertia * value + (1 - kInertia) * next : next;
  };
  follow(seconds_, step.seconds);
  follow(accuracy_, step.discriminator_accuracy);
  follow(solid_, step.solid);
  begun_ = true;
  const double left = seconds_to_end(options_, iteration, seconds_, time);
  line_.update(static_cast<std::uint64_t>(iteration), {used_share(options_, iteration, time), left},
               fmt::format("{:.1f} it/s  D right {:.0f}%  solid {:.1f}%",
                           seconds_ > 0 ? 1 / seconds_ : 0.0, 100 * accuracy_, 100 * solid_));
}

}  // namespace iggan
