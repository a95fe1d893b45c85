#include <iggan/evaluation/metric_catalogue.h>

#include <algorithm>

#include <iggan/base/error.h>
#include <iggan/console/quantities.h>

namespace iggan {
namespace {

using Cost = TrainingCost;
using Of = Metric::Of;

double count(std::size_t number) {
  return static_cast<double>(number);
}
double unknown_without(const std::optional<double>& value) {
  return value.value_or(kUnknown);
}
/// One of the distances between sets, for lines that have them.
template <double SetScores::*Score, SetScores ShapeDistances::*Measure>
double distance(const ShapeLine& line) {
  return line.distances ? (*line.distances).*Measure.*Score : kUnknown;
}

constexpr auto kNeither = Better::neither, kHigh = Better::high, kLow = Better::low;
constexpr int kAsNeeded = Metric::kAsNeeded;
constexpr const char* kMetrics = "metrics";

}  // namespace

const std::vector<Metric>& metric_catalogue() {
  static const std::vector<Metric> all = {
      {"cpu_minutes", "CPU min", "min", 1, kNeither, "", "processor time of training", Of::cost,
       +[](const Cost& cost) { return cost.cpu_minutes; }},
      {"iterations", "iterations", "", 0, kNeither, "", "of training", Of::cost,
       +[](const Cost& cost) { return double(cost.iteration); }},

      {"cut", "cut", "", kAsNeeded, kNeither, "", "occupancy above which a voxel is solid",
       Of::pictures, +[](const PictureLine& l) { return unknown_without(l.origin.threshold); }},
      {"frechet", "FD", "", 2, kLow, kMetrics, "Fréchet distance of picture features", Of::pictures,
       +[](const PictureLine& l) { return l.frechet.value; }},
      {"kernel", "KID", "", 4, kLow, kMetrics, "kernel distance of picture features", Of::pictures,
       +[](const PictureLine& l) { return l.kernel.mean; }},
      {"kernel_deviation", "±", "", 4, kNeither, kMetrics, "its deviation over subsets",
       Of::pictures, +[](const PictureLine& l) { return l.kernel.deviation; }, false},
      {"precision", "precision", "", 3, kHigh, kMetrics, "share of renders that look like pictures",
       Of::pictures, +[](const PictureLine& l) { return l.precision; }},
      {"recall", "recall", "", 3, kHigh, kMetrics, "share of pictures that look like renders",
       Of::pictures, +[](const PictureLine& l) { return l.recall; }},
      {"renders", "renders", "", 0, kNeither, "", "pictures of the samples", Of::pictures,
       +[](const PictureLine& l) { return double(l.renders); }, false},
      {"pictures", "pictures", "", 0, kNeither, "", "pictures that they are compared with",
       Of::pictures, +[](const PictureLine& l) { return double(l.pictures); }, false},

      {"iou_as_is", "IoU as is", "", 3, kHigh, kMetrics,
       "mean of each sample's best match, without rotation", Of::train,
       +[](const ShapeLine& l) { return l.as_is.iou; }, false},
      {"iou", "IoU", "", 3, kHigh, kMetrics,
       "mean of each sample's best match, all samples turned by one yaw", Of::train,
       +[](const ShapeLine& l) { return l.one_yaw.iou; }},
      {"iou_own_yaw", "own yaw", "", 3, kHigh, kMetrics,
       "the same, each sample in its own best pose", Of::train,
       +[](const ShapeLine& l) { return l.own_yaw.iou; }},
      {"air_iou", "air IoU", "", 3, kHigh, kMetrics,
       "IoU of the space that a shape leaves empty in its bounding box; 0 for cuboids", Of::train,
       +[](const ShapeLine& l) { return l.one_yaw.air_iou; }},
      {"air_iou_own_yaw", "own yaw, air", "", 3, kHigh, kMetrics,
       "the same, each sample in its own best pose", Of::train,
       +[](const ShapeLine& l) { return l.own_yaw.air_iou; }},
      {"cavity_recall", "cavity", "", 3, kHigh, kMetrics,
       "share of the nearest shapes' hidden air, which no silhouette shows, that the samples have",
       Of::train, +[](const ShapeLine& l) { return l.one_yaw.cavity_recall; }},
      {"cavity_precision", "its precision", "", 3, kHigh, kMetrics,
       "share of the samples' hidden air that those shapes have", Of::train,
       +[](const ShapeLine& l) { return l.one_yaw.cavity_precision; }},
      {"near_copies", "copies", "", 3, kNeither, kMetrics,
       "share of samples with an IoU above 0.9, each in its own best pose", Of::train,
       +[](const ShapeLine& l) { return l.own_yaw.near_copies; }, false},
      {"sources", "sources", "", 0, kHigh, kMetrics, "source models among the nearest neighbours",
       Of::train, +[](const ShapeLine& l) { return count(l.one_yaw.coverage.distinct_sources); }},
      {"sources_own_yaw", "own yaw, sources", "", 0, kHigh, kMetrics,
       "the same, each sample in its own best pose", Of::train,
       +[](const ShapeLine& l) { return count(l.own_yaw.coverage.distinct_sources); }},
      {"sources_in_all", "of", "", 0, kNeither, kMetrics, "source models of the set", Of::train,
       +[](const ShapeLine& l) { return count(l.one_yaw.coverage.sources); }, false},
      {"coverage", "COV", "", 3, kHigh, kMetrics,
       "coverage by Chamfer distance, at equal numbers of samples and training shapes", Of::train,
       &distance<&SetScores::covered, &ShapeDistances::chamfer>},
      {"minimum_matching", "MMD", "", 4, kLow, kMetrics,
       "mean Chamfer distance of a training shape to the nearest sample; the longest side of a "
       "shape's box is 1",
       Of::train, &distance<&SetScores::minimum_matching, &ShapeDistances::chamfer>, false},
      {"neighbour_accuracy", "1-NNA", "", 3, kNeither, kMetrics,
       "leave-one-out accuracy of a nearest-neighbour test; 0.5 is ideal", Of::train,
       &distance<&SetScores::neighbour_accuracy, &ShapeDistances::chamfer>},
      {"coverage_iou", "COV, IoU", "", 3, kHigh, kMetrics, "coverage by 1 - IoU", Of::train,
       &distance<&SetScores::covered, &ShapeDistances::iou>, false},
      {"minimum_matching_iou", "MMD, IoU", "", 3, kLow, kMetrics,
       "mean 1 - IoU of a training shape to the nearest sample", Of::train,
       &distance<&SetScores::minimum_matching, &ShapeDistances::iou>, false},
      {"neighbour_accuracy_iou", "1-NNA, IoU", "", 3, kNeither, kMetrics, "1-NNA by 1 - IoU",
       Of::train, &distance<&SetScores::neighbour_accuracy, &ShapeDistances::iou>, false},
      {"largest_component", "largest", "", 3, kHigh, kMetrics,
       "share of the solid in its largest piece", Of::train,
       +[](const ShapeLine& l) { return l.largest_component; }},
      {"components", "pieces", "", 1, kLow, kMetrics, "mean number of pieces, including crumbs",
       Of::train, +[](const ShapeLine& l) { return l.components; }, false},
      {"occupancy", "filled", "", 3, kNeither, kMetrics, "mean share of solid cells", Of::train,
       +[](const ShapeLine& l) { return l.occupancy; }, false},

      {"held_out_iou", "held-out IoU", "", 3, kHigh, kMetrics,
       "IoU against shapes that no picture showed", Of::held_out,
       +[](const ShapeLine& l) { return l.one_yaw.iou; }},
      {"held_out_air_iou", "held-out air", "", 3, kHigh, kMetrics,
       "air IoU against held-out shapes", Of::held_out,
       +[](const ShapeLine& l) { return l.one_yaw.air_iou; }},
  };
  return all;
}

MeasuredScores MeasuredScores::of(const MetricLines& lines, const std::string& samples,
                                  const TrainingCost* cost) {
  MeasuredScores scores;
  scores.cost = cost;
  if (samples == kGenerated) scores.pictures = lines.find_pictures(kPictureMetric);
  if (samples == kTrainingShapes) scores.pictures = lines.find_pictures(kRealPictureMetric);
  scores.train = lines.find(samples, kTrain);
  scores.held_out = lines.find(samples, kHeldOut);
  return scores;
}

double Metric::value(const MeasuredScores& scores) const {
  const auto of_source = [this](const auto* source) {
    using Get = double (*)(decltype(*source));
    return source ? std::get<Get>(get)(*source) : kUnknown;
  };
  switch (of) {
    case Of::cost:
      return of_source(scores.cost);
    case Of::pictures:
      return of_source(scores.pictures);
    case Of::train:
      return of_source(scores.train);
    case Of::held_out:
      return of_source(scores.held_out);
  }
  return kUnknown;
}

std::string Metric::text(const MeasuredScores& scores) const {
  return number_text(value(scores), digits);
}

std::vector<const Metric*> metrics_of(Metric::Of source) {
  std::vector<const Metric*> chosen;
  for (const Metric& one : metric_catalogue())
    if (one.of == source) chosen.push_back(&one);
  return chosen;
}

const Metric& metric(const char* name) {
  const auto& all = metric_catalogue();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const Metric& one) { return std::string(one.name) == name; });
  IGGAN_CHECK(found != all.end());
  return *found;
}

std::vector<const Metric*> metrics(const std::vector<const char*>& names) {
  std::vector<const Metric*> chosen;
  for (const char* name : names) chosen.push_back(&metric(name));
  return chosen;
}

}  // namespace iggan
