#pragma once
#include <array>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include <support/catch.h>

#include <support/run_command.h>
#include <support/temp_dir.h>

#include <iggan/config/fields.h>

/// A folder of OBJ boxes of many proportions, each with a smaller box on top.
inline void write_meshes(const std::filesystem::path& folder, int count) {
  std::filesystem::create_directories(folder);
  for (int i = 0; i < count; ++i) {
    std::ofstream out(folder / ("box" + std::to_string(i) + ".obj"));
    const double wide = 1.0 + 0.1 * i;
    int first = 1;
    for (const auto& [low, high, half] :
         {std::array<double, 3>{0, 0.5, wide}, {0.45, 1.0, 0.4 * wide}}) {
      for (int corner = 0; corner < 8; ++corner)
        out << "v " << ((corner & 1) != 0 ? half : -half) << ' ' << ((corner & 2) != 0 ? high : low)
            << ' ' << ((corner & 4) != 0 ? 0.6 : -0.6) << '\n';
      for (const char* face : {"0 2 3 1", "4 5 7 6", "0 1 5 4", "2 6 7 3", "0 4 6 2", "1 3 7 5"}) {
        int a, b, c, d;
        std::sscanf(face, "%d %d %d %d", &a, &b, &c, &d);
        out << "f " << a + first << ' ' << b + first << ' ' << c + first << ' ' << d + first
            << '\n';
      }
      first += 8;
    }
  }
}

/// Shapes and pictures of 16^3 boxes, made once for a test.
struct BoxWorld {
  TempDir dir;
  std::filesystem::path shapes = dir / "shapes", pictures = dir / "pictures", runs = dir / "runs";
  BoxWorld() {
    write_meshes(dir / "meshes", 10);
    const auto made = run_iggan("dataset shapes " + quoted(dir / "meshes") +
                                " --size 16 --augment 2 --no-sheet --out " + quoted(shapes));
    INFO(made.output);
    REQUIRE(made.status == 0);
    const auto rendered =
        run_iggan("dataset render --shapes " + quoted(shapes) +
                  " --renderer raster --size 16 --views-per-shape 4 --out " + quoted(pictures));
    INFO(rendered.output);
    REQUIRE(rendered.status == 0);
  }
  /// The pictures, one of which is invalid, so that loading them fails.
  [[nodiscard]] std::filesystem::path damaged_pictures() const {
    auto damaged = dir / "damaged";
    std::filesystem::copy(pictures, damaged, std::filesystem::copy_options::recursive);
    std::ofstream(damaged / "00000/img00000000.png") << "no picture";
    return damaged;
  }
  [[nodiscard]] CommandResult train(const std::string& more) const {
    return run_iggan("train --data " + quoted(pictures) + " --out " + quoted(runs) +
                     " --preset smoke " + more);
  }
};

/// The last iteration with statistics in a run folder; -1 if there is none.
inline std::int64_t last_iteration(const std::filesystem::path& run) {
  std::ifstream in(run / "stats.jsonl");
  std::int64_t last = -1;
  for (std::string line; std::getline(in, line);)
    last = iggan::config::Json::parse(line).at("iteration").get<std::int64_t>();
  return last;
}
