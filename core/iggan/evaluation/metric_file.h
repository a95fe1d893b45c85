#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <vector>

#include <iggan/config/fields.h>
#include <iggan/metrics/best_match.h>

namespace iggan {

/// The file of a run folder that holds one line for each row of each evaluation.
constexpr const char* kShapeMetricFile = "metric-shapes.jsonl";
/// The same for comparisons with pictures.
constexpr const char* kPictureMetricFile = "metric-pictures.jsonl";

/// Training shapes in the samples' place: what perfect samples would score on pictures.
constexpr const char* kTrainingShapes = "training shapes";
/// The metrics of lines of picture scores: of samples, and of training shapes in their place. An
/// experiment keeps its cells' lines under these names.
constexpr const char* kPictureMetric = "pictures";
constexpr const char* kRealPictureMetric = "pictures of training shapes";

/// Adds one line a value to a file of JSON lines, all of them or none, one process at a time.
/// @throws DataError when the file cannot be read or written.
void append_json_lines(const std::filesystem::path& path, const std::vector<config::Json>& lines);

/// The values of a file of JSON lines; none if there is no such file.
/// @throws ConfigError naming the file when a line is no JSON.
[[nodiscard]] std::vector<config::Json> read_json_lines(const std::filesystem::path& path);

/// The lines of generated shapes against the training shapes, by iteration: of several the one of
/// most samples, of those the last.
[[nodiscard]] std::map<std::int64_t, const config::Json*> evaluations_by_iteration(
    const std::vector<config::Json>& lines);

/// The last of the picture scores of the newest iteration, or of a folder of samples; null where
/// there are none.
[[nodiscard]] const config::Json* newest_picture_line(const std::vector<config::Json>& lines);

/// The pose in which the samples of a line against shapes were measured together.
[[nodiscard]] Pose pose_of(const config::Json& line);

/// The pose that the evaluation of that iteration found for the whole generator. The world of
/// a generator may turn as it learns, so that no other iteration's will do.
/// @throws DataError when the file or a line for the iteration is missing, with what to run.
[[nodiscard]] Pose aligned_pose(const std::filesystem::path& metric_file, std::int64_t iteration);

}  // namespace iggan
