#include <iggan/models/proxy_renderer.h>

#include <iggan/base/rng.h>
#include <iggan/models/hybrid_proxy.h>
#include <iggan/models/rendernet_proxy.h>

namespace iggan {

std::shared_ptr<ProxyRenderer> make_proxy_renderer(const ProxyOptions& options,
                                                   const ProxyScene& scene, int resolution,
                                                   std::uint64_t seed) {
  switch (options.kind) {
    case ProxyKind::hybrid:
      return std::make_shared<HybridProxy>(options, scene, resolution, seed);
    case ProxyKind::rendernet:
      return std::make_shared<RendernetProxy>(options, scene, resolution, seed);
  }
  fail<ConfigError>("proxy.kind: unknown value {}", static_cast<int>(options.kind));
}

std::shared_ptr<ProxyRenderer> make_proxy_renderer(const TrainingConfig& config,
                                                   const SceneDistribution& scene,
                                                   const Stage& stage) {
  return make_proxy_renderer(
      config.proxy,
      {scene.height, scene.width, scene.channels, scene.light_count(), config.generator.colour},
      stage.size(config.generator.resolution), seed_for(config.training.seed, "proxy"));
}

torch::Tensor light_features(const std::vector<Shot>& shots) {
  const std::size_t lights = shots.empty() ? 0 : shots.front().lights.size();
  torch::Tensor features = torch::empty(
      {static_cast<std::int64_t>(shots.size()), static_cast<std::int64_t>(6 * lights)});
  float* out = features.data_ptr<float>();
  for (const Shot& shot : shots) {
    IGGAN_CHECK(shot.lights.size() == lights);
    for (const Light& light : shot.lights) {
      const Light seen = to_camera(light, shot.camera);
      for (const double value : seen.rgb) *out++ = static_cast<float>(value);
      for (const double value : seen.vec)
        *out++ = light.kind == LightKind::ambient ? 0.0f : static_cast<float>(value);
    }
  }
  return features;
}

}  // namespace iggan
