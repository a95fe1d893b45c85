#include "face_pipeline.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "shaders.h"

namespace iggan::plugins {
namespace {

constexpr int kTileEdge = 512;               // samples: a tile takes less than 50 ms on one core
constexpr std::size_t kFacesAtOnce = 16384;  // the most that 16-bit indices reach
enum TextureUnit { kLinearOfByte, kBlurred, kAlbedo };

GLint place(GLuint program, const char* name) {
  return glGetUniformLocation(program, name);  // -1, which OpenGL ignores, if it is unused
}

void set(GLuint program, const char* name, int value) {
  glUniform1i(place(program, name), value);
}
void set(GLuint program, const char* name, double value) {
  glUniform1f(place(program, name), static_cast<float>(value));
}
void set(GLuint program, const char* name, const Vec* values, int count) {
  std::vector<float> floats;
  for (int i = 0; i < count; ++i)
    for (int a = 0; a < 3; ++a) floats.push_back(static_cast<float>(values[i][a]));
  glUniform3fv(place(program, name), count, floats.data());
}

/// A row of a matrix that maps points of index space to one number.
struct Row {
  Vec slope;
  double constant = 0;
  Row operator*(double s) const { return {slope * s, constant * s}; }
  Row operator+(const Row& other) const { return {slope + other.slope, constant + other.constant}; }
};

Row row_of(const Affine& map, int axis) {
  return {{map.columns[0][axis], map.columns[1][axis], map.columns[2][axis]},
          map.translation[axis]};
}

void set_matrix(GLuint program, const char* name, const std::array<Row, 4>& rows) {
  float values[16];
  for (int r = 0; r < 4; ++r) {
    const Row& row = rows[static_cast<std::size_t>(r)];
    for (int c = 0; c < 3; ++c) values[4 * c + r] = static_cast<float>(row.slope[c]);
    values[12 + r] = static_cast<float>(row.constant);
  }
  glUniformMatrix4fv(place(program, name), 1, GL_FALSE, values);
}

bool equal_strides(const std::int64_t* a, const std::int64_t* b, int count) {
  return std::equal(a, a + count, b);
}

}  // namespace

FacePipeline::FacePipeline()
    : array_(make_vertex_array()),
      corners_(make_buffer()),
      order_(make_buffer()),
      linear_of_byte_(make_texture(GL_TEXTURE_2D)),
      blurred_(make_texture(GL_TEXTURE_3D)),
      albedo_(make_texture(GL_TEXTURE_3D)) {
  float linear[256];
  std::copy(linear_of_byte().begin(), linear_of_byte().end(), linear);
  glBindTexture(GL_TEXTURE_2D, linear_of_byte_.id());
  glTexImage2D(GL_TEXTURE_2D, 0, GL_R32F, 256, 1, 0, GL_RED, GL_FLOAT, linear);
  glBindVertexArray(array_.id());
  std::vector<GLushort> order;
  order.reserve(6 * kFacesAtOnce);
  for (std::size_t face = 0; face < kFacesAtOnce; ++face)
    for (const std::size_t corner : {0, 1, 2, 0, 2, 3})
      order.push_back(static_cast<GLushort>(4 * face + corner));
  glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, order_.id());
  glBufferData(GL_ELEMENT_ARRAY_BUFFER, static_cast<GLsizeiptr>(order.size() * sizeof order[0]),
               order.data(), GL_STATIC_DRAW);
  glEnableVertexAttribArray(0);
  glEnableVertexAttribArray(1);
  glEnable(GL_DEPTH_TEST);
  glDepthFunc(GL_LESS);
  glDisable(GL_DITHER);
  expect_no_gl_error("the first objects");
}

GLuint FacePipeline::program(bool smooth, bool cut) {
  GlProgram& program = programs_[(smooth ? 1 : 0) + (cut ? 2 : 0)];
  if (program.id() == 0) program = make_program(vertex_shader(), fragment_shader(smooth, cut));
  return program.id();
}

bool FacePipeline::holds(const iggan_grid& grid) const {
  return grid.occupancy == voxels_.occupancy && grid.albedo == voxels_.albedo &&
         grid.nx == voxels_.nx && grid.ny == voxels_.ny && grid.nz == voxels_.nz &&
         equal_strides(grid.occ_stride, voxels_.occ_stride, 3) &&
         (grid.albedo == nullptr || equal_strides(grid.albedo_stride, voxels_.albedo_stride, 4));
}

void FacePipeline::upload(const iggan_grid& grid, bool smooth, CancelPoll& poll) {
  voxels_ = {};
  grid_.assign(grid, poll);
  mesh_.assign(grid_, VoxelAlbedo(grid), poll);
  glBindVertexArray(array_.id());
  glBindBuffer(GL_ARRAY_BUFFER, corners_.id());
  glBufferData(GL_ARRAY_BUFFER,
               static_cast<GLsizeiptr>(mesh_.vertices().size() * sizeof(FaceVertex)),
               mesh_.vertices().data(), GL_STREAM_DRAW);
  if (smooth) {
    smooth_.assign(grid_, poll);
    if (!smooth_.box().empty()) upload_blurred();
  }
  expect_no_gl_error("the faces");
  voxels_ = grid;
}

void FacePipeline::upload_blurred() {
  const CellBox& box = smooth_.box();
  glActiveTexture(GL_TEXTURE0 + kBlurred);
  glBindTexture(GL_TEXTURE_3D, blurred_.id());
  glPixelStorei(GL_UNPACK_ALIGNMENT, 2);
  glTexImage3D(GL_TEXTURE_3D, 0, GL_R16UI, box.high[0] - box.low[0], box.high[1] - box.low[1],
               box.high[2] - box.low[2], 0, GL_RED_INTEGER, GL_UNSIGNED_SHORT, smooth_.cells());
}

/// Uploads the albedo of every voxel, for cuts.
void FacePipeline::upload_albedo(const iggan_grid& grid) {
  const VoxelAlbedo albedo(grid);
  const int size[3] = {static_cast<int>(grid.nx), static_cast<int>(grid.ny),
                       static_cast<int>(grid.nz)};
  std::vector<std::uint32_t> bytes;
  bytes.reserve(std::size_t{grid.nx} * grid.ny * grid.nz);
  int cell[3];
  for (cell[2] = 0; cell[2] < size[2]; ++cell[2])
    for (cell[1] = 0; cell[1] < size[1]; ++cell[1])
      for (cell[0] = 0; cell[0] < size[0]; ++cell[0]) bytes.push_back(albedo.bytes_at(cell));
  glActiveTexture(GL_TEXTURE0 + kAlbedo);
  glBindTexture(GL_TEXTURE_3D, albedo_.id());
  glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
  glTexImage3D(GL_TEXTURE_3D, 0, GL_RGBA8UI, size[0], size[1], size[2], 0, GL_RGBA_INTEGER,
               GL_UNSIGNED_BYTE, bytes.data());
}

void FacePipeline::set_job(GLuint program, const plugin::Job& job, const Affine& to_index,
                           const PrimaryRays& rays) {
  glUseProgram(program);
  set(program, "linear_of_byte", kLinearOfByte);
  set(program, "blurred", kBlurred);
  set(program, "albedo_bytes", kAlbedo);
  glActiveTexture(GL_TEXTURE0 + kLinearOfByte);
  glBindTexture(GL_TEXTURE_2D, linear_of_byte_.id());
  const Vec albedo = to_vec(job.grid.default_albedo);
  set(program, "default_albedo", &albedo, 1);
  set(program, "albedo_varies", job.grid.albedo != nullptr ? 1 : 0);
  const Affine to_world = Affine::from(job.grid.to_world);
  set_matrix(program, "to_world",
             {row_of(to_world, 0), row_of(to_world, 1), row_of(to_world, 2), Row{{}, 1}});
  const auto normals = normals_of(job, to_index);
  set(program, "normals", normals.data(), 7);
  const Row depth = row_of(rays.to_camera(), 0);
  glUniform4f(place(program, "depth_of"), static_cast<float>(depth.slope.x),
              static_cast<float>(depth.slope.y), static_cast<float>(depth.slope.z),
              static_cast<float>(depth.constant));
  set(program, "near", rays.near());
  set(program, "far", rays.far());
  double nearest, farthest;
  rays.depths(grid_.box(), nearest, farthest);
  // Slightly wider, since nothing at the clear depth would be drawn.
  const double margin = 0.01 * (farthest - nearest);
  glUniform2f(place(program, "depth_range"), static_cast<float>(nearest - margin),
              static_cast<float>(farthest + margin));
  if (!smooth_.box().empty()) {
    const CellBox& box = smooth_.box();
    glUniform3i(place(program, "blurred_low"), box.low[0], box.low[1], box.low[2]);
    float matrix[9];
    for (int r = 0; r < 3; ++r)
      for (int c = 0; c < 3; ++c) matrix[3 * c + r] = static_cast<float>(to_index.columns[r][c]);
    glUniformMatrix3fv(place(program, "normal_to_world"), 1, GL_FALSE, matrix);
  }
  const JobLights lights(job);
  set(program, "ambient", &lights.ambient, 1);
  set(program, "lamp_count", static_cast<int>(lights.lamps.size()));
  std::vector<Vec> rgb;
  std::vector<float> vec;
  for (const JobLamp& lamp : lights.lamps) {
    rgb.push_back(lamp.rgb);
    for (int a = 0; a < 3; ++a) vec.push_back(static_cast<float>(lamp.vec[a]));
    vec.push_back(lamp.at_point ? 1.0f : 0.0f);
  }
  if (rgb.empty()) return;
  set(program, "lamp_rgb", rgb.data(), static_cast<int>(rgb.size()));
  glUniform4fv(place(program, "lamp_vec"), static_cast<GLsizei>(rgb.size()), vec.data());
}

/// The tile's samples fill the framebuffer from the bottom: its first row is the lowest.
void FacePipeline::set_tile(GLuint program, const plugin::Job& job, const PrimaryRays& rays,
                            int samples, const Tile& tile) {
  const GridRay first = rays.at(tile.x, tile.y), right = rays.at(tile.x + 1, tile.y),
                below = rays.at(tile.x, tile.y + 1);
  const Vec origin_steps[] = {right.origin - first.origin, below.origin - first.origin};
  const Vec direction_steps[] = {right.direction - first.direction,
                                 below.direction - first.direction};
  set(program, "ray_origin", &first.origin, 1);
  set(program, "ray_origin_step", origin_steps, 2);
  set(program, "ray_direction", &first.direction, 1);
  set(program, "ray_direction_step", direction_steps, 2);

  const Row depth = row_of(rays.to_camera(), 0);
  const Row w = rays.perspective() ? depth : Row{{}, 1};
  const double width = job.canvas.width() * 0.5 * samples;
  const double height = job.canvas.height() * 0.5 * samples;
  const Row x = row_of(rays.to_camera(), 1) * samples + w * (width - tile.x);
  const Row y = row_of(rays.to_camera(), 2) * -samples + w * (height - tile.y);
  // These planes only keep OpenGL from drawing behind the eye; the shader does the clipping.
  double nearest, farthest;
  rays.depths(grid_.box(), nearest, farthest);
  double low = nearest - 1, high = farthest + 1;
  if (rays.perspective()) {
    low = 0.5 * std::max(nearest, rays.near());
    high = std::max(2 * low, 1.5 * farthest);
    // In perspective z * w is linear in depth.
    const Row z = depth * ((high + low) / (high - low)) + Row{{}, -2 * high * low / (high - low)};
    set_matrix(program, "to_clip",
               {x * (2.0 / tile.width) + w * -1, y * (2.0 / tile.height) + w * -1, z, w});
    return;
  }
  const Row z = depth * (2 / (high - low)) + Row{{}, -(high + low) / (high - low)};
  set_matrix(program, "to_clip",
             {x * (2.0 / tile.width) + w * -1, y * (2.0 / tile.height) + w * -1, z, w});
}

void FacePipeline::draw_faces(const plugin::Batch& batch) {
  glBindVertexArray(array_.id());
  glBindBuffer(GL_ARRAY_BUFFER, corners_.id());
  for (std::size_t first = 0; first < mesh_.faces(); first += kFacesAtOnce) {
    const std::size_t count = std::min(kFacesAtOnce, mesh_.faces() - first);
    const std::size_t start = 4 * first * sizeof(FaceVertex);
    const auto at = [&](std::size_t offset) {
      return reinterpret_cast<const void*>(start + offset);
    };
    glVertexAttribIPointer(0, 4, GL_UNSIGNED_SHORT, sizeof(FaceVertex), at(0));
    glVertexAttribIPointer(1, 4, GL_UNSIGNED_BYTE, sizeof(FaceVertex),
                           at(offsetof(FaceVertex, albedo)));
    glDrawElements(GL_TRIANGLES, static_cast<GLsizei>(6 * count), GL_UNSIGNED_SHORT, nullptr);
    if (first > 0) {
      glFlush();
      batch.poll();
    }
  }
}

void FacePipeline::draw(const plugin::Batch& batch, const plugin::Job& job, const Style& style,
                        CancelPoll& poll) {
  const bool smooth = style.normals == Normals::smooth;
  if (!holds(job.grid)) upload(job.grid, smooth, poll);
  const Affine to_index = Affine::from(job.grid.to_world).inverse();
  const int n = style.samples_per_axis;
  const PrimaryRays rays(job.camera, job.canvas.width(), job.canvas.height(), n, to_index);
  const bool cut = !grid_.box().empty() && rays.near_cuts(grid_.box());
  const GLuint drawing = program(smooth, cut);
  const int edge = std::max(1, kTileEdge / n) * n;
  const int width = static_cast<int>(job.canvas.width()) * n;
  const int height = static_cast<int>(job.canvas.height()) * n;
  const int tile_width = std::min(width, edge), tile_height = std::min(height, edge);
  if (target_ == nullptr || target_->width() < tile_width || target_->height() < tile_height) {
    const int before[2] = {target_ == nullptr ? 0 : target_->width(),
                           target_ == nullptr ? 0 : target_->height()};
    target_ = nullptr;
    target_ = std::make_unique<SampleTarget>(std::max(tile_width, before[0]),
                                             std::max(tile_height, before[1]));
  }
  pixels_.resize(4 * static_cast<std::size_t>(tile_width) * static_cast<std::size_t>(tile_height));
  if (!grid_.box().empty()) {
    if (cut && job.grid.albedo != nullptr) upload_albedo(job.grid);
    set_job(drawing, job, to_index, rays);
    const Affine to_world = Affine::from(job.grid.to_world);
    const bool mirrored =
        dot(to_world.columns[0], cross(to_world.columns[1], to_world.columns[2])) < 0;
    // Rows go down in the picture and up in the framebuffer, so front faces are clockwise.
    glFrontFace(mirrored ? GL_CCW : GL_CW);
    if (cut)
      glDisable(GL_CULL_FACE);
    else
      glEnable(GL_CULL_FACE);
  }
  target_->bind();
  for (int y = 0; y < height; y += tile_height)
    for (int x = 0; x < width; x += tile_width) {
      const Tile tile{x, y, std::min(tile_width, width - x), std::min(tile_height, height - y)};
      batch.poll();
      glViewport(0, 0, tile.width, tile.height);
      constexpr GLuint kNothing[4] = {};
      constexpr float kFarthest = 1;
      glClearBufferuiv(GL_COLOR, 0, kNothing);
      glClearBufferfv(GL_DEPTH, 0, &kFarthest);
      if (!grid_.box().empty()) {
        set_tile(drawing, job, rays, n, tile);
        draw_faces(batch);
      }
      glReadPixels(0, 0, tile.width, tile.height, GL_RGBA_INTEGER, GL_UNSIGNED_INT, pixels_.data());
      expect_no_gl_error("a picture");
      store(job, n, tile);
    }
}

void FacePipeline::store(const plugin::Job& job, int samples, const Tile& tile) {
  for (int y = 0; y < tile.height / samples; ++y)
    for (int x = 0; x < tile.width / samples; ++x) {
      double sum[4] = {};
      for (int sy = 0; sy < samples; ++sy)
        for (int sx = 0; sx < samples; ++sx) {
          const float* sample = pixels_.data() + 4 * (static_cast<std::size_t>(y * samples + sy) *
                                                          static_cast<std::size_t>(tile.width) +
                                                      static_cast<std::size_t>(x * samples + sx));
          for (int c = 0; c < 4; ++c) sum[c] += static_cast<double>(sample[c]);
        }
      float rgba[4];
      for (int c = 0; c < 4; ++c) rgba[c] = static_cast<float>(sum[c] / (samples * samples));
      job.canvas.store(static_cast<std::uint32_t>(tile.x / samples + x),
                       static_cast<std::uint32_t>(tile.y / samples + y), rgba);
    }
}

}  // namespace iggan::plugins
