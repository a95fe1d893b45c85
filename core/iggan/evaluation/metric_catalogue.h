#pragma once
#include <string>
#include <variant>
#include <vector>

#include <iggan/evaluation/metric_lines.h>
#include <iggan/metrics/metric_value.h>
#include <iggan/training/run_statistics.h>

namespace iggan {

/// What is known of one generator, or of a control in its place. Borrowed; nullptr where unknown.
struct MeasuredScores {
  const TrainingCost* cost = nullptr;
  const PictureLine* pictures = nullptr;
  const ShapeLine* train = nullptr;     // against the training shapes
  const ShapeLine* held_out = nullptr;  // against shapes that no picture showed

  /// The lines of these samples. @param samples  "generated", or a control.
  [[nodiscard]] static MeasuredScores of(const MetricLines& lines, const std::string& samples,
                                         const TrainingCost* cost = nullptr);
};

/// A score: how it is computed from what was measured, and how people read it. Tables of the
/// terminal, of pages and of files all draw from metric_catalogue().
struct Metric {
  enum class Of { cost, pictures, train, held_out };

  const char* name;   // "iou"
  const char* title;  // of a column
  const char* unit;   // empty for shares and counts
  int digits;         // after the point; kAsNeeded: no more than it takes
  Better better;
  const char* anchor;  // of docs/method.md, where it is defined; may be empty
  const char* about;   // a few words
  Of of;
  std::variant<double (*)(const TrainingCost&), double (*)(const PictureLine&),
               double (*)(const ShapeLine&)>
      get;
  bool in_experiments = true;  // a column of an experiment's table

  static constexpr int kAsNeeded = -1;
  /// kUnknown where its source is unknown.
  [[nodiscard]] double value(const MeasuredScores& scores) const;
  /// As people read it; a dash when it is unknown.
  [[nodiscard]] std::string text(const MeasuredScores& scores) const;
};

/// Every score, in the order of the columns of a table.
[[nodiscard]] const std::vector<Metric>& metric_catalogue();
/// Those of one source, in order.
[[nodiscard]] std::vector<const Metric*> metrics_of(Metric::Of source);
/// @throws Error for a name that is none: a mistake of the program.
[[nodiscard]] const Metric& metric(const char* name);
[[nodiscard]] std::vector<const Metric*> metrics(const std::vector<const char*>& names);

}  // namespace iggan
