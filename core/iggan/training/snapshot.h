#pragma once
#include <vector>

#include <iggan/pictures/picture_set.h>
#include <iggan/scene/image.h>
#include <iggan/training/trainer.h>

namespace iggan {

/// Pictures for people, from fixed latents and views: for each, the black box's rendering of the
/// thresholded shape next to the method's picture of the continuous one (the proxy's, or a
/// baseline's image formation).
class Snapshot {
 public:
  explicit Snapshot(Trainer& trainer);
  [[nodiscard]] ImageU8 fakes();

 private:
  Trainer& trainer_;
  torch::Tensor z_;
  std::vector<Shot> shots_;
  std::vector<std::uint64_t> seeds_;
};

/// The first pictures of a set as a grid.
[[nodiscard]] ImageU8 reals_grid(const PictureSet& pictures);

}  // namespace iggan
