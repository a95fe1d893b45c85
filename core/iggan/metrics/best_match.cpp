#include <iggan/metrics/best_match.h>

#include <algorithm>

#include <iggan/base/error.h>
#include <iggan/base/parallel.h>
#include <iggan/console/progress.h>
#include <iggan/geometry/voxel_iou.h>
#include <iggan/geometry/yaw.h>

namespace iggan {

GridList borrow(const std::vector<VoxelGrid>& grids) {
  GridList list;
  for (const auto& grid : grids) list.push_back(&grid);
  return list;
}

PackedReferences pack_references(const GridList& references) {
  PackedReferences packed;
  for (const VoxelGrid* grid : references) {
    const VoxelGrid& first = *references.front();
    if (grid->nx != first.nx || grid->ny != first.ny || grid->nz != first.nz)
      fail<DataError>(
          "reference shapes differ in size: {}x{}x{} and {}x{}x{} voxels; make the "
          "shape set again at one resolution",
          first.nx, first.ny, first.nz, grid->nx, grid->ny, grid->nz);
    packed.solids.push_back(pack(*grid));
    packed.airs.push_back(pack(air_of(*grid)));
  }
  return packed;
}

namespace {

Match match_one(const PackedGrid& solid, const PackedGrid& air,
                const PackedReferences& references) {
  Match match;
  match.iou = -1;
  for (std::size_t r = 0; r < references.solids.size(); ++r) {
    const double iou = voxel_iou(solid, references.solids[r]);
    const double air_iou = air_iou_of_air(air, references.airs[r]);
    match.air_iou = std::max(match.air_iou, air_iou);
    if (iou <= match.iou) continue;
    match.iou = iou;
    match.reference = r;
    match.neighbour_air_iou = air_iou;
  }
  return match;
}

void check_sizes(const GridList& samples, const PackedReferences& references) {
  if (references.solids.empty())
    fail<DataError>("no reference shapes to compare with: the split of the shape set is empty");
  const PackedGrid& first = references.solids.front();
  for (const VoxelGrid* sample : samples)
    if (sample->nx != first.nx || sample->ny != first.ny || sample->nz != first.nz)
      fail<DataError>(
          "samples of {}x{}x{} voxels cannot be compared with shapes of {}x{}x{}: make a "
          "shape set at the samples' resolution",
          sample->nx, sample->ny, sample->nz, first.nx, first.ny, first.nz);
}

}  // namespace

std::vector<MatchTable> match_samples(const GridList& samples,
                                      const std::vector<const PackedReferences*>& sets,
                                      const std::vector<Pose>& poses, int threads) {
  MatchTable blank{samples.size(), poses.size(), {}};
  blank.matches.resize(samples.size() * poses.size());
  std::vector<MatchTable> tables(sets.size(), blank);
  for (const PackedReferences* set : sets) check_sizes(samples, *set);
  const auto match = [&](std::size_t s) {
    const VoxelGrid& sample = *samples[s];
    const VoxelGrid wide = widen_for_yaw(sample);
    for (std::size_t p = 0; p < poses.size(); ++p) {
      const VoxelGrid turned = posed(wide, poses[p]);
      const PackedGrid solid = pack_middle(turned, sample.nx, sample.ny, sample.nz);
      const PackedGrid air = pack_middle(air_of(turned), sample.nx, sample.ny, sample.nz);
      for (std::size_t i = 0; i < sets.size(); ++i)
        tables[i].matches[s * poses.size() + p] = match_one(solid, air, *sets[i]);
    }
  };
  ProgressLine progress("comparing shapes", samples.size());
  parallel_for(samples.size(), threads, match, [&](std::size_t done) { progress.update(done); });
  return tables;
}

MatchTable match_samples(const GridList& samples, const PackedReferences& references,
                         const std::vector<Pose>& poses, int threads) {
  return match_samples(samples, std::vector{&references}, poses, threads).front();
}

std::size_t best_shared_pose(const MatchTable& table) {
  std::size_t best = 0;
  double best_sum = -1;
  for (std::size_t p = 0; p < table.poses; ++p) {
    double sum = 0;
    for (std::size_t s = 0; s < table.samples; ++s) sum += table.at(s, p).iou;
    if (sum <= best_sum) continue;
    best_sum = sum;
    best = p;
  }
  return best;
}

std::vector<std::size_t> best_own_poses(const MatchTable& table) {
  std::vector<std::size_t> best(table.samples, 0);
  for (std::size_t s = 0; s < table.samples; ++s)
    for (std::size_t p = 1; p < table.poses; ++p)
      if (table.at(s, p).iou > table.at(s, best[s]).iou) best[s] = p;
  return best;
}

}  // namespace iggan
