#include <support/catch.h>

#include <iggan/pictures/pictures.h>
#include <iggan/training/black_box.h>
#include <iggan/training/picture_tensors.h>

#include "support/boxes.h"
#include "support/height_renderer.h"

using namespace iggan;

TEST_CASE("the black box gives the pictures of a data set, bit for bit, in one call",
          "[training]") {
  const std::vector<VoxelGrid> shapes{box(8, {1, 0, 1}, {7, 3, 7}), box(8, {2, 0, 2}, {5, 7, 6})};
  SceneDistribution scene;
  scene.width = 12;
  scene.height = 10;
  scene.channels = 3;
  scene.background = {0.1, 0.2, 0.3};
  std::vector<View> views = draw_views(shapes, scene, 100, /*seed=*/3);
  HeightRenderer renderer;
  const Pictures pictures = render_views(renderer, scene, views);

  std::vector<torch::Tensor> solid;
  std::vector<Shot> shots;
  std::vector<std::uint64_t> seeds;
  for (std::size_t i = 0; i < views.size(); ++i) {
    solid.push_back(
        torch::tensor(shapes[i % shapes.size()].occupancy, torch::kUInt8).view({1, 8, 8, 8}));
    shots.push_back(views[i].shot);
    seeds.push_back(views[i].seed);
  }
  BlackBox black_box(renderer, scene);
  renderer.calls = 0;
  const torch::Tensor images = black_box.render(torch::stack(solid), shots, seeds);
  CHECK(renderer.calls == 1);
  CHECK(black_box.milliseconds() > 0);
  const torch::Tensor bytes = torch::tensor(pictures.bytes, torch::kUInt8).view({100, 10, 12, 3});
  CHECK(torch::equal(images, pictures_to_tensor(bytes, torch::kCPU)));
  CHECK(images.amax().item<float>() > images.amin().item<float>());
}
