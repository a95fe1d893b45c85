#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include <iggan/config/fields.h>

namespace iggan {

class Ranks;

/// The figures of one iteration, or the mean of several.
struct StepStatistics {
  double discriminator_loss = 0, generator_loss = 0;  // as in training/losses.h: batch means
  // Mean of the fraction of real pictures with a logit above 0 and the fraction of fakes with a
  // logit below 0, before the update, [0, 1]. With a relativistic D, the fraction of pairs whose
  // real picture has the higher logit.
  double discriminator_accuracy = 0;
  double discriminator_skipped = 0;     // fraction of updates that the gate skipped
  double augmentation_probability = 0;  // of each kind, for each picture that D sees
  // Errors of the pose head on generated pictures, and the mean elevation of these pictures'
  // cameras, degrees; 0 without a head.
  double pose_azimuth_error = 0, pose_elevation_error = 0, camera_elevation = 0;
  double proxy_l2 = 0;   // mean squared error per pixel on discrete shapes; 0 without a proxy
  double dom = 0;        // discriminator output matching, unweighted
  double occupancy = 0;  // mean of x_c
  double solid = 0;      // fraction of voxels above 1/2
  double spread = 0;     // standard deviation of x_c over a rank's shapes, mean over voxels
  double binarity = 0;   // mean of |2 x_c - 1|: 1 when every voxel is 0 or 1
  // Milliseconds per iteration: G's forward pass and the draws, the black box, how long the
  // networks waited for it, and the three steps. For a baseline, image formation is part of the
  // draws, and proxy_ms is the backward pass through it.
  double draw_ms = 0, renderer_ms = 0, wait_ms = 0, discriminator_ms = 0, proxy_ms = 0,
         generator_ms = 0;
  double seconds = 0;  // wall time of an iteration

  IGGAN_FIELDS(discriminator_loss, generator_loss, discriminator_accuracy, discriminator_skipped,
               augmentation_probability, pose_azimuth_error, pose_elevation_error, camera_elevation,
               proxy_l2, dom, occupancy, solid, spread, binarity, draw_ms, renderer_ms, wait_ms,
               discriminator_ms, proxy_ms, generator_ms, seconds)
};

/// One line of a run's stats.jsonl: the mean of the iterations since the previous line.
struct StatisticsLine : StepStatistics {
  std::int64_t iteration = 0;  // the last of these iterations
  double elapsed_seconds = 0;  // wall time of the run
  double cpu_seconds = 0;      // processor time of the run

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    StepStatistics::fields(self, visit);
    visit("iteration", self.iteration, "");
    visit("elapsed_seconds", self.elapsed_seconds, "wall time of the run");
    visit("cpu_seconds", self.cpu_seconds, "processor time of the run");
  }
};

/// Each figure becomes its mean over the ranks.
void average(StepStatistics& statistics, Ranks& ranks);

/// Parses a line of stats.jsonl; empty if it is truncated or damaged.
[[nodiscard]] std::optional<StatisticsLine> statistics_line_of(const std::string& line);

/// The mean of the iterations since the last take().
class StatisticsWindow {
 public:
  void add(const StepStatistics& step);
  [[nodiscard]] std::int64_t count() const { return count_; }
  /// The mean so far; starts the next window.
  [[nodiscard]] StepStatistics take();

 private:
  StepStatistics sum_;
  std::int64_t count_ = 0;
};

/// The status line for people.
[[nodiscard]] std::string status_line(std::int64_t iteration, std::int64_t total,
                                      double seconds_left, const StepStatistics& mean);

}  // namespace iggan
