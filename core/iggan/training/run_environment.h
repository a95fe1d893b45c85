#pragma once
#include <string>

#include <iggan/console/log.h>
#include <iggan/pictures/picture_set.h>
#include <iggan/render/renderer.h>
#include <iggan/training/compute.h>
#include <iggan/training/run_folder.h>

namespace iggan {

/// What determines a run's results to the last bit, besides its config and seed.
struct RunEnvironment {
  std::string torch_version, device;
  int threads = 0;
  bool bfloat16 = false;
  PictureOrigin renderer;
  std::string pictures_sha256;

  IGGAN_FIELDS(torch_version, device, threads, bfloat16, renderer, pictures_sha256)
};

/// The environment of this process.
[[nodiscard]] RunEnvironment environment_of(const Compute& compute, const RendererInfo& renderer,
                                            const PictureSet& pictures);

/// Writes environment.json into the run folder. First warns of every difference from what the
/// folder says: such a run continues correctly, but not bit-identically to an uninterrupted one.
void record_environment(const RunFolder& run, const RunEnvironment& now, Log& log);

/// Warns when the pictures were made by a different renderer from the one to train through: the
/// generator then learns to compensate for the difference.
void warn_of_other_origin(const PictureOrigin& pictures, const PictureOrigin& renderer, Log& log);

}  // namespace iggan
