#pragma once
#include <string>
#include <variant>
#include <vector>

#include <iggan/evaluation/metric_lines.h>
#include <iggan/metrics/metric_value.h>
#include <iggan/training/run_statistics.h>

namespace iggan {

/// What is known about one generator, or about a control. Borrowed; nullptr if unknown.
struct MeasuredScores {
  const TrainingCost* cost = nullptr;
  const PictureLine* pictures = nullptr;
  const ShapeLine* train = nullptr;     // against the training shapes
  const ShapeLine* held_out = nullptr;  // against shapes that no picture showed

  /// The lines of these samples. @param samples  "generated", or a control.
  [[nodiscard]] static MeasuredScores of(const MetricLines& lines, const std::string& samples,
                                         const TrainingCost* cost = nullptr);
};

/// A score: how it is computed from measurements, and how it is shown. Tables in terminals, pages
/// and files all use metric_catalogue().
struct Metric {
  enum class Of { cost, pictures, train, held_out };

  const char* name;   // "iou"
  const char* title;  // of a column
  const char* unit;   // empty for fractions and counts
  int digits;         // after the point; kAsNeeded: as many as needed
  Better better;
  const char* anchor;  // in docs/method.md, where it is defined; may be empty
  const char* about;   // a few words
  Of of;
  std::variant<double (*)(const TrainingCost&), double (*)(const PictureLine&),
               double (*)(const ShapeLine&)>
      get;
  bool in_experiments = true;  // a column of an experiment's table

  static constexpr int kAsNeeded = -1;
  /// kUnknown if its source is unknown.
  [[nodiscard]] double value(const MeasuredScores& scores) const;
  /// The value as shown; a dash if unknown.
  [[nodiscard]] std::string text(const MeasuredScores& scores) const;
};

/// Every score, in the order of a table's columns.
[[nodiscard]] const std::vector<Metric>& metric_catalogue();
/// The metrics of one source, in order.
[[nodiscard]] std::vector<const Metric*> metrics_of(Metric::Of source);
/// @throws Error for an unknown name, which is a bug in the program.
[[nodiscard]] const Metric& metric(const char* name);
/// Entries of the catalogue by key, in this order.
[[nodiscard]] std::vector<const Metric*> metrics(const std::vector<const char*>& names);

}  // namespace iggan
