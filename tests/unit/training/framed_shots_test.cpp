#include <support/catch.h>
#include <torch/torch.h>

#include <iggan/training/framed_shots.h>
#include <iggan/training/iggan_method.h>

#include "support/toy_training.h"

using namespace iggan;

namespace {

/// The longer side of the object in a picture [C, H, W] with a black background, and the distance
/// of its centre from the picture's, in pixels.
std::pair<double, double> extent_of(const torch::Tensor& picture) {
  const torch::Tensor shown = std::get<0>(picture.max(0)) > 0;
  const auto range = [&](std::int64_t axis) {
    const torch::Tensor places = std::get<0>(shown.max(axis)).nonzero().flatten();
    return std::pair{places.min().item<double>(), places.max().item<double>() + 1};
  };
  const auto [left, right] = range(0);
  const auto [top, bottom] = range(1);
  const double middle = double(picture.size(1)) / 2;
  return {std::max(right - left, bottom - top),
          std::max(std::abs((left + right) / 2 - middle), std::abs((top + bottom) / 2 - middle))};
}

}  // namespace

TEST_CASE("black box and proxy frame generated shapes like photographs", "[training]") {
  ToyTraining toy(arranged_lights(LightArrangement::camera), 32);
  toy.pictures.scene.camera.frame_margin = 0.125;  // the object spans 24 of 32 pixels
  BlackBox black_box(toy.renderer, toy.pictures.scene);
  Rng rng(3);
  const torch::Tensor boxes = random_boxes(12, 16, rng);
  std::vector<Shot> drawn;
  for (int i = 0; i < 12; ++i) drawn.push_back(toy.pictures.scene.draw_shot(rng));
  const std::vector<Shot> shots = framed_shots(toy.pictures.scene, drawn, boxes);
  const torch::Tensor pictures =
      black_box.render(boxes, shots, std::vector<std::uint64_t>(shots.size()));
  int full = 0;
  for (std::int64_t i = 0; i < 12; ++i) {
    const auto [side, offset] = extent_of(pictures[i]);
    INFO(i << ": " << side << " pixels, " << offset << " from the middle");
    CHECK(side <= 25);
    CHECK(offset <= 1.5);
    full += side >= 17;  // boxes are mostly shorter than the cube
  }
  CHECK(full >= 6);

  // In a step the proxy gets the cameras of the black box.
  const TrainingConfig config = tiny_config();
  IgganMethod method(config, black_box, prepare_compute(config.training));
  Batch batch;
  batch.shots = drawn;
  batch.thresholds.assign(12, 0.5);
  batch.seeds.assign(12, 0);
  batch.voxels = boxes.to(torch::kFloat32);
  const torch::Tensor fake = method.begin_fakes(batch).get();
  CHECK(torch::equal(fake, pictures));
  for (std::size_t i = 0; i < 12; ++i) {
    CHECK(batch.shots[i].camera.to_world == shots[i].camera.to_world);
    CHECK(batch.shots[i].camera.yfov == shots[i].camera.yfov);
  }
}
