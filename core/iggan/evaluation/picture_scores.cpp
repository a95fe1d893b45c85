#include <iggan/evaluation/picture_scores.h>

#include <iggan/base/error.h>
#include <iggan/pictures/picture_maker.h>
#include <iggan/pictures/pictures.h>

namespace iggan {
namespace {

/// "kid" with "fid", "kid[name]" with "fd[name]".
std::string kernel_name(const ExtractorFacts& facts) {
  return facts.metric == "fid" ? "kid" : "kid[" + facts.name + "]";
}

}  // namespace

PictureScorer::PictureScorer(const PictureSet& pictures, Renderer& renderer,
                             const FeatureExtractor& extractor, const PictureScoreOptions& options)
    : renderer_(renderer),
      extractor_(extractor),
      options_(options),
      scene_(pictures.scene),
      origin_(pictures.origin),
      features_(extractor.extract(pictures_of(pictures))),
      moments_(moments_of(features_, options.small)) {
  if (options_.renders == 0) options_.renders = pictures.count;
  const auto renders = static_cast<std::size_t>(options_.renders);
  if (options_.small == SmallSets::refuse && renders < features_.width)
    throw DataError(too_few_pictures(renders, "renders", features_.width));
}

FeatureMatrix PictureScorer::features_of(const std::vector<VoxelGrid>& samples) const {
  const auto views = draw_views(samples, scene_, options_.renders, options_.seed);
  return extractor_.extract(render_views(renderer_, scene_, views));
}

double PictureScorer::frechet(const std::vector<VoxelGrid>& samples) const {
  return frechet_distance(moments_, moments_of(features_of(samples), options_.small));
}

PictureScores PictureScorer::score(const std::vector<VoxelGrid>& samples) const {
  PictureScores scores = score(features_of(samples), samples.size());
  scores.renderer = origin_of(renderer_.info());
  return scores;
}

PictureScores PictureScorer::score(const Pictures& pictures, std::size_t sample_count) const {
  return score(extractor_.extract(pictures), sample_count);
}

PictureScores PictureScorer::score(const FeatureMatrix& generated, std::size_t sample_count) const {
  PictureScores scores;
  scores.extractor = extractor_.facts();
  scores.frechet = {scores.extractor.metric,
                    frechet_distance(moments_, moments_of(generated, options_.small))};
  KernelDistanceOptions kernel;
  kernel.seed = options_.seed;
  scores.kernel = {kernel_distance(features_, generated, kernel), kernel_name(scores.extractor)};
  const PrecisionRecall neighbours = precision_recall(features_, generated);
  scores.precision = neighbours.precision;
  scores.recall = neighbours.recall;
  scores.pictures = static_cast<int>(features_.count);
  scores.renders = static_cast<int>(generated.count);
  scores.sample_count = sample_count;
  scores.feature_width = features_.width;
  scores.seed = options_.seed;
  scores.picture_renderer = origin_;
  scores.scene = scene_;
  return scores;
}

}  // namespace iggan
