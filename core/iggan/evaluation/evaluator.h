#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <iggan/config/fields.h>
#include <iggan/data/shape_set.h>
#include <iggan/evaluation/shape_distances.h>
#include <iggan/metrics/best_match.h>
#include <iggan/metrics/coverage.h>
#include <iggan/metrics/hidden_air.h>
#include <iggan/metrics/metric_value.h>

namespace iggan {

/// Names of samples: the generator's and the controls'.
constexpr const char *kGenerated = "generated", *kCuboids = "cuboids", *kMeanShape = "mean shape";
/// Names of references. Held-out shapes are a control too.
constexpr const char *kTrain = "train", *kHeldOut = "held-out";

/// How samples are compared with shapes.
struct EvaluationOptions {
  double yaw_step_degrees = 15;          // divides 360
  Mirroring mirroring = Mirroring::off;  // on for methods that see only silhouettes
  int control_cuboids = 64;
  std::uint64_t control_seed = 0;
  int distance_count = 64;          // shapes of each set for COV, MMD and 1-NNA; 0: none
  std::uint64_t distance_seed = 0;  // of the draw of references and of points on surfaces
  int threads = 0;                  // 0: as many as the machine has

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    using config::at_least;
    using config::range;
    visit("yaw_step_degrees", self.yaw_step_degrees, "divides 360", range(1, 360));
    visit("mirroring", self.mirroring, "off or on (methods that see silhouettes only)");
    visit("control_cuboids", self.control_cuboids, "number of control cuboids", at_least(1));
    visit("control_seed", self.control_seed, "of the control cuboids");
    visit("distance_count", self.distance_count, "shapes of each set for COV, MMD, 1-NNA; 0: none",
          at_least(0));
    visit("distance_seed", self.distance_seed, "of the references drawn and of surface points");
    visit("threads", self.threads, "0: as many as the machine has", at_least(0));
  }
};

/// Means over the samples, each in some pose.
struct AlignedScores {
  double iou = kUnknown;                // best match, [0, 1]
  double air_iou = kUnknown;            // best match by air alone, [0, 1]; see geometry/voxel_iou.h
  double neighbour_air_iou = kUnknown;  // with the reference of the best IoU
  double near_copies = kUnknown;        // fraction of samples whose best IoU is above 0.9, [0, 1]
  double cavity_recall = kUnknown, cavity_precision = kUnknown;  // as CavityOverlap, [0, 1]
  CavityOverlap cavity;  // with the reference of the best IoU
  Coverage coverage;

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    using config::figure;
    visit("iou", self.iou, "best match", figure());
    visit("air_iou", self.air_iou, "its own best match", figure());
    visit("neighbour_air_iou", self.neighbour_air_iou, "with the best IoU's reference", figure());
    visit("near_copies", self.near_copies, "share with an IoU above 0.9", figure());
    visit("cavity_recall", self.cavity_recall, "share of the references' hidden air", figure());
    visit("cavity_precision", self.cavity_precision, "share of the samples' hidden air", figure());
    visit("cavity_cells", self.cavity, "of hidden air, summed");
    Coverage::fields(self.coverage, visit);
  }
};

/// One set of samples against one set of references.
struct EvaluationRow {
  std::string samples;     // kGenerated or a control
  std::string references;  // kTrain or kHeldOut
  std::size_t sample_count = 0, reference_count = 0;
  double yaw_degrees = 0;       // common to all samples, chosen on the training shapes
  bool mirrored = false;        // before the rotation
  AlignedScores as_is;          // not rotated
  AlignedScores one_yaw;        // all samples in one_pose()
  AlignedScores own_yaw;        // each in its own best pose, chosen on the training shapes
  double occupancy = kUnknown;  // mean fraction of solid cells
  double reference_occupancy = kUnknown;
  std::size_t empty_samples = 0;
  double components = kUnknown;             // mean number of pieces, 26-connected
  double largest_component = kUnknown;      // mean fraction of the solid in its largest piece
  std::optional<ShapeDistances> distances;  // in one_pose(); to the training shapes only

  [[nodiscard]] Pose one_pose() const {
    return {yaw_degrees, mirrored ? Mirroring::on : Mirroring::off};
  }

  IGGAN_FIELDS(samples, references, sample_count, reference_count, yaw_degrees, mirrored, as_is,
               one_yaw, own_yaw, occupancy, reference_occupancy, empty_samples, components,
               largest_component, distances)
};

/// What evaluate() measured.
struct EvaluationReport {
  int resolution = 0;
  std::vector<EvaluationRow> rows;
  Pose one_pose;                        // of the generated samples
  std::vector<std::size_t> neighbours;  // of each sample in one_pose: index into set.shapes

  /// The row with these names; nullptr if the set has no such split.
  [[nodiscard]] const EvaluationRow* find(const std::string& samples,
                                          const std::string& references) const;
};

/// Measures samples against a shape set, with controls: jittered cuboids, the mean shape, and the
/// held-out shapes (val and test) against the training shapes as a ceiling.
/// @throws DataError when there are no samples, no training shapes, or sizes differ.
[[nodiscard]] EvaluationReport evaluate_shapes(const std::vector<VoxelGrid>& samples,
                                               const ShapeSet& set,
                                               const EvaluationOptions& options);

}  // namespace iggan
