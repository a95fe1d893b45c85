#pragma once
#include <iggan/renderer_plugin.hpp>

#include <memory>
#include <vector>

#include "../common/primary_rays.h"
#include "../common/smooth_normals.h"
#include "../common/style.h"
#include "face_mesh.h"
#include "gl_objects.h"

namespace iggan::plugins {

/// Renders jobs with OpenGL, in a context that must be current at every call. Its objects on the
/// device are kept for the next job.
class FacePipeline {
 public:
  FacePipeline();

  /// Renders one picture.
  /// @param style  samples_per_axis and normals.
  /// @throws plugin::Failure
  void draw(const plugin::Batch& batch, const plugin::Job& job, const Style& style,
            CancelPoll& poll);
  /// Call at the end of a batch: the host may change its voxels afterwards.
  void forget_voxels() { voxels_ = {}; }

 private:
  struct Tile {  // in samples
    int x, y, width, height;
  };
  /// Whether the faces on the device are those of this grid, from another job of the batch.
  [[nodiscard]] bool holds(const iggan_grid& grid) const;
  void upload(const iggan_grid& grid, bool smooth, CancelPoll& poll);
  void upload_blurred();
  void upload_albedo(const iggan_grid& grid);
  [[nodiscard]] GLuint program(bool smooth, bool cut);
  /// Sets what is the same for all tiles of a picture.
  void set_job(GLuint program, const plugin::Job& job, const Affine& to_index,
               const PrimaryRays& rays);
  void set_tile(GLuint program, const plugin::Job& job, const PrimaryRays& rays, int samples,
                const Tile& tile);
  void draw_faces(const plugin::Batch& batch);
  void store(const plugin::Job& job, int samples, const Tile& tile);

  GlProgram programs_[4];  // by smooth and cut
  GlVertexArray array_;
  GlBuffer corners_, order_;
  GlTexture linear_of_byte_, blurred_, albedo_;
  std::unique_ptr<SampleTarget> target_;
  std::vector<float> pixels_;
  SolidGrid grid_;
  FaceMesh mesh_;
  SmoothNormals smooth_;
  iggan_grid voxels_{};
};

}  // namespace iggan::plugins
