#pragma once
#include <vector>

#include "support/plugin_under_test.h"

/// A small lit scene; `variant` changes the shape and the view.
inline TestScene small_scene(std::uint32_t variant = 0, std::uint32_t size = 24) {
  TestScene scene(6, 5, 4, size, size);
  for (std::uint32_t cell = 0; cell < 120; ++cell)
    scene.occupancy[cell] = (cell * 7919 + variant * 104729) % 11 < 3 ? 1 : 0;
  scene.look({0.6f, 0, variant % 2 == 0 ? 0.8f : -0.8f}, {0, 1, 0}, 10);
  scene.camera.ymag = 4;
  scene.add_light(IGGAN_LIGHT_AMBIENT, 0.2f);
  scene.add_light(IGGAN_LIGHT_DIRECTIONAL, 2, {0.3f, -1, -0.5f});
  return scene;
}

inline std::vector<TestScene> small_scenes(std::uint32_t count, std::uint32_t size = 24) {
  std::vector<TestScene> scenes;
  for (std::uint32_t i = 0; i < count; ++i) scenes.push_back(small_scene(i, size));
  return scenes;
}

inline std::vector<iggan_job> jobs_of(std::vector<TestScene>& scenes) {
  std::vector<iggan_job> jobs;
  for (TestScene& scene : scenes) jobs.push_back(scene.job());
  return jobs;
}
