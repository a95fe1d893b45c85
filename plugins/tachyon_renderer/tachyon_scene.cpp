#include "tachyon_scene.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <tachyon.h>

#include "../common/near_cut.h"

namespace iggan::plugins {
namespace {

/// Means "no surface here" in the picture: no light produces this value.
constexpr float kNothing = -std::numeric_limits<float>::max();
/// Tachyon skips a light that contributes less than 1/500 before the multiplication by its colour,
/// so lights are bright and their colours dark.
constexpr double kGain = 1e12;
/// A generous estimate of what Tachyon allocates for a triangle and its entries in the grid.
constexpr std::size_t kBytesPerTriangle = 640;

apivector api(const Vec& v) {
  return rt_vector(v.x, v.y, v.z);
}

apicolor api_colour(const Vec& v) {
  return rt_color(v.x, v.y, v.z);
}

double reach_of(const Vec& v) {
  return std::max({std::fabs(v.x), std::fabs(v.y), std::fabs(v.z)});
}

/// Tachyon does not check what malloc returns, so this allocation fails first.
void expect_memory(std::size_t bytes) {
  std::unique_ptr<char[]>(new char[bytes]);
}

}  // namespace

void TachyonScene::Deleter::operator()(void* scene) const {
  rt_deletescene(scene);
}

TachyonScene::TachyonScene(const plugin::Job& job, const TachyonStyle& style, const SolidGrid& grid,
                           CancelPoll& poll)
    : job_(job),
      style_(style),
      grid_(grid),
      to_world_(Affine::from(job.grid.to_world)),
      to_index_(to_world_.inverse()),
      rays_(job.camera, job.canvas.width(), job.canvas.height(), style.samples_per_axis, to_index_),
      lights_(job),
      albedo_(job.grid) {
  expect_memory(std::size_t{1} << 20);  // of the scene itself
  rectangles_.assign(grid, poll);
  scene_.reset(rt_newscene());
  const CellBox& box = grid.box();
  Vec low{box.low[0] + 0.0, box.low[1] + 0.0, box.low[2] + 0.0};
  Vec high{box.high[0] + 0.0, box.high[1] + 0.0, box.high[2] + 0.0};
  middle_ = to_world_.point((low + high) * 0.5);
  double reach = 0;
  for (int a = 0; a < 3; ++a) reach += 0.5 * (high[a] - low[a]) * reach_of(to_world_.columns[a]);
  scale_ = 32 / reach;
  rt_outputfile(scene_.get(), "");  // otherwise it writes each picture to /tmp/outfile.tga
  rt_set_numthreads(scene_.get(), 1);
  rt_background(scene_.get(), rt_color(kNothing, kNothing, kNothing));
  weigh_colours();
  cut_away();
  add_solid(poll);
  add_lamps();
  place_camera();
}

void TachyonScene::weigh_colours() {
  const Vec& ambient = lights_.ambient;
  occludes_ = style_.ambient_occlusion > 0 && reach_of(ambient) > 0;
  if (occludes_) return;  // the light of ambient occlusion has its own colour
  ambient_ = reach_of(ambient);
  if (ambient_ == 0) return;
  // At least a millionth, since the lamps' colours are divided by these weights.
  for (int c = 0; c < 3; ++c)
    weights_[c] = std::fabs(ambient[c]) < 1e-6 * ambient_ ? 1e-6 : ambient[c] / ambient_;
}

/// Makes the near and far planes clip what is added next.
void TachyonScene::cut_away() {
  double nearest, farthest;
  rays_.depths(grid_.box(), nearest, farthest);
  const bool near_cuts = rays_.near_cuts(grid_.box());
  if (!near_cuts && !(farthest > rays_.far() * (1 - 1e-9))) return;
  const Affine pose = Affine::from(job_.camera.to_world);
  const Vec ahead = -normalized(pose.columns[2]);
  const double eye = dot(ahead, scaled(pose.translation));
  // a x + b y + c z > d is cut away.
  double planes[8] = {ahead.x,  ahead.y,  ahead.z,  eye + rays_.far() * scale_,
                      -ahead.x, -ahead.y, -ahead.z, -(eye + rays_.near() * scale_)};
  rt_clip_dv(scene_.get(), near_cuts ? 2 : 1, planes);
}

void* TachyonScene::texture_of(std::uint32_t key, const Vec& albedo) {
  void*& texture = textures_[key];
  if (texture != nullptr) return texture;
  apitexture look{};
  look.texturefunc = RT_TEXTURE_CONSTANT;
  look.col = rt_color(albedo.x * weights_.x, albedo.y * weights_.y, albedo.z * weights_.z);
  look.shadowcast = 1;
  look.ambient = ambient_;
  look.diffuse = 1;
  look.opacity = 1;
  return texture = rt_texture(scene_.get(), &look);
}

/// Each triangle is enlarged by a millionth about its centre: because of rounding, Tachyon lets
/// rays through along the common edge of two triangles.
void TachyonScene::add_triangle(void* texture, Vec a, Vec b, Vec c) {
  const Vec middle = (a + b + c) * (1.0 / 3);
  for (Vec* corner : {&a, &b, &c}) *corner = *corner + (*corner - middle) * 1e-6;
  rt_tri(scene_.get(), texture, api(a), api(b), api(c));
}

void TachyonScene::add_solid(CancelPoll& poll) {
  struct Part {
    std::uint32_t colour;
    int from, to;
  };
  const auto add = [&](const FaceRectangle& face, void* texture) {
    const int u = (face.axis + 1) % 3, v = (face.axis + 2) % 3;
    Vec corners[4];
    for (int i = 0; i < 4; ++i) {
      corners[i][face.axis] = face.side > 0 ? face.high[face.axis] : face.low[face.axis];
      corners[i][u] = i == 1 || i == 2 ? face.high[u] : face.low[u];
      corners[i][v] = i >= 2 ? face.high[v] : face.low[v];
      corners[i] = placed(corners[i]);
    }
    add_triangle(texture, corners[0], corners[1], corners[2]);
    add_triangle(texture, corners[0], corners[2], corners[3]);
    poll.count(8);
  };
  std::size_t faces = 0;
  for (const FaceRectangle& face : rectangles_.all())
    faces += !albedo_.varies() ? 1
                               : static_cast<std::size_t>((face.high[0] - face.low[0]) *
                                                          (face.high[1] - face.low[1]) *
                                                          (face.high[2] - face.low[2]));
  expect_memory(2 * faces * kBytesPerTriangle);
  for (const FaceRectangle& face : rectangles_.all()) {
    if (!albedo_.varies()) {
      const int any[3] = {};
      add(face, texture_of(0, albedo_.at(any)));
      continue;
    }
    // Runs of one colour along the rectangle's first side.
    const int u = (face.axis + 1) % 3, v = (face.axis + 2) % 3;
    FaceRectangle run = face;
    int cell[3] = {face.low[0], face.low[1], face.low[2]};
    for (int row = face.low[v]; row < face.high[v]; ++row) {
      run.low[v] = static_cast<std::int16_t>(row);
      run.high[v] = static_cast<std::int16_t>(row + 1);
      cell[v] = row;
      for (int from = face.low[u], to; from < face.high[u]; from = to) {
        cell[u] = from;
        const std::uint32_t colour = albedo_.bytes_at(cell);
        const Vec albedo = albedo_.at(cell);
        for (to = from + 1; to < face.high[u]; ++to) {
          cell[u] = to;
          if (albedo_.bytes_at(cell) != colour) break;
        }
        run.low[u] = static_cast<std::int16_t>(from);
        run.high[u] = static_cast<std::int16_t>(to);
        add(run, texture_of(colour, albedo));
      }
    }
  }
  rt_clip_off(scene_.get());
  if (!rays_.near_cuts(grid_.box())) return;
  cut_by_near_plane(grid_, rays_, poll, [&](const CutPolygon& cut) {
    void* texture =
        texture_of(albedo_.varies() ? albedo_.bytes_at(cut.cell) : 0, albedo_.at(cut.cell));
    for (int i = 2; i < cut.count; ++i)
      add_triangle(texture, placed(cut.corners[0]), placed(cut.corners[i - 1]),
                   placed(cut.corners[i]));
  });
}

void TachyonScene::add_lamps() {
  bool hidden = false;
  for (const JobLamp& lamp : lights_.lamps) {
    // A point light's strength falls off with the square of the distance in scaled units.
    const double strength = (lamp.at_point ? scale_ * scale_ : 1) / kGain;
    apitexture look{};
    look.col = api_colour({lamp.rgb.x * strength / weights_.x, lamp.rgb.y * strength / weights_.y,
                           lamp.rgb.z * strength / weights_.z});
    void* texture = rt_texture(scene_.get(), &look);
    if (!lamp.at_point) {
      rt_directional_light(scene_.get(), texture, api(-lamp.vec));
      continue;
    }
    if (!hidden) {  // Tachyon renders point lights; a plane that clips everything hides them
      const double everything[4] = {0, 0, 0, -1};
      rt_clip_dv(scene_.get(), 1, everything);
      hidden = true;
    }
    rt_light_attenuation(rt_light(scene_.get(), texture, api(scaled(lamp.vec)), 0), 0, 0, 1);
  }
  if (hidden) rt_clip_off(scene_.get());
}

void TachyonScene::place_camera() {
  const Affine pose = Affine::from(job_.camera.to_world);
  const Vec ahead = -normalized(pose.columns[2]);
  Vec eye = scaled(pose.translation);
  if (!rays_.perspective()) {
    // Tachyon's rays start at the eye, so it is moved back until everything visible is in front of
    // it.
    const double depth = dot(ahead, eye);  // the solid's centre, the origin, is at -depth
    eye = eye - ahead * std::max(0.0, depth + 128);
  }
  rt_camera_projection(
      scene_.get(), rays_.perspective() ? RT_PROJECTION_PERSPECTIVE : RT_PROJECTION_ORTHOGRAPHIC);
  rt_camera_position(scene_.get(), api(eye), api(ahead), api(normalized(pose.columns[1])));
  // A tile has as many rays as take less than 50 ms.
  const double rays_per_sample = 1 + (occludes_ ? style_.ambient_occlusion + 1.0 : 0.0) +
                                 (style_.shadows ? static_cast<double>(lights_.lamps.size()) : 0.0);
  const int n = style_.samples_per_axis;
  const int pixels = std::max(1, static_cast<int>(8192 / (rays_per_sample * n * n)));
  tile_width_ = std::min(static_cast<int>(job_.canvas.width()), pixels);
  tile_height_ =
      std::min(static_cast<int>(job_.canvas.height()), std::max(1, pixels / tile_width_));
  rt_resolution(scene_.get(), tile_width_ * n, tile_height_ * n);
}

/// Tachyon counts samples from 1, from the left and from below, in a left-handed space, where a
/// camera's right is our left. A mirrored picture plane, shifted by half a sample, undoes this.
void TachyonScene::aim(const Tile& tile) {
  const double n = style_.samples_per_axis;
  const bool perspective = rays_.perspective();
  const double half_height = perspective ? std::tan(0.5 * static_cast<double>(job_.camera.yfov))
                                         : static_cast<double>(job_.camera.ymag) * scale_;
  const double pixel = half_height / (0.5 * job_.canvas.height()), half_sample = 0.5 * pixel / n;
  const double left = 0.5 * job_.canvas.width() * pixel - tile.x * pixel + half_sample;
  const double top = half_height - tile.y * pixel + half_sample;
  rt_camera_frustum(scene_.get(), left, left - tile_width_ * pixel, top,
                    top - tile_height_ * pixel);
}

void TachyonScene::render(const Tile& tile, std::vector<float>& rgb) {
  aim(tile);
  rt_rawimage_rgb96f(scene_.get(), rgb.data());
  rt_renderscene(scene_.get());
  rt_boundmode(scene_.get(), RT_BOUNDING_DISABLED);  // it already has its grid
}

void TachyonScene::draw(const plugin::Batch& batch) {
  const int n = style_.samples_per_axis;
  const int width = static_cast<int>(job_.canvas.width());
  const int height = static_cast<int>(job_.canvas.height());
  const auto samples =
      static_cast<std::size_t>(tile_width_ * n) * static_cast<std::size_t>(tile_height_ * n);
  std::vector<float> rgb(3 * samples), occluded(occludes_ && !style_.shadows ? 3 * samples : 0);
  const auto light_by = [&](double gain, int mode, int rays) {
    rt_rescale_lights(scene_.get(), gain);
    rt_shadermode(scene_.get(), mode);
    rt_ambient_occlusion(scene_.get(), rays, api_colour(lights_.ambient));
  };
  const int rays = occludes_ ? style_.ambient_occlusion : 0;
  for (int y = 0; y < height; y += tile_height_)
    for (int x = 0; x < width; x += tile_width_) {
      const Tile tile{x, y, std::min(tile_width_, width - x), std::min(tile_height_, height - y)};
      batch.poll();
      light_by(kGain, style_.shadows ? RT_SHADER_FULL : RT_SHADER_MEDIUM, rays);
      render(tile, rgb);
      // The shader with ambient occlusion also casts shadows; if these are off, it renders only the
      // ambient light.
      if (!occluded.empty()) {
        light_by(0, RT_SHADER_FULL, rays);
        render(tile, occluded);
        for (std::size_t i = 0; i < rgb.size(); ++i)
          if (rgb[i] != kNothing) rgb[i] += occluded[i];
      }
      for (int row = 0; row < tile.height; ++row)
        for (int column = 0; column < tile.width; ++column) {
          double sum[4] = {};
          for (int sy = 0; sy < n; ++sy)
            for (int sx = 0; sx < n; ++sx) {
              const float* sample =
                  rgb.data() + 3 * (static_cast<std::size_t>(row * n + sy) *
                                        static_cast<std::size_t>(tile_width_ * n) +
                                    static_cast<std::size_t>(column * n + sx));
              if (sample[0] == kNothing) continue;
              for (int c = 0; c < 3; ++c) sum[c] += static_cast<double>(sample[c]);
              sum[3] += 1;
            }
          float rgba[4];
          for (int c = 0; c < 4; ++c) rgba[c] = static_cast<float>(sum[c] / (n * n));
          job_.canvas.store(static_cast<std::uint32_t>(tile.x + column),
                            static_cast<std::uint32_t>(tile.y + row), rgba);
        }
    }
}

}  // namespace iggan::plugins
