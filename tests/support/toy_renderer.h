#pragma once

#include <iggan/base/error.h>
#include <iggan/render/renderer.h>

/// A renderer without a plugin: shades every pixel by a smooth function of the camera's position
/// and the grid's fill, so that different shapes and views give different pictures.
class ToyRenderer : public iggan::Renderer {
 public:
  ToyRenderer() {
    info_.id = "org.iggan.test.toy";
    info_.version = "0.1";
    info_.license = "BSD-3-Clause";
  }
  [[nodiscard]] const iggan::RendererInfo& info() const override { return info_; }

  void render(const std::vector<iggan::RenderJob>& jobs, int width, int height,
              float* rgba) override {
    for (const auto& job : jobs) {
      ++jobs_rendered;
      if (fail_at == jobs_rendered) iggan::fail<iggan::PluginError>("the toy broke");
      std::size_t filled = 0;
      const int cells = job.grid.nx * job.grid.ny * job.grid.nz;
      for (int i = 0; i < cells; ++i) filled += job.grid.occupancy[i];
      const float fill = static_cast<float>(filled) / static_cast<float>(cells);
      for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x, rgba += 4) {
          const float u = static_cast<float>(x) / static_cast<float>(width);
          rgba[3] = static_cast<float>(y) / static_cast<float>(height);
          rgba[0] = rgba[3] * (0.3f + 0.2f * job.camera.to_world[12] + 0.1f * u);
          rgba[1] = rgba[3] * fill * 1.3f;
          rgba[2] = rgba[3] * (0.5f + 0.2f * job.camera.to_world[14]);
        }
    }
  }

  int jobs_rendered = 0;
  int fail_at = 0;  // the job that throws; 0 for none

 private:
  iggan::RendererInfo info_;
};
