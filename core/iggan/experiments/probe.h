#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include <iggan/data/shape_set.h>
#include <iggan/pictures/scene_renderer.h>

namespace iggan {

/// The shapes and views that renderers are compared on.
struct ProbeOptions {
  int shapes = 200;  // training shapes, drawn from the set
  int unseen = 64;   // held-out shapes; if the set has fewer, they are used again from other views
  int views = 2;     // of each shape
  std::uint64_t seed = 0;

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    using config::at_least;
    visit("shapes", self.shapes, "training shapes, drawn from the set", at_least(1));
    visit("unseen", self.unseen,
          "held-out shapes; if the set has fewer, they are used again from other views",
          at_least(0));
    visit("views", self.views, "of each shape", at_least(1));
    visit("seed", self.seed, "of shapes and views");
  }
};

/// What every renderer must render: the same shapes from the same views under the same light.
struct Probe {
  SceneDistribution scene;    // its renderer is ignored
  std::vector<Shape> shapes;  // training shapes, then unseen ones
  std::size_t seen = 0;       // number of training shapes
  int views = 1;
  std::vector<Shot> shots;  // of each picture, framed where the scene asks for it; the views of a
                            // shape follow each other

  [[nodiscard]] std::size_t pictures() const { return shots.size(); }
  [[nodiscard]] std::size_t first_unseen_picture() const {
    return seen * static_cast<std::size_t>(views);
  }
  [[nodiscard]] const Shape& shape_of(std::size_t picture) const {
    return shapes[picture / static_cast<std::size_t>(views)];
  }
  [[nodiscard]] View view(std::size_t picture) const {
    return {shape_of(picture).grid, shots[picture], /*seed=*/picture};
  }
};
/// @throws DataError when the set has no training shapes.
[[nodiscard]] Probe make_probe(const ShapeSet& set, const SceneDistribution& scene,
                               const ProbeOptions& options);

/// A renderer's pictures of a probe: linear, premultiplied RGBA, unchanged.
struct ProbePictures {
  int width = 0, height = 0;
  std::vector<float> rgba;  // [pictures, height, width, 4]
  double seconds = 0;       // that the renderer took

  [[nodiscard]] std::size_t picture_samples() const {
    return 4 * static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  }
  [[nodiscard]] std::size_t count() const { return rgba.size() / picture_samples(); }
  /// One picture as training sees it.
  [[nodiscard]] ImageU8 picture(std::size_t index, const ImageTransfer& transfer) const;
};
/// @param order  indices of the pictures to make, in the order of rendering.
/// @param label  of the progress line; empty: no line.
/// @throws PluginError, Interrupted.
[[nodiscard]] ProbePictures render_probe(Renderer& renderer, const Probe& probe,
                                         const std::vector<std::size_t>& order,
                                         const std::string& label = "");

}  // namespace iggan
