#pragma once
#include <vector>

#include <iggan/base/rng.h>
#include <iggan/scene/scene_distribution.h>

namespace iggan {

/// A possible camera of a picture, with possible values of the lights that the scene draws.
struct PossibleShot {
  OrbitView view;
  std::vector<Light> drawn_lights;
};

/// Draws cameras and lights of a scene, and others near a given one. Values that the scene fixes
/// may vary a little: no user's picture is framed exactly.
class ShotSearch {
 public:
  /// @param scene  must outlive this.
  explicit ShotSearch(const SceneDistribution& scene) : scene_(scene) {}

  [[nodiscard]] PossibleShot draw(Rng& rng) const;
  /// @param reach  (0, 1]: 1 turns the camera by tens of degrees; smaller values turn it less.
  [[nodiscard]] PossibleShot nearby(const PossibleShot& shot, double reach, Rng& rng) const;
  [[nodiscard]] Shot shot(const PossibleShot& possible) const;

 private:
  const SceneDistribution& scene_;
};

}  // namespace iggan
