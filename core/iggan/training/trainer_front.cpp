// How a trainer turns its shapes so that they face the way the real shapes do.
#include <iggan/training/trainer.h>

#include <iggan/models/voxel_views.h>
#include <iggan/training/front.h>

namespace iggan {
namespace {

constexpr int kJudgedShapes = 64;  // for each of the four turns, and on each rank

/// The scene with cameras that turn with the shapes, if the cameras go all the way round. Then the
/// cameras see the same sides, and the pictures of a shape differ only in where the world's lamps
/// are, so far fewer pictures suffice to show a preference.
SceneDistribution turned_with_shapes(const SceneDistribution& scene, int quarters) {
  SceneDistribution turned = scene;
  if (goes_all_round(scene.camera))
    for (double& end : turned.camera.azimuth_degrees) end += 90 * quarters;
  return turned;
}

}  // namespace

int Trainer::face_front(Log& log) {
  const int every = config_.training.front_every;
  if (every == 0 || iteration_ == 0 || iteration_ % every != 0 || !shows_front(scene_)) return 0;
  torch::Tensor logits;
  on_all_ranks([&] { logits = judge_turns(); });
  const int quarters = preferred_turn(compute_.ranks->gathered(logits));
  if (quarters > 0) {
    restore(turned_state(state(), quarters));
    log.info("iteration {}: all shapes are now turned by {} degrees, which D finds more real",
             iteration_, 90 * quarters);
  }
  return quarters;
}

/// D's logits of shapes after 0 to 3 quarter turns, each the mean over views; [shapes, 4]. The
/// random draws made here do not change those of training.
torch::Tensor Trainer::judge_turns() {
  torch::NoGradGuard no_grad;
  const auto number =
      static_cast<std::uint64_t>(iteration_ * compute_.ranks->world() + compute_.ranks->rank());
  Rng rng(seed_for(config_.training.seed, "front", number));
  const std::int64_t views = config_.training.views_per_shape;
  const std::int64_t shapes = config_.training.batch_size / views;  // at once
  const NormalizedWeights weights = discriminator_->normalized_weights();
  std::vector<torch::Tensor> rows;
  for (std::int64_t done = 0; done < kJudgedShapes; done += shapes) {
    Batch batch;
    batch.iteration = iteration_;
    const torch::Tensor z = draw_latents(rng, shapes, config_.generator.latent_size);
    {
      const AutocastScope autocast(compute_.bfloat16, compute_.device);
      batch.shapes = generator_->forward(z.to(compute_.device));
    }
    const torch::Tensor voxels = repeated_views(batch.shapes, views);
    for (std::int64_t i = 0; i < shapes * views; ++i) {
      batch.thresholds.push_back(0.5);
      batch.seeds.push_back(rng.next());
    }
    const Rng before_shots = rng;
    std::vector<torch::Tensor> columns;
    for (int quarters = 0; quarters < 4; ++quarters) {
      rng = before_shots;
      Batch turned = batch;
      const SceneDistribution scene = turned_with_shapes(scene_, quarters);
      for (std::int64_t i = 0; i < shapes * views; ++i)
        turned.shots.push_back(scene.draw_shot(rng));
      turned.voxels = turned_voxels(voxels, quarters);
      turned.fake = method_->begin_fakes(turned).get();
      const Judgement judgement = judge(turned.fake, weights, compute_.bfloat16);
      columns.push_back(judgement.logits.view({shapes, views}).mean(1));
    }
    rows.push_back(torch::stack(columns, 1));
  }
  return torch::cat(rows);
}

}  // namespace iggan
