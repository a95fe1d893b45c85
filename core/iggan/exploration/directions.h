#pragma once
#include <cstdint>
#include <vector>

#include <iggan/exploration/shape_traits.h>
#include <iggan/training/trained_generator.h>

namespace iggan {

/// A direction in latent space that changes one feature of most shapes.
struct LatentDirection {
  Latent step;       // unit length; latents have standard deviation 1 along it
  double share = 0;  // fraction of the shapes' variance
  /// How much a step changes each trait, in standard deviations of that trait over random shapes;
  /// the mean over several shapes.
  ShapeTraits changes{};

  /// The trait that a step changes most.
  [[nodiscard]] ShapeTrait main_trait() const;
  /// "width +, hollow -": traits that a step changes by more than a third of a standard deviation,
  /// largest first, at most three; "form" if there is none.
  [[nodiscard]] std::string name() const;
};

/// How directions are searched for.
struct DirectionOptions {
  int count = 6;           // directions
  int samples = 1000;      // random shapes whose variance is analysed; more than the size of a
                           // latent
  std::uint64_t seed = 0;  // of the first shape
  double threshold = 0.5;
};

/// The principal directions of a generator's shapes, as steps of its latents: principal components
/// of the occupancies of random shapes, each mapped back to the latents by least squares. Source of
/// the idea: Härkönen et al. 2020 (GANSpace), arXiv:2004.02546.
/// @return   `count` directions, or all if there are fewer.
/// @throws DataError if there are no more samples than latent dimensions, or all shapes are alike;
///         Interrupted.
[[nodiscard]] std::vector<LatentDirection> principal_directions(
    const TrainedGenerator& generator, const DirectionOptions& options = {});

/// Evenly spaced steps from -reach to +reach. @param count  at least 2; if odd, 0 is in the middle.
[[nodiscard]] std::vector<double> steps_along(double reach, int count);

/// The latent, moved by this many steps along a direction.
[[nodiscard]] Latent moved(const Latent& latent, const LatentDirection& direction, double steps);

}  // namespace iggan
