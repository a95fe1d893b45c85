#pragma once
#include <cstdint>
#include <vector>

#include <iggan/exploration/shape_traits.h>
#include <iggan/training/trained_generator.h>

namespace iggan {

/// A way to move through latents that changes one thing of most shapes.
struct LatentDirection {
  Latent step;       // of length 1: latents vary by 1 along it
  double share = 0;  // of the variance of the shapes
  /// How much a step changes each trait, in standard deviations of that trait among random shapes;
  /// means over some shapes.
  ShapeTraits changes{};

  /// The trait that it changes most.
  [[nodiscard]] ShapeTrait main_trait() const;
  /// "width +, hollow -": traits that a step changes by more than a third of a standard deviation,
  /// the largest first, at most three; "form" where there is none.
  [[nodiscard]] std::string name() const;
};

struct DirectionOptions {
  int count = 6;           // directions
  int samples = 1000;      // random shapes whose variance is taken apart; more than the size of a
                           // latent
  std::uint64_t seed = 0;  // of the first one
  double threshold = 0.5;
};

/// The principal directions of the shapes that a generator makes, as steps of its latents:
/// principal components of the occupancies of random shapes, each traced back to the latents by
/// least squares. Source of the idea: Härkönen et al. 2020 (GANSpace), arXiv:2004.02546.
/// @return   `count`, or as many as there are.
/// @throws DataError for no more samples than the size of a latent, and where all shapes are alike;
///         Interrupted.
[[nodiscard]] std::vector<LatentDirection> principal_directions(
    const TrainedGenerator& generator, const DirectionOptions& options = {});

/// Steps from -reach to +reach, evenly apart. @param count  at least 2; odd: 0 is in the middle.
[[nodiscard]] std::vector<double> steps_along(double reach, int count);

/// The latent, moved by so many steps of a direction.
[[nodiscard]] Latent moved(const Latent& latent, const LatentDirection& direction, double steps);

}  // namespace iggan
