#include <iggan/evaluation/metric_lines.h>

#include <iggan/base/error.h>
#include <iggan/config/json_lines.h>
#include <iggan/console/quantities.h>

namespace iggan {

std::string SampleOrigin::name() const {
  if (iteration) return "iteration " + grouped(*iteration);
  return samples_dir.value_or("samples");
}

std::string PictureLine::name() const {
  if (is_of_training_shapes()) return kTrainingShapes;
  return is_of_renders() ? origin.name() : origin.name() + ", own image formation";
}

void MetricLines::add(const config::Json& line, const std::string& where) {
  const config::Json* found = config::find_key(line, "metric");
  const config::Json metric = found ? *found : config::Json();
  if (metric == kShapeMetric)
    shapes.push_back(config::struct_of<ShapeLine>(line, where));
  else if (metric == kPictureMetric || metric == kRealPictureMetric ||
           metric == kFormedPictureMetric)
    pictures.push_back(config::struct_of<PictureLine>(line, where));
  else
    fail<ConfigError>(
        "{} is not a line of `iggan evaluate`: its \"metric\" is none of {}, {}, {}, {}", where,
        kShapeMetric, kPictureMetric, kRealPictureMetric, kFormedPictureMetric);
}

void MetricLines::add_file(const std::filesystem::path& file) {
  for (const config::JsonLine& line : config::read_json_lines(file)) add(line.value, line.where);
}

const ShapeLine* MetricLines::find(const std::string& samples,
                                   const std::string& references) const {
  for (const ShapeLine& line : shapes)
    if (line.samples == samples && line.references == references) return &line;
  return nullptr;
}

const PictureLine* MetricLines::find_pictures(const std::string& metric) const {
  for (const PictureLine& line : pictures)
    if (line.metric == metric) return &line;
  return nullptr;
}

std::map<std::int64_t, const ShapeLine*> MetricLines::evaluations_by_iteration() const {
  std::map<std::int64_t, const ShapeLine*> evaluations;
  for (const ShapeLine& line : shapes) {
    if (!line.is_of_generator() || line.references != kTrain || !line.origin.iteration) continue;
    const ShapeLine*& kept = evaluations[*line.origin.iteration];
    if (!kept || line.sample_count >= kept->sample_count) kept = &line;
  }
  return evaluations;
}

const PictureLine* MetricLines::newest_pictures() const {
  const auto iteration = [](const PictureLine& line) { return line.origin.iteration.value_or(0); };
  const PictureLine* newest = nullptr;
  for (const PictureLine& line : pictures)
    if (line.is_of_renders() && (!newest || iteration(line) >= iteration(*newest))) newest = &line;
  return newest;
}

Pose aligned_pose(const std::filesystem::path& metric_file, std::int64_t iteration) {
  MetricLines lines;
  lines.add_file(metric_file);
  const auto evaluations = lines.evaluations_by_iteration();
  const auto found = evaluations.find(iteration);
  if (found == evaluations.end())
    fail<DataError>(
        "no aligned yaw for iteration {} in {}: run `iggan evaluate --run {} --shapes DIR` "
        "first, or give the yaw in degrees",
        iteration, metric_file.string(), metric_file.parent_path().string());
  return found->second->one_pose();
}

}  // namespace iggan
