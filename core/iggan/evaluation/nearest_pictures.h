#pragma once
#include <cstdint>
#include <vector>

#include <iggan/features/feature_extractor.h>
#include <iggan/pictures/picture_set.h>
#include <iggan/render/renderer.h>

namespace iggan {

/// A render of a sample, and the picture of the set that looks most like it.
struct NearestPicture {
  ImageU8 render, picture;
  int index = 0;        // of the picture in the set
  double distance = 0;  // between their features, Euclidean
};

/// How the nearest pictures are searched for.
struct NearestPictureOptions {
  int views = 16;          // renders of each sample; the one nearest to any picture is kept
  std::uint64_t seed = 0;  // of the views
};

/// For each sample, the most similar pair of a render and a picture. This reveals a generator that
/// has memorised its training pictures.
/// @param pictures  not empty; the renders are made in the scene of this set.
/// @param of_pictures  the features of `pictures` by the same extractor: PictureScorer has them.
/// @throws DataError without samples, PluginError, Interrupted.
[[nodiscard]] std::vector<NearestPicture> nearest_pictures(
    const PictureSet& pictures, const FeatureMatrix& of_pictures, Renderer& renderer,
    const FeatureExtractor& extractor, const std::vector<VoxelGrid>& samples,
    const NearestPictureOptions& options = {});

}  // namespace iggan
