#include <iggan/evaluation/picture_scores.h>

#include <iggan/base/error.h>
#include <iggan/evaluation/metric_file.h>
#include <iggan/pictures/picture_maker.h>
#include <iggan/pictures/pictures.h>

namespace iggan {
namespace {

/// "kid" beside "fid", "kid[name]" beside "fd[name]".
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
  const FeatureMatrix generated = features_of(samples);
  PictureScores scores;
  scores.frechet = frechet_distance(moments_, moments_of(generated, options_.small));
  KernelDistanceOptions kernel;
  kernel.seed = options_.seed;
  scores.kernel = kernel_distance(features_, generated, kernel);
  scores.neighbours = precision_recall(features_, generated);
  scores.pictures = static_cast<int>(features_.count);
  scores.renders = options_.renders;
  scores.samples = samples.size();
  scores.feature_width = features_.width;
  scores.seed = options_.seed;
  scores.extractor = extractor_.facts();
  scores.renderer = origin_of(renderer_.info());
  scores.picture_origin = origin_;
  scores.scene = scene_;
  return scores;
}

config::Json to_json(const PictureScores& scores) {
  config::Json json;
  json["metric"] = kPictureMetric;
  json["frechet"] = {{"name", scores.extractor.metric}, {"value", scores.frechet}};
  json["kernel"] = {{"name", kernel_name(scores.extractor)},
                    {"mean", scores.kernel.mean},
                    {"deviation", scores.kernel.deviation},
                    {"subsets", scores.kernel.subsets},
                    {"subset_size", scores.kernel.subset_size}};
  json["precision"] = scores.neighbours.precision;
  json["recall"] = scores.neighbours.recall;
  json["pictures"] = scores.pictures;
  json["renders"] = scores.renders;
  json["sample_count"] = scores.samples;
  json["seed"] = scores.seed;
  json["extractor"] = config::to_json(scores.extractor);
  json["feature_width"] = scores.feature_width;
  json["renderer"] = config::to_json(scores.renderer);
  json["picture_renderer"] = config::to_json(scores.picture_origin);
  json["scene"] = config::to_json(scores.scene);
  return json;
}

std::string format_scores(const PictureScores& scores) {
  return fmt::format(
      "pictures: {} of {} shapes through {} against {}\n"
      "  {} {:.4g}   {} {:.4g} +- {:.2g}   precision {:.3f}   recall {:.3f}\n",
      scores.renders, scores.samples, scores.renderer.id, scores.pictures, scores.extractor.metric,
      scores.frechet, kernel_name(scores.extractor), scores.kernel.mean, scores.kernel.deviation,
      scores.neighbours.precision, scores.neighbours.recall);
}

}  // namespace iggan
