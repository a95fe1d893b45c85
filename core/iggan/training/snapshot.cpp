#include <iggan/training/snapshot.h>

#include <algorithm>

#include <iggan/models/voxels.h>
#include <iggan/pictures/contact_sheet.h>
#include <iggan/training/framed_shots.h>
#include <iggan/training/picture_tensors.h>

namespace iggan {
namespace {

constexpr int kShapes = 32, kSheetColumns = 8;

}  // namespace

Snapshot::Snapshot(Trainer& trainer) : trainer_(trainer) {
  std::vector<std::uint64_t> latent_seeds;
  Rng rng(seed_for(trainer.config().training.seed, "snapshot"));
  for (std::uint64_t i = 0; i < kShapes; ++i) {
    latent_seeds.push_back(i);
    shots_.push_back(trainer.black_box().scene().draw_shot(rng));
    seeds_.push_back(rng.next());
  }
  z_ = latents(latent_seeds, trainer.config().generator.latent_size);
}

ImageU8 Snapshot::fakes() {
  torch::NoGradGuard no_grad;
  const torch::Tensor voxels = trainer_.generate(z_);
  const torch::Tensor solid = discrete_voxels(voxels, trainer_.config().method);
  const std::vector<Shot> shots = framed_shots(trainer_.black_box().scene(), shots_, solid);
  const torch::Tensor rendered = trainer_.black_box().render(solid, shots, seeds_);
  const torch::Tensor formed = trainer_.picture(voxels, shots);
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
