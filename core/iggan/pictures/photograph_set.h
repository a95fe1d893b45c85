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

/// How a picture set is made from photographs.
struct PhotographOptions {
  std::vector<std::filesystem::path> inputs;  // folders, files, zip archives
  CutOutOptions cutting;
  double margin = 0.1;  // empty fraction at each end of the side that the object fills, [0, 0.45]
  bool flip = true;     // add each photograph mirrored
  bool strict = false;  // write nothing if any file is refused
  std::uint64_t seed = 0;             // of the pictures' order
  int jobs = 0;                       // threads; 0: one per core
  std::filesystem::path attribution;  // copied to ATTRIBUTION.txt; empty: none
  std::string tool_version;           // for the manifest
};

/// The assumptions about photographs with unknown cameras and lights: views from all around, from a
/// little below to well above the object, at a distance that the framing leaves uncertain.
[[nodiscard]] SceneDistribution photograph_scene();

/// Makes a picture set from photographs: each is decoded, cut out, framed and judged; then all are
/// written, in an order drawn with the seed, with photographs.json (the report) and sheet.png.
/// @param scene   what training assumes; its size, channels and background determine the pictures.
/// @param folder  must not exist; it appears complete or not at all.
/// @param judged  receives the verdicts on all files before any is written.
/// @throws DataError if an input is missing, the folder exists, or no file can be used (with
///         `strict`: if any file cannot be used), ConfigError, Interrupted.
PhotographReport make_photograph_set(const PhotographOptions& options,
                                     const SceneDistribution& scene,
                                     const std::filesystem::path& folder,
                                     const std::function<void(const PhotographReport&)>& judged,
                                     Log& log);

}  // namespace iggan
