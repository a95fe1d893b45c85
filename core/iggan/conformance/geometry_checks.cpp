#include <algorithm>
#include <cstring>

#include <iggan/conformance/check.h>

namespace iggan::conformance {
namespace {

struct AxisView {
  const char* name;
  Direction back, up;
};

constexpr AxisView kSixViews[] = {
    {"from +Z", {0, 0, 1}, {0, 1, 0}},  {"from -Z", {0, 0, -1}, {0, 1, 0}},
    {"from +X", {1, 0, 0}, {0, 1, 0}},  {"from -X", {-1, 0, 0}, {0, 1, 0}},
    {"from +Y", {0, 1, 0}, {0, 0, -1}}, {"from -Y", {0, -1, 0}, {0, 0, 1}}};

/// Axes, handedness and rows: an asymmetric shape from six sides.
void axes(CheckContext& context) {
  Instance instance(context.subject(), context.params());
  for (const AxisView& view : kSixViews)
    for (const std::uint32_t scale : {1u, 3u}) {
      AbiScene scene = three_arms(view.back, view.up, scale);
      instance.draw(scene);
      context.expect_silhouette(scene, std::string("three arms ") + view.name);
    }
}

void pixel_exact(CheckContext& context) {
  Instance instance(context.subject(), context.params());
  AbiScene scene(2, 2, 1, 2, 2);
  scene.set(0, 1, 0);  // upper left as seen from +Z
  instance.draw(scene);
  context.expect_silhouette(scene, "one voxel of four, a pixel each");
}

void perspective(CheckContext& context) {
  Instance instance(context.subject(), context.params());
  AbiScene scene(1, 1, 1, 60, 38);
  scene.set(0, 0, 0);
  scene.look({0, 0, 1}, {0, 1, 0}, 10);
  scene.camera.kind = IGGAN_CAMERA_PERSPECTIVE;
  // The face is 9.5 away, where 38 rows show 2 * 9.5 * 0.1 = 1.9 units: 20 pixels per unit.
  scene.camera.yfov = 2 * std::atan(0.1f);
  instance.draw(scene);
  context.expect_silhouette(scene, "a unit face 9.5 away");
  AbiScene aside = three_arms({0.6f, 0, 0.8f}, {0, 1, 0}, 6);
  aside.look({0.6f, 0, 0.8f}, {0, 1, 0}, 14);
  aside.camera.kind = IGGAN_CAMERA_PERSPECTIVE;
  aside.camera.yfov = 0.8f;
  instance.draw(aside);
  context.expect_silhouette(aside, "three arms in perspective");
}

void transforms(CheckContext& context) {
  Instance instance(context.subject(), context.params());
  AbiScene moved(2, 1, 1, 8, 8);  // shows [-4, 4] x [-4, 4], one unit per pixel
  moved.set(0, 0, 0);
  moved.camera.ymag = 4;
  moved.camera.to_world[12] = moved.camera.to_world[13] = 0;
  // A step in i goes 3 down, from y = 2; a step in j goes 2 left, from x = 1; k stays.
  const float matrix[16] = {0, -3, 0, 0, -2, 0, 0, 0, 0, 0, 1, 0, 1, 2, 0, 1};
  std::memcpy(moved.grid.to_world, matrix, sizeof matrix);
  instance.draw(moved);
  context.expect_silhouette(moved, "a grid moved, rotated and stretched");
  AbiScene sheared = three_arms({0, 0, 1}, {0, 1, 0}, 4);
  sheared.grid.to_world[4] = 0.4f;  // x grows with j
  sheared.grid.to_world[8] = -0.3f;
  sheared.camera.ymag = 6;
  instance.draw(sheared);
  context.expect_silhouette(sheared, "a sheared grid");
  AbiScene rolled = three_arms({0, 0, 1}, {0.6f, 0.8f, 0}, 4);
  rolled.camera.ymag = 6;
  instance.draw(rolled);
  context.expect_silhouette(rolled, "a rolled camera");
}

void clipping(CheckContext& context) {
  Instance instance(context.subject(), context.params());
  AbiScene scene(1, 1, 4, 3, 3);
  for (std::uint32_t k = 0; k < 4; ++k) scene.set(0, 0, k);
  scene.look({0, 0, 1}, {0, 1, 0}, 10);  // the camera is at z = 12
  struct Range {
    float znear, zfar;
    const char* what;
  };
  for (const Range& range : {Range{7.5f, 1000, "a solid between the planes"},
                             Range{12.5f, 1000, "a solid in front of the near plane"},
                             Range{0.01f, 7.5f, "a solid beyond the far plane"},
                             Range{0.01f, 9, "a solid that the far plane cuts"}}) {
    scene.camera.znear = range.znear;
    scene.camera.zfar = range.zfar;
    instance.draw(scene);
    context.expect_silhouette(scene, range.what);
  }
  AbiScene inside = small_scene();
  inside.occupancy.assign(inside.occupancy.size(), 1);
  inside.look({0, 0, 1}, {0, 1, 0}, 0);
  inside.camera.kind = IGGAN_CAMERA_PERSPECTIVE;
  instance.draw(inside);
  expect_finite(inside, "a camera inside a solid");
}

/// Mesh renderers leave the cut open. This causes only a warning: iggan's own near plane, 0.01,
/// never cuts its grids.
void cut_by_near_plane(CheckContext& context) {
  Instance instance(context.subject(), context.params());
  AbiScene scene(1, 1, 4, 3, 3);
  for (std::uint32_t k = 0; k < 4; ++k) scene.set(0, 0, k);
  scene.look({0, 0, 1}, {0, 1, 0}, 10);  // the camera is at z = 12
  scene.camera.znear = 9.5f;
  scene.camera.ymag = 1.2f;  // an eighth of each pixel next to the central one is covered
  instance.draw(scene);
  for (std::uint32_t y = 0; y < 3; ++y)
    for (std::uint32_t x = 0; x < 3; ++x)
      expect((x == 1 && y == 1) || scene.sample(x, y, 3) < 0.5f,
             "a solid that the near plane cuts: expected nothing in pixel ({}, {}), got alpha {}",
             x, y, scene.sample(x, y, 3));
  if (scene.sample(1, 1, 3) < 0.5f)
    warn_check(
        "expected a solid that the near plane cuts to show the cut, got alpha {}: the cut is open",
        scene.sample(1, 1, 3));
}

void empty_and_full(CheckContext& context) {
  Instance instance(context.subject(), context.params());
  AbiScene empty(4, 3, 2, 5, 3);
  empty.set_background(0.25f, 0.5f, 0.75f, 0.5f);
  empty.add_light(IGGAN_LIGHT_AMBIENT, 1);
  instance.draw(empty);
  const float expected[4] = {0.125f, 0.25f, 0.375f, 0.5f};
  for (std::uint32_t y = 0; y < 3; ++y)
    for (std::uint32_t x = 0; x < 5; ++x)
      for (std::uint32_t c = 0; c < 4; ++c)
        expect(empty.sample(x, y, c) == expected[c],
               "an empty grid: expected the background, {} in channel {} of pixel ({}, {}), got {}",
               expected[c], c, x, y, empty.sample(x, y, c));
  AbiScene full(5, 4, 3, 30, 20);
  full.occupancy.assign(full.occupancy.size(), 1);
  full.look({0.6f, 0, 0.8f}, {0, 1, 0}, 20);
  full.camera.ymag = 4;
  instance.draw(full);
  context.expect_silhouette(full, "a full grid");
}

void sizes(CheckContext& context) {
  const iggan_info& info = context.subject().info();
  Instance instance(context.subject(), context.params());
  struct Size {
    std::uint32_t nx, ny, nz, width, height;
  };
  constexpr Size kSizes[] = {{1, 1, 1, 1, 1},  {1, 1, 1, 17, 31}, {3, 1, 1, 31, 17},
                             {1, 9, 2, 1, 40}, {7, 2, 5, 40, 1},  {2, 3, 13, 64, 48}};
  for (const Size& s : kSizes) {
    if (std::max({s.nx, s.ny, s.nz}) > info.max_grid_edge || s.width > info.max_width ||
        s.height > info.max_height)
      continue;
    AbiScene scene(s.nx, s.ny, s.nz, s.width, s.height);
    for (std::size_t i = 0; i < scene.occupancy.size(); ++i) scene.occupancy[i] = i % 3 != 1;
    scene.look({0.6f, 0, 0.8f}, {0, 1, 0}, 40);
    scene.camera.ymag = 0.7f * static_cast<float>(std::max({s.nx, s.ny, s.nz}));
    instance.draw(scene);
    context.expect_silhouette(scene, fmt::format("a grid of {} x {} x {}", s.nx, s.ny, s.nz));
  }
  // The declared limits, as far as they are affordable; the voxel fills the row or the column.
  AbiScene wide(1, 1, 1, std::min(info.max_width, 4096u), 1);
  wide.camera.ymag = 0.5f / static_cast<float>(wide.image.width);
  AbiScene high(1, 1, 1, 1, std::min(info.max_height, 4096u));
  high.camera.ymag = 0.5f;
  for (AbiScene* scene : {&wide, &high}) {
    scene->set(0, 0, 0);
    instance.draw(*scene);
    context.expect_silhouette(*scene, "the largest picture");
  }
  const std::uint32_t edge = std::min(info.max_grid_edge, 300u);  // more than a byte can count
  AbiScene large(edge, 1, 1, 60, 5);                              // the middle row shows the voxels
  for (std::uint32_t i = 0; i < edge; i += 7) large.set(i, 0, 0);
  large.set(edge - 1, 0, 0);
  large.camera.ymag = static_cast<float>(edge) / 24;
  instance.draw(large);
  context.expect_silhouette(large, fmt::format("a grid of {} x 1 x 1", edge));
}

void voxel_strides(CheckContext& context) {
  Instance instance(context.subject(), context.params());
  const Direction back{0.6f, 0, 0.8f}, up{0, 1, 0};
  AbiScene plain = three_arms({0, 0, 1}, up, 4), strided = three_arms({0, 0, 1}, up, 4);
  for (AbiScene* scene : {&plain, &strided}) {
    scene->look(back, up, 50);
    scene->add_light(IGGAN_LIGHT_DIRECTIONAL, 2, {1, -2, -3});
  }
  instance.draw(plain);
  context.expect_silhouette(plain, "three arms, contiguous voxels");
  AbiScene bright = three_arms({0, 0, 1}, up, 4);
  bright.look(back, up, 50);
  bright.add_light(IGGAN_LIGHT_DIRECTIONAL, 2, {1, -2, -3});
  for (std::uint8_t& cell : bright.occupancy)
    if (cell != 0) cell = 255;
  instance.draw(bright);
  context.expect_silhouette(bright, "occupancy 255 instead of 1");
  if (context.deterministic()) context.expect_equal(plain, bright, "occupancy 255 instead of 1");
  std::vector<std::uint8_t> cells(5 * 400, 77);  // padding looks solid; solid is any value but 0
  for (int i = 0; i < 5; ++i)
    for (int j = 0; j < 7; ++j)
      for (int k = 0; k < 11; ++k)
        cells[static_cast<std::size_t>(i * 400 + j * 50 + k * 3)] = plain.solid(i, j, k) ? 255 : 0;
  const iggan_job job = strided.job();
  strided.grid.occupancy = cells.data();
  strided.grid.occ_stride[0] = 400, strided.grid.occ_stride[1] = 50, strided.grid.occ_stride[2] = 3;
  instance.draw(std::vector<iggan_job>{job});
  context.expect_silhouette(strided, "voxels with k fastest and padding between");
  if (context.deterministic())
    context.expect_equal(plain, strided, "voxels with k fastest and padding between");
}

}  // namespace

CheckTable geometry_checks() {
  return {
      {"geometry.axes", "an asymmetric shape from six sides",
       "A job, Space: right-handed, +Y up, the camera looks along its local -Z; row 0 is the top",
       axes},
      {"geometry.pixel_exact", "a voxel on the borders of a pixel",
       "A job, Image: row 0 is the top; pixel centres at (2(x + 1/2)/W - 1, 1 - 2(y + 1/2)/H)",
       pixel_exact},
      {"geometry.perspective", "known faces in perspective, wider than high",
       "A job, camera.yfov: the full vertical angle in radians; square pixels", perspective},
      {"geometry.transforms", "grid matrices and a rolled camera",
       "A job, grid.to_world: column-major affine; voxel (i, j, k) fills [i, i+1] x [j, j+1] x "
       "[k, k+1] before it",
       transforms},
      {"geometry.clipping", "near and far plane, a camera inside a solid",
       "A job, camera.znear and zfar: depth along -Z that is visible", clipping},
      {"geometry.cut", "a solid that the near plane cuts (at worst a warning)",
       "A job, camera.znear: a solid that the near plane cuts shows the cut", cut_by_near_plane},
      {"geometry.empty_full", "an empty and a full grid",
       "A job, Formats: RGBA is premultiplied and composited over the background", empty_and_full},
      {"geometry.sizes", "odd sizes of grid and picture, up to the limits",
       "The functions, get_info: what lies within the limits is rendered", sizes},
      {"geometry.voxel_strides", "voxels with permuted and padded strides",
       "A job, grid.occupancy: voxel (i, j, k) at occupancy + i*s[0] + j*s[1] + k*s[2]; any byte "
       "but 0 is solid",
       voxel_strides},
  };
}

}  // namespace iggan::conformance
