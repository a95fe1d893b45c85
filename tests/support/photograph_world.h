#pragma once
#include <support/catch.h>

#include <algorithm>

#include <spdlog/sinks/null_sink.h>

#include <support/photographs.h>
#include <support/temp_dir.h>

#include <iggan/base/error.h>
#include <iggan/formats/image_file.h>
#include <iggan/pictures/photograph_set.h>
#include <iggan/pictures/picture_set.h>

inline const std::vector<std::uint8_t> kWhite = {255, 255, 255};

/// A folder of photographs and the set made from it.
struct Photographs {
  TempDir dir;
  iggan::PhotographOptions options;
  iggan::SceneDistribution scene = iggan::photograph_scene();
  iggan::Log log{"test", std::make_shared<spdlog::sinks::null_sink_mt>()};
  iggan::PhotographReport judged;  // the report made before anything was written

  Photographs() {
    std::filesystem::create_directories(in(""));
    scene.background = {0, 0, 0};  // on which remnants of a light background are visible
  }
  [[nodiscard]] std::filesystem::path in(const std::string& name) const {
    return dir / ("in/" + name);
  }
  iggan::PhotographReport make(const std::string& name = "set") {
    if (options.inputs.empty()) options.inputs = {dir / "in"};
    judged = {};
    return iggan::make_photograph_set(
        options, scene, dir / name,
        [this](const iggan::PhotographReport& report) { judged = report; }, log);
  }
  /// The verdict on the only file.
  iggan::PhotographRecord make_one(const iggan::ImageU8& picture) {
    write_stored(in("one.png"), picture);
    std::filesystem::remove_all(dir / "set");
    try {
      make();
    } catch (const iggan::DataError&) {  // refused
    }
    return judged.files.at(0);
  }
  [[nodiscard]] iggan::ImageU8 picture(int number) const {
    return iggan::read_image(dir / "set" / iggan::picture_name(number));
  }
};

inline bool has(const iggan::PhotographRecord& record, iggan::Remark kind) {
  return std::any_of(record.remarks.begin(), record.remarks.end(),
                     [kind](const auto& remark) { return remark.kind == kind; });
}
