// Candidates -> starts -> steps of latents and cameras -> choice by the black box's pictures.
#include <iggan/exploration/inversion.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <iggan/base/interrupt.h>
#include <iggan/console/progress.h>
#include <iggan/exploration/picture_distance.h>
#include <iggan/models/tensor_file.h>
#include <iggan/models/voxels.h>
#include <iggan/scene/framing.h>
#include <iggan/training/black_box.h>
#include <iggan/training/framed_shots.h>
#include <iggan/training/picture_tensors.h>
#include <iggan/training/trained_networks.h>
#include <iggan/training/trainer.h>

namespace iggan {
namespace {

constexpr int kCandidateBatch = 8;  // shapes rendered at a time
constexpr int kTrials = 12;         // cameras tried near a start's own
constexpr int kFirstRounds = 3;     // of trials, before the first step
constexpr int kStepsBetweenTrials = 8;
constexpr double kRate = 0.06;  // Adam's learning rate for latents, decaying to a tenth
constexpr double kPrior = 0.1;  // of the penalty on latents longer than those drawn in training
constexpr double kSides[] = {60, 210};  // degrees from the shot that was found
constexpr int kTuningSteps = 80;
constexpr double kTuningRate = 1e-3;  // Adam's learning rate for weights

void stop_if_interrupted() {
  if (interrupted()) fail<Interrupted>("interrupted while inverting; nothing was written");
}

/// A candidate compared with a picture.
struct Likeness {
  double distance = std::numeric_limits<double>::infinity();
  PossibleShot shot;
};

/// Shapes that may explain one picture, and the best so far.
struct Search {
  torch::Tensor target;  // [1, F]
  torch::Tensor z;       // [K, Z]
  std::vector<PossibleShot> shots;
  std::vector<double> distances;  // of the black box's pictures, at the last trials

  double best_distance = std::numeric_limits<double>::infinity();
  torch::Tensor best_z;  // [Z]
  PossibleShot best_shot;

  /// Keeps only the starts with these indices.
  void keep(const std::vector<std::int64_t>& kept) {
    z = z.index_select(0, torch::tensor(kept)).clone();
    std::vector<PossibleShot> shots_kept;
    std::vector<double> distances_kept;
    for (const std::int64_t i : kept) {
      shots_kept.push_back(shots[static_cast<std::size_t>(i)]);
      distances_kept.push_back(distances[static_cast<std::size_t>(i)]);
    }
    shots = std::move(shots_kept);
    distances = std::move(distances_kept);
  }
};

/// Indices of the smallest values, smallest first.
std::vector<std::int64_t> smallest(const std::vector<double>& values, std::size_t count) {
  std::vector<std::int64_t> order(values.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) {
    return values[static_cast<std::size_t>(a)] < values[static_cast<std::size_t>(b)];
  });
  order.resize(std::min(count, order.size()));
  return order;
}

class Inverter {
 public:
  Inverter(TrainedNetworks networks, Renderer& renderer, const InversionOptions& options)
      : networks_(std::move(networks)),
        black_box_(renderer, networks_.scene, networks_.stage),
        search_(networks_.scene),
        options_(options),
        rng_(seed_for(options.seed, "inversion")) {}

  std::vector<Inversion> invert(const std::vector<ImageU8>& pictures) {
    const torch::Tensor targets = tensor_of(pictures);
    find_candidates(targets);
    std::vector<Inversion> inversions;
    ProgressLine progress("inverting", pictures.size() * static_cast<std::uint64_t>(total_steps()));
    for (std::size_t p = 0; p < pictures.size(); ++p) {
      Rng rng(seed_for(options_.seed, "picture", p));
      inversions.push_back(invert_one(p, rng, [&](int step) {
        progress.update(p * static_cast<std::uint64_t>(total_steps()) +
                        static_cast<std::uint64_t>(step));
      }));
    }
    return inversions;
  }

 private:
  [[nodiscard]] int total_steps() const {
    return options_.steps + (options_.tune ? kTuningSteps : 0) + 1;
  }

  /// The pictures at the size of the checkpoint's stage.
  [[nodiscard]] torch::Tensor tensor_of(const std::vector<ImageU8>& pictures) const {
    std::vector<torch::Tensor> tensors;
    for (const ImageU8& picture : pictures) {
      IGGAN_CHECK(picture.width == networks_.scene.width &&
                  picture.height == networks_.scene.height &&
                  picture.channels == networks_.scene.channels);
      const torch::Tensor bytes = torch::tensor(picture.samples, torch::kUInt8)
                                      .view({1, picture.height, picture.width, picture.channels});
      tensors.push_back(pictures_to_tensor(bytes_at(networks_.stage, bytes), torch::kCPU));
    }
    return torch::cat(tensors);
  }

  [[nodiscard]] std::vector<Shot> taken(const std::vector<PossibleShot>& shots,
                                        const torch::Tensor& voxels) const {
    std::vector<Shot> taken;
    for (const PossibleShot& shot : shots) taken.push_back(search_.shot(shot));
    return framed_shots(networks_.scene, std::move(taken), voxels);
  }

  [[nodiscard]] torch::Tensor render(const torch::Tensor& solid,
                                     const std::vector<PossibleShot>& shots) {
    // One seed for all, so that sampling noise does not make two pictures differ.
    return black_box_.render(solid, taken(shots, solid),
                             std::vector<std::uint64_t>(shots.size(), options_.seed));
  }

  [[nodiscard]] static torch::Tensor solid_of(VoxelGeneratorImpl& generator,
                                              const torch::Tensor& z) {
    torch::NoGradGuard no_grad;
    return discrete_voxels(generator.forward(z), Method::iggan);
  }

  /// Renders random shapes and finds how close each shape's closest picture is to each target.
  void find_candidates(const torch::Tensor& targets) {
    torch::NoGradGuard no_grad;
    likenesses_.assign(static_cast<std::size_t>(targets.size(0)),
                       std::vector<Likeness>(static_cast<std::size_t>(options_.candidates)));
    candidates_ = draw_latents(rng_, options_.candidates, networks_.config.generator.latent_size);
    ProgressLine progress("candidates", static_cast<std::uint64_t>(options_.candidates));
    for (int first = 0; first < options_.candidates; first += kCandidateBatch) {
      stop_if_interrupted();
      const int count = std::min(kCandidateBatch, options_.candidates - first);
      std::vector<PossibleShot> shots;
      for (int i = 0; i < count * options_.views; ++i) shots.push_back(search_.draw(rng_));
      const torch::Tensor solid =
          solid_of(*networks_.generator, candidates_.narrow(0, first, count))
              .repeat_interleave(options_.views, 0);
      const torch::Tensor pictures = render(solid, shots);
      if (!distance_) {
        distance_.emplace(networks_.discriminator, pictures);
        targets_ = distance_->embed(targets);
      }
      note_likenesses(torch::cdist(targets_, distance_->embed(pictures)).square(), first, shots);
      progress.update(static_cast<std::uint64_t>(first + count));
    }
  }

  /// @param distances  [P, count * views].
  void note_likenesses(const torch::Tensor& distances, int first,
                       const std::vector<PossibleShot>& shots) {
    const auto values = distances.accessor<float, 2>();
    for (std::size_t p = 0; p < likenesses_.size(); ++p) {
      for (std::size_t i = 0; i < shots.size(); ++i) {
        const std::size_t candidate =
            static_cast<std::size_t>(first) + i / static_cast<std::size_t>(options_.views);
        Likeness& likeness = likenesses_[p][candidate];
        const double distance =
            double(values[static_cast<std::int64_t>(p)][static_cast<std::int64_t>(i)]);
        if (distance < likeness.distance) likeness = {distance, shots[i]};
      }
    }
  }

  template <class Report>
  Inversion invert_one(std::size_t p, Rng& rng, const Report& report) {
    Search search = starts_for(p);
    for (int round = 0; round < kFirstRounds; ++round)
      try_shots(search, *networks_.generator, 1.0 / (1 << round), rng);
    Inversion inversion;
    inversion.candidate = shape_of(search, *networks_.generator);
    move_latents(search, rng, report);
    inversion.found = shape_of(search, *networks_.generator);
    if (options_.tune) tune(search, inversion.found, rng, report);
    report(total_steps());
    return inversion;
  }

  [[nodiscard]] Search starts_for(std::size_t p) const {
    Search search;
    search.target = targets_.narrow(0, static_cast<std::int64_t>(p), 1);
    for (const Likeness& likeness : likenesses_[p]) search.distances.push_back(likeness.distance);
    const auto kept = smallest(search.distances, static_cast<std::size_t>(options_.starts));
    for (const Likeness& likeness : likenesses_[p]) search.shots.push_back(likeness.shot);
    search.z = candidates_;
    search.keep(kept);
    return search;
  }

  /// Tries each start's own camera and cameras near it; keeps the one whose black-box picture is
  /// closest.
  void try_shots(Search& search, VoxelGeneratorImpl& generator, double reach, Rng& rng) {
    torch::NoGradGuard no_grad;
    stop_if_interrupted();
    const auto count = static_cast<std::int64_t>(search.shots.size());
    std::vector<PossibleShot> shots;
    for (const PossibleShot& own : search.shots) {
      shots.push_back(own);
      for (int i = 0; i < kTrials; ++i) shots.push_back(search_.nearby(own, reach, rng));
    }
    const torch::Tensor pictures =
        render(solid_of(generator, search.z).repeat_interleave(kTrials + 1, 0), shots);
    const auto [distances, indices] = (distance_->embed(pictures) - search.target)
                                          .square()
                                          .sum(1)
                                          .view({count, kTrials + 1})
                                          .min(1);
    for (std::int64_t i = 0; i < count; ++i) {
      const auto start = static_cast<std::size_t>(i);
      search.shots[start] =
          shots[static_cast<std::size_t>(i * (kTrials + 1) + indices[i].item<std::int64_t>())];
      search.distances[start] = distances[i].item<double>();
      if (search.distances[start] >= search.best_distance) continue;
      search.best_distance = search.distances[start];
      search.best_z = search.z[i].detach().clone();
      search.best_shot = search.shots[start];
    }
  }

  /// The loss of the starts' latents, through the proxy; a sum, since the starts are independent.
  [[nodiscard]] torch::Tensor loss_of(VoxelGeneratorImpl& generator, const torch::Tensor& z,
                                      const Search& search) {
    const torch::Tensor voxels = generator.forward(z);
    const torch::Tensor pictures = networks_.proxy->forward(voxels, taken(search.shots, voxels));
    const torch::Tensor apart = (distance_->embed(pictures) - search.target).square().sum();
    const torch::Tensor excess = torch::relu(z.square().mean(1) - 1);
    return apart + kPrior * excess.square().sum();
  }

  template <class Report>
  void move_latents(Search& search, Rng& rng, const Report& report) {
    torch::Tensor z = search.z.clone().requires_grad_(true);
    auto adam = std::make_unique<torch::optim::Adam>(std::vector<torch::Tensor>{z});
    for (int step = 0; step < options_.steps; ++step) {
      const double left = 1 - double(step) / options_.steps;
      static_cast<torch::optim::AdamOptions&>(adam->param_groups()[0].options())
          .lr(kRate * (0.1 + 0.9 * left));
      adam->zero_grad();
      loss_of(*networks_.generator, z, search).backward();
      adam->step();
      if ((step + 1) % kStepsBetweenTrials == 0 || step + 1 == options_.steps) {
        search.z = z.detach();
        try_shots(search, *networks_.generator, std::max(0.05, 0.5 * left), rng);
        report(step + 1);
      }
      const bool quarter = (step + 1) % std::max(1, options_.steps / 4) == 0;
      if (!quarter || search.shots.size() < 2 || step + 1 == options_.steps) continue;
      search.z = z.detach();
      search.keep(smallest(search.distances, (search.shots.size() + 1) / 2));
      z = search.z.clone().requires_grad_(true);
      adam = std::make_unique<torch::optim::Adam>(std::vector<torch::Tensor>{z});
    }
  }

  /// Tunes G's last layers too, in a copy, starting from the best shape found. Source: pivotal
  /// tuning, Roich et al. 2021, arXiv:2106.05744.
  template <class Report>
  void tune(const Search& found, InvertedShape& best, Rng& rng, const Report& report) {
    VoxelGenerator generator = make_generator(networks_.config, networks_.scene, networks_.stage);
    TensorFile weights_of_run;
    write_module(weights_of_run, "generator", *networks_.generator);
    read_module(weights_of_run, "generator", *generator);
    for (torch::Tensor& parameter : generator->parameters()) parameter.requires_grad_(false);
    std::vector<torch::Tensor> weights = generator->last_layers();
    for (torch::Tensor& weight : weights) weight.requires_grad_(true);
    Search search;
    search.target = found.target;
    search.shots = {found.best_shot};
    search.distances = {found.best_distance};
    search.z = found.best_z.unsqueeze(0);
    torch::Tensor z = search.z.clone().requires_grad_(true);
    torch::optim::Adam adam(
        {torch::optim::OptimizerParamGroup(weights), torch::optim::OptimizerParamGroup({z})},
        torch::optim::AdamOptions(kTuningRate));
    static_cast<torch::optim::AdamOptions&>(adam.param_groups()[1].options()).lr(0.1 * kRate);
    for (int step = 0; step < kTuningSteps; ++step) {
      stop_if_interrupted();
      adam.zero_grad();
      loss_of(*generator, z, search).backward();
      adam.step();
      if ((step + 1) % kStepsBetweenTrials != 0) continue;
      search.z = z.detach();
      try_shots(search, *generator, 0.1, rng);
      if (search.best_distance < best.distance) {
        best = shape_of(search, *generator);
        best.tuned = true;
      }
      report(options_.steps + step + 1);
    }
  }

  [[nodiscard]] InvertedShape shape_of(const Search& search, VoxelGeneratorImpl& generator) {
    torch::NoGradGuard no_grad;
    const torch::Tensor z = search.best_z.contiguous();
    const torch::Tensor logits = generator.logits(z.unsqueeze(0));
    const torch::Tensor solid = discrete_voxels(torch::sigmoid(logits), Method::iggan);
    InvertedShape found;
    found.shape = soft_shape_of(logits[0], Method::iggan);
    found.latent = {z.data_ptr<float>(), z.data_ptr<float>() + z.numel()};
    std::vector<PossibleShot> shots(1 + std::size(kSides), search.best_shot);
    for (std::size_t i = 0; i < std::size(kSides); ++i)
      shots[1 + i].view.azimuth_degrees += kSides[i];
    const torch::Tensor pictures =
        render(solid.repeat_interleave(static_cast<std::int64_t>(shots.size()), 0), shots);
    found.picture = tensor_to_picture(pictures[0]);
    found.shot = search.best_shot;
    if (networks_.scene.camera.frame_margin)
      found.shot.view = framed_view(found.shot.view, taken({found.shot}, solid)[0].camera);
    // Measured again, on this picture alone: in a batch of a different size, an occupancy may be
    // rounded to the other side of the threshold.
    found.distance =
        (distance_->embed(pictures.narrow(0, 0, 1)) - search.target).square().sum().item<double>();
    for (std::size_t i = 0; i < std::size(kSides); ++i)
      found.sides.push_back(tensor_to_picture(pictures[static_cast<std::int64_t>(1 + i)]));
    return found;
  }

  TrainedNetworks networks_;
  BlackBox black_box_;
  ShotSearch search_;
  InversionOptions options_;
  Rng rng_;
  std::optional<PictureDistance> distance_;
  torch::Tensor candidates_, targets_;             // [M, Z]; [P, F]
  std::vector<std::vector<Likeness>> likenesses_;  // of each picture, by each candidate
};

}  // namespace

std::vector<Inversion> invert(const std::filesystem::path& run,
                              const std::filesystem::path& checkpoint, Renderer& black_box,
                              const std::vector<ImageU8>& pictures,
                              const InversionOptions& options) {
  IGGAN_CHECK(options.candidates >= 2 && options.views >= 1 && options.starts >= 1);
  return Inverter(open_trained_networks(run, checkpoint), black_box, options).invert(pictures);
}

}  // namespace iggan
