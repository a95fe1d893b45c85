#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <iggan/config/training_config.h>
#include <iggan/training/statistics.h>

namespace iggan {

/// Detects what goes wrong in adversarial training while it can still be fixed: the shapes are
/// empty, fill the cube or are all alike, the discriminator is always right, or the proxy's error
/// grows.
class SaturationSigns {
 public:
  explicit SaturationSigns(const TrainingConfig& config);

  /// Reads the next line of the statistics.
  /// @return the signs that are new since the previous line, each with what to try.
  std::vector<std::string> observe(const StatisticsLine& line);
  /// The signs of the last line.
  [[nodiscard]] std::vector<std::string> now() const;

 private:
  bool several_shapes_;
  double least_proxy_error_;
  std::map<std::string, std::string> shown_;  // keyed by what is wrong
};

}  // namespace iggan
