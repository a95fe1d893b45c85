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

struct PictureScoreOptions {
  int renders = 0;         // pictures of the samples; 0: as many as the set has
  std::uint64_t seed = 0;  // of their views and of the kernel distance's subsets
  SmallSets small = SmallSets::refuse;
};

struct FrechetScore {
  std::string name;  // as the extractor says
  double value = kUnknown;

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("name", self.name, "fid, or fd[extractor]");
    visit("value", self.value, "distance", config::figure());
  }
};

struct KernelScore : KernelDistance {
  std::string name;  // "kid" beside "fid", "kid[name]" beside "fd[name]"

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("name", self.name, "kid, or kid[extractor]");
    visit("mean", self.mean, "over the subsets", config::figure());
    visit("deviation", self.deviation, "standard, over the subsets", config::figure());
    visit("subsets", self.subsets, "drawn");
    visit("subset_size", self.subset_size, "pictures");
  }
};

/// How pictures of samples compare with a picture set, and all that the numbers depend on.
struct PictureScores {
  FrechetScore frechet;
  KernelScore kernel;
  double precision = kUnknown, recall = kUnknown;  // with the 3 nearest, [0, 1]
  int pictures = 0, renders = 0;
  std::size_t sample_count = 0;  // shapes that the renders show
  std::uint64_t seed = 0;
  ExtractorFacts extractor;
  std::size_t feature_width = 0;
  PictureOrigin renderer;  // of the renders
  PictureOrigin picture_renderer;
  SceneDistribution scene;  // of both

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    using config::figure;
    visit("frechet", self.frechet, "distance of picture features");
    visit("kernel", self.kernel, "distance of picture features");
    visit("precision", self.precision, "renders that look like pictures", figure());
    visit("recall", self.recall, "pictures that look like renders", figure());
    visit("pictures", self.pictures, "of the set");
    visit("renders", self.renders, "of the samples");
    visit("sample_count", self.sample_count, "shapes that the renders show");
    visit("seed", self.seed, "of views and subsets");
    visit("extractor", self.extractor, "of the features");
    visit("feature_width", self.feature_width, "features of a picture");
    visit("renderer", self.renderer, "of the renders");
    visit("picture_renderer", self.picture_renderer, "of the pictures");
    visit("scene", self.scene, "of both");
  }
};

/// Compares samples with a picture set by rendering them, through the black box, under the set's
/// scene. The set's features are taken once, for any number of scores.
class PictureScorer {
 public:
  /// @param renderer, extractor  borrowed; must outlive the scorer.
  /// @throws DataError when the set, or the renders, are fewer than the features (unless
  ///         options.small says otherwise).
  PictureScorer(const PictureSet& pictures, Renderer& renderer, const FeatureExtractor& extractor,
                const PictureScoreOptions& options = {});

  /// @throws DataError without samples, PluginError, Interrupted.
  [[nodiscard]] PictureScores score(const std::vector<VoxelGrid>& samples) const;
  /// The Fréchet distance alone.
  [[nodiscard]] double frechet(const std::vector<VoxelGrid>& samples) const;

 private:
  [[nodiscard]] FeatureMatrix features_of(const std::vector<VoxelGrid>& samples) const;

  Renderer& renderer_;
  const FeatureExtractor& extractor_;
  PictureScoreOptions options_;
  SceneDistribution scene_;
  PictureOrigin origin_;
  FeatureMatrix features_;  // of the set
  FeatureMoments moments_;
};

/// A few lines for people.
[[nodiscard]] std::string format_scores(const PictureScores& scores);

}  // namespace iggan
