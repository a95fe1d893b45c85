#include <iggan/training/snapshot.h>

#include <algorithm>
#include <vector>

#include <iggan/models/voxels.h>
#include <iggan/pictures/contact_sheet.h>
#include <iggan/training/framed_shots.h>
#include <iggan/training/picture_tensors.h>

namespace iggan {
namespace {

constexpr int kShapes = 32, kSheetColumns = 8;

}  // namespace

ImageU8 fakes_grid(Trainer& trainer) {
  torch::NoGradGuard no_grad;
  BlackBox& black_box = trainer.black_box();
  std::vector<std::uint64_t> latent_seeds, seeds;
  std::vector<Shot> drawn;
  Rng rng(seed_for(trainer.config().training.seed, "snapshot"));
  for (std::uint64_t i = 0; i < kShapes; ++i) {
    latent_seeds.push_back(i);
    drawn.push_back(black_box.scene().draw_shot(rng));
    seeds.push_back(rng.next());
  }
  const torch::Tensor voxels =
      trainer.generate(latents(latent_seeds, trainer.config().generator.latent_size));
  const torch::Tensor solid = discrete_voxels(voxels, trainer.config().method);
  const std::vector<Shot> shots = framed_shots(black_box.scene(), drawn, solid);
  const torch::Tensor rendered = black_box.render(solid, shots, seeds);
  const torch::Tensor formed = trainer.picture(voxels, shots);
  std::vector<ImageU8> tiles;
  for (std::int64_t i = 0; i < kShapes; ++i) {
    tiles.push_back(tensor_to_picture(rendered[i]));
    tiles.push_back(tensor_to_picture(formed[i]));
  }
  return tile_images(tiles, 2 * kSheetColumns);
}

ImageU8 reals_grid(const PictureSet& pictures) {
  std::vector<ImageU8> tiles;
  for (int i = 0; i < std::min(pictures.count, 2 * kShapes); ++i)
    tiles.push_back(pictures.picture(i));
  return tile_images(tiles, 2 * kSheetColumns);
}

}  // namespace iggan
