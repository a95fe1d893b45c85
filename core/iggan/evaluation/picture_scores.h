#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include <iggan/config/fields.h>
#include <iggan/features/feature_extractor.h>
#include <iggan/geometry/voxel_grid.h>
#include <iggan/metrics/frechet_distance.h>
#include <iggan/metrics/kernel_distance.h>
#include <iggan/metrics/metric_value.h>
#include <iggan/metrics/precision_recall.h>
#include <iggan/pictures/picture_set.h>
#include <iggan/render/renderer.h>

namespace iggan {

/// How pictures of samples are compared with a picture set.
struct PictureScoreOptions {
  int renders = 0;         // pictures of the samples; 0: as many as the set has
  std::uint64_t seed = 0;  // of their views and of the kernel distance's subsets
  SmallSets small = SmallSets::refuse;
};

/// A Fréchet distance. Source: Heusel et al. 2017.
struct FrechetScore {
  std::string name;  // the extractor's name
  double value = kUnknown;

  IGGAN_FIELDS(name, value)
};

/// A kernel distance. Source: Bińkowski et al. 2018.
struct KernelScore : KernelDistance {
  std::string name;  // "kid" with "fid", "kid[name]" with "fd[name]"

  IGGAN_FIELDS(name, mean, deviation, subsets, subset_size)
};

/// How pictures of samples compare with a picture set, and everything that the numbers depend on.
struct PictureScores {
  FrechetScore frechet;
  KernelScore kernel;
  double precision = kUnknown, recall = kUnknown;  // with 3 nearest neighbours, [0, 1]
  int pictures = 0, renders = 0;
  std::size_t sample_count = 0;  // shapes that the renders show
  std::uint64_t seed = 0;
  ExtractorFacts extractor;
  std::size_t feature_width = 0;
  PictureOrigin renderer;  // of the renders
  PictureOrigin picture_renderer;
  SceneDistribution scene;  // of both

  IGGAN_FIELDS(frechet, kernel, precision, recall, pictures, renders, sample_count, seed, extractor,
               feature_width, renderer, picture_renderer, scene)
};

/// Compares samples with a picture set by rendering them through the black box in the set's scene.
/// The set's features are computed once, for any number of scores.
class PictureScorer {
 public:
  /// @param renderer, extractor  borrowed; must outlive the scorer.
  /// @throws DataError when there are fewer pictures in the set, or fewer renders, than features
  ///         (unless options.small allows it).
  PictureScorer(const PictureSet& pictures, Renderer& renderer, const FeatureExtractor& extractor,
                const PictureScoreOptions& options = {});

  /// @throws DataError without samples, PluginError, Interrupted.
  [[nodiscard]] PictureScores score(const std::vector<VoxelGrid>& samples) const;
  /// The same for pictures made elsewhere, as many as options().renders; their renderer is not
  /// recorded. @param sample_count  shapes that they show.
  [[nodiscard]] PictureScores score(const Pictures& pictures, std::size_t sample_count) const;
  [[nodiscard]] const PictureScoreOptions& options() const { return options_; }
  /// The features of the set.
  [[nodiscard]] const FeatureMatrix& features() const { return features_; }
  /// Only the Fréchet distance.
  [[nodiscard]] double frechet(const std::vector<VoxelGrid>& samples) const;

 private:
  [[nodiscard]] PictureScores score(const FeatureMatrix& generated, std::size_t sample_count) const;
  [[nodiscard]] FeatureMatrix features_of(const std::vector<VoxelGrid>& samples) const;

  Renderer& renderer_;
  const FeatureExtractor& extractor_;
  PictureScoreOptions options_;
  SceneDistribution scene_;
  PictureOrigin origin_;
  FeatureMatrix features_;  // of the set
  FeatureMoments moments_;
};

}  // namespace iggan
