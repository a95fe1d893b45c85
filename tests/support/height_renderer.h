#pragma once
#include <cmath>

#include <iggan/render/renderer.h>
#include <iggan/scene/image_transfer.h>

/// A small renderer for tests of the layers above renderers. It shows the first solid voxel along
/// each pixel's ray, shaded by the voxel's height, and by its albedo if there is one, and counts
/// its calls.
struct HeightRenderer : iggan::Renderer {
  iggan::RendererInfo description;
  int calls = 0;
  HeightRenderer() {
    description.id = "test.height";
    description.version = "1";
    description.determinism = iggan::Determinism::bitwise;
  }
  const iggan::RendererInfo& info() const override { return description; }

  void render(const std::vector<iggan::RenderJob>& jobs, int width, int height,
              float* rgba) override {
    ++calls;
    for (const iggan::RenderJob& job : jobs)
      for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x, rgba += 4) shade(job, x, y, width, height, rgba);
  }

 private:
  static void shade(const iggan::RenderJob& job, int x, int y, int width, int height, float* rgba) {
    using iggan::operator*, iggan::operator+;  // not found by argument-dependent lookup
    const double half = std::tan(0.5 * double(job.camera.yfov));
    const iggan::Vec3 local{(2.0 * (x + 0.5) / width - 1) * half * width / height,
                            (1 - 2.0 * (y + 0.5) / height) * half, -1};
    const iggan::Vec3 direction =
        iggan::normalized(iggan::transform_direction(job.camera.to_world, local));
    const iggan::Vec3 eye = iggan::transform_point(job.camera.to_world, {0, 0, 0});
    for (int c = 0; c < 4; ++c) rgba[c] = 0;
    for (double t = 0.5; t < 4; t += 0.25 / job.grid.nx) {
      const iggan::Vec3 p = eye + direction * t;
      int cell[3];
      bool inside = true;
      for (std::size_t i = 0; i < 3; ++i) {
        cell[i] = static_cast<int>(std::floor((p[i] + 0.5) * job.grid.nx));
        inside = inside && cell[i] >= 0 && cell[i] < job.grid.nx;
      }
      const int at = (cell[2] * job.grid.ny + cell[1]) * job.grid.nx + cell[0];
      if (!inside || job.grid.occupancy[at] == 0) continue;
      for (int c = 0; c < 3; ++c) {
        rgba[c] = static_cast<float>(0.3 + 0.5 * (p[1] + 0.5));
        if (job.grid.albedo != nullptr)
          rgba[c] *= iggan::srgb_decode(static_cast<float>(job.grid.albedo[3 * at + c]) / 255);
      }
      rgba[3] = 1;
      return;
    }
  }
};
