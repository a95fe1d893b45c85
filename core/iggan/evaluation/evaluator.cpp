#include <iggan/evaluation/evaluator.h>

#include <iggan/base/error.h>
#include <iggan/base/parallel.h>
#include <iggan/geometry/grid_facts.h>
#include <iggan/geometry/yaw.h>
#include <iggan/metrics/controls.h>

namespace iggan {
namespace {

constexpr double kNearCopy = 0.9;  // IoU above which a sample counts as a copy

/// Shapes of a shape set that samples are compared with.
struct References {
  std::string name;
  GridList grids;
  std::vector<std::string> sources;
  std::vector<std::size_t> places;  // indices in the shape set
  PackedReferences packed;
  std::vector<PackedGrid> hidden;  // hidden air of each
  double occupancy = 0;
};

double mean_occupancy(const GridList& grids) {
  double sum = 0;
  for (const VoxelGrid* grid : grids)
    sum += static_cast<double>(grid->count()) / static_cast<double>(grid->size());
  return grids.empty() ? 0 : sum / static_cast<double>(grids.size());
}

std::vector<VoxelGrid> hidden_air_of(const GridList& grids, int threads) {
  std::vector<VoxelGrid> hidden(grids.size());
  parallel_for(grids.size(), threads, [&](std::size_t i) { hidden[i] = hidden_air(*grids[i]); });
  return hidden;
}

enum class Part { train, held_out };

References references_of(const ShapeSet& set, Part part, int threads) {
  References references;
  references.name = part == Part::train ? kTrain : kHeldOut;
  for (std::size_t i = 0; i < set.shapes.size(); ++i) {
    const Shape& shape = set.shapes[i];
    if ((shape.split == Split::train) != (part == Part::train)) continue;
    references.grids.push_back(&shape.grid);
    references.sources.push_back(shape.source_model);
    references.places.push_back(i);
  }
  references.packed = pack_references(references.grids);
  for (const VoxelGrid& air : hidden_air_of(references.grids, threads))
    references.hidden.push_back(pack(air));
  references.occupancy = mean_occupancy(references.grids);
  return references;
}

std::vector<Match> matches_in(const MatchTable& table, const std::vector<std::size_t>& poses) {
  std::vector<Match> matches;
  for (std::size_t s = 0; s < table.samples; ++s) matches.push_back(table.at(s, poses[s]));
  return matches;
}

/// Scores samples, each in one pose, against references.
/// @param hidden  the hidden air of each sample, before it is posed.
AlignedScores score(const MatchTable& table, const std::vector<std::size_t>& columns,
                    const std::vector<Pose>& poses, const std::vector<VoxelGrid>& hidden,
                    const References& references) {
  AlignedScores scores;
  scores.iou = scores.air_iou = scores.neighbour_air_iou = scores.near_copies = 0;
  const std::vector<Match> matches = matches_in(table, columns);
  for (std::size_t s = 0; s < matches.size(); ++s) {
    const Match& match = matches[s];
    const VoxelGrid air = posed(widen_for_yaw(hidden[s]), poses[columns[s]]);
    scores.cavity += cavity_overlap(pack_middle(air, hidden[s].nx, hidden[s].ny, hidden[s].nz),
                                    references.hidden[match.reference]);
    scores.near_copies += match.iou > kNearCopy;
    scores.iou += match.iou;
    scores.air_iou += match.air_iou;
    scores.neighbour_air_iou += match.neighbour_air_iou;
  }
  const auto count = static_cast<double>(matches.size());
  scores.iou /= count;
  scores.air_iou /= count;
  scores.neighbour_air_iou /= count;
  scores.near_copies /= count;
  scores.cavity_recall = scores.cavity.recall();
  scores.cavity_precision = scores.cavity.precision();
  scores.coverage = coverage(matches, references.sources);
  return scores;
}

/// Fills in what depends only on the samples.
void describe_samples(const GridList& samples, EvaluationRow& row) {
  row.sample_count = samples.size();
  row.occupancy = mean_occupancy(samples);
  row.components = row.largest_component = 0;
  for (const VoxelGrid* sample : samples) {
    const GridFacts facts = facts_of(*sample);
    row.empty_samples += facts.occupied == 0;
    row.components += static_cast<double>(facts.components);
    row.largest_component += facts.largest_fraction;
  }
  row.components /= static_cast<double>(samples.size());
  row.largest_component /= static_cast<double>(samples.size());
}

ShapeDistanceOptions distance_options(const EvaluationOptions& options) {
  ShapeDistanceOptions distances;
  distances.count = options.distance_count;
  distances.seed = options.distance_seed;
  distances.threads = options.threads;
  return distances;
}

struct MeasuredSamples {
  std::vector<EvaluationRow> rows;  // against each of the references
  Pose one_pose;
  std::vector<std::size_t> neighbours;  // in the training shapes, in one_pose
};

/// Measures one set of samples against the first references, which decide the poses, and in the
/// same poses against the others.
MeasuredSamples measure(const std::string& name, const GridList& samples,
                        const std::vector<const References*>& against,
                        const EvaluationOptions& options) {
  const auto poses = candidate_poses(options.yaw_step_degrees, options.mirroring);
  std::vector<const PackedReferences*> packed;
  for (const References* references : against) packed.push_back(&references->packed);
  const auto tables = match_samples(samples, packed, poses, options.threads);

  const std::vector<VoxelGrid> hidden = hidden_air_of(samples, options.threads);
  const std::vector<std::size_t> as_they_are(samples.size(), 0);
  const std::vector<std::size_t> together(samples.size(), best_shared_pose(tables.front()));
  const std::vector<std::size_t> own = best_own_poses(tables.front());
  MeasuredSamples measured;
  measured.one_pose = poses[together.front()];
  for (const Match& match : matches_in(tables.front(), together))
    measured.neighbours.push_back(against.front()->places[match.reference]);
  EvaluationRow row;
  row.samples = name;
  row.yaw_degrees = measured.one_pose.yaw_degrees;
  row.mirrored = measured.one_pose.mirrored == Mirroring::on;
  describe_samples(samples, row);
  for (std::size_t i = 0; i < against.size(); ++i) {
    const References* references = against[i];
    const MatchTable& table = tables[i];
    row.references = references->name;
    row.reference_count = references->grids.size();
    row.reference_occupancy = references->occupancy;
    row.as_is = score(table, as_they_are, poses, hidden, *references);
    row.one_yaw = score(table, together, poses, hidden, *references);
    row.own_yaw = score(table, own, poses, hidden, *references);
    row.distances.reset();
    if (i == 0)
      row.distances =
          shape_distances(samples, measured.one_pose, references->grids, distance_options(options));
    measured.rows.push_back(row);
  }
  return measured;
}

}  // namespace

const EvaluationRow* EvaluationReport::find(const std::string& samples,
                                            const std::string& references) const {
  for (const EvaluationRow& row : rows)
    if (row.samples == samples && row.references == references) return &row;
  return nullptr;
}

EvaluationReport evaluate_shapes(const std::vector<VoxelGrid>& samples, const ShapeSet& set,
                                 const EvaluationOptions& options) {
  if (samples.empty()) fail<DataError>("there are no samples to evaluate");
  if (!set.has(Split::train))
    fail<DataError>("the shape set has {} shapes but none in the split 'train'", set.shapes.size());
  const References train = references_of(set, Part::train, options.threads);
  const References held_out = references_of(set, Part::held_out, options.threads);
  std::vector<const References*> both{&train};
  if (!held_out.grids.empty()) both.push_back(&held_out);

  EvaluationReport report;
  report.resolution = set.resolution;
  const auto add = [&](MeasuredSamples measured) {
    for (auto& row : measured.rows) report.rows.push_back(std::move(row));
  };
  MeasuredSamples generated = measure(kGenerated, borrow(samples), both, options);
  report.one_pose = generated.one_pose;
  report.neighbours = generated.neighbours;
  add(std::move(generated));
  if (!held_out.grids.empty()) add(measure(kHeldOut, held_out.grids, {&train}, options));
  const auto cuboids = jittered_cuboids(train.grids, options.control_cuboids, options.control_seed);
  add(measure(kCuboids, borrow(cuboids), both, options));
  const VoxelGrid mean = mean_shape(train.grids);
  add(measure(kMeanShape, {&mean}, both, options));
  return report;
}

}  // namespace iggan
