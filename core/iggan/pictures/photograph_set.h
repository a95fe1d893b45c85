#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <iggan/console/log.h>
#include <iggan/pictures/photograph_cutout.h>
#include <iggan/pictures/photograph_verdict.h>
#include <iggan/scene/scene_distribution.h>

namespace iggan {

struct PhotographOptions {
  std::vector<std::filesystem::path> inputs;  // folders, files, zip archives
  CutOutOptions cutting;
  double margin = 0.1;     // empty share at each end of the side that an object fills, [0, 0.45]
  bool flip = true;        // each photograph mirrored too
  bool strict = false;     // one refused file, and nothing is written
  std::uint64_t seed = 0;  // of the pictures' order
  int jobs = 0;            // threads; 0: one a core
  std::filesystem::path attribution;  // copied to ATTRIBUTION.txt; empty: none
  std::string tool_version;           // for the manifest
};

/// What is assumed of photographs, whose cameras and lights nobody knows: from all around, from
/// the side or a little above or below, at a distance that the framing leaves open.
[[nodiscard]] SceneDistribution photograph_scene();

/// Makes a picture set of photographs: each is decoded, its object cut out, framed, judged; then
/// all are written, in an order drawn by the seed, with photographs.json (the report) and
/// sheet.png.
/// @param scene   what training shall assume; its size, channels and background make the pictures.
/// @param folder  must not exist; it appears whole or not at all.
/// @param judged  is handed the verdicts on all files before any is written.
/// @throws DataError if an input is missing, the folder exists, or nothing can be used (or
///         something cannot, where that is strict), ConfigError, Interrupted.
PhotographReport make_photograph_set(const PhotographOptions& options,
                                     const SceneDistribution& scene,
                                     const std::filesystem::path& folder,
                                     const std::function<void(const PhotographReport&)>& judged,
                                     Log& log);

}  // namespace iggan
