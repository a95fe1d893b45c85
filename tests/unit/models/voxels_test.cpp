#include <torch/torch.h>

#include <support/catch.h>

#include <iggan/base/error.h>
#include <iggan/models/voxels.h>
#include <iggan/scene/image_transfer.h>

#include "support/boxes.h"

using namespace iggan;

TEST_CASE("voxels have occupancy, and albedo or emission if a run needs it", "[models]") {
  CHECK(voxel_channels(Method::iggan, 1) == 1);
  CHECK(voxel_channels(Method::iggan, 3) == 1);
  CHECK(voxel_channels(Method::iggan, 3, /*colour=*/true) == 4);
  CHECK(voxel_channels(Method::emission_absorption, 1) == 2);
  CHECK(voxel_channels(Method::emission_absorption, 3, /*colour=*/true) == 4);
  TrainingConfig config;
  SceneDistribution gray, rgb;
  rgb.channels = 3;
  CHECK(voxel_channels(config, gray) == 1);
  config.generator.colour = true;
  CHECK(voxel_channels(config, rgb) == 4);
  for (const Method method : {Method::iggan, Method::emission_absorption}) {
    config.method = method;
    CHECK_THROWS_WITH(voxel_channels(config, gray),
                      Contains("generator.colour") && Contains("--channels 3"));
  }
}

TEST_CASE("discrete voxels are solid above the threshold, and their albedo has 8 bits",
          "[models]") {
  auto voxels = torch::zeros({1, 4, 4, 4, 4});
  voxels[0][0][1][2][3] = 0.4;
  voxels[0][0][2][2][3] = 0.6;
  voxels[0][1].fill_(0.2501);  // 63.8 of 255
  voxels[0][2].fill_(0.0019);  // 0.48
  voxels[0][3].fill_(1.0);
  const auto discrete = discrete_voxels(voxels, Method::iggan);
  REQUIRE(discrete.scalar_type() == torch::kUInt8);
  CHECK(discrete[0][0].sum().item<int>() == 1);
  CHECK(discrete[0][0][2][2][3].item<int>() == 1);
  CHECK(discrete_voxels(voxels, Method::iggan, 0.3)[0][0].sum().item<int>() == 2);
  const int expected[3] = {64, 0, 255};
  for (int c = 0; c < 3; ++c) CHECK((discrete[0][c + 1] == expected[c]).all().item<bool>());

  const auto for_proxy = proxy_voxels(discrete);
  CHECK(torch::equal(for_proxy.select(1, 0), discrete.select(1, 0).to(torch::kFloat32)));
  CHECK(for_proxy[0][1][0][0][0].item<float>() == 64 / 255.0f);

  const auto gray = voxels.narrow(1, 0, 1);
  CHECK(torch::equal(discrete_voxels(gray, Method::iggan), discrete.narrow(1, 0, 1)));
  CHECK(torch::equal(proxy_voxels(discrete.narrow(1, 0, 1)), for_proxy.narrow(1, 0, 1)));
}

TEST_CASE("linear RGB emission becomes encoded albedo, and gray emission is dropped", "[models]") {
  const auto voxels = torch::full({1, 4, 4, 4, 4}, 0.2140f);  // half of the encoded range
  const auto discrete = discrete_voxels(voxels, Method::emission_absorption);
  CHECK((discrete.narrow(1, 1, 3) == 127).all().item<bool>());
  CHECK(discrete_voxels(voxels.narrow(1, 0, 2), Method::emission_absorption).size(1) == 1);
}

TEST_CASE("a grid is its discrete voxels and back, each voxel with its colour", "[models]") {
  VoxelGrid grid = box(4, {0, 1, 2}, {3, 4, 4});
  const VoxelGrid plain = grid;
  for (int i = 0; i < 3 * 64; ++i) grid.albedo.push_back(static_cast<std::uint8_t>(i));
  const auto discrete = discrete_voxels_of(grid, true, {});
  REQUIRE(discrete.sizes() == torch::IntArrayRef({4, 4, 4, 4}));
  CHECK(discrete[2][3][1][2].item<int>() == int(grid.albedo[3 * grid.index(2, 1, 3) + 1]));
  CHECK(grid_of(discrete) == grid);
  CHECK(grid_of(discrete_voxels_of(grid, false, {})) == plain);
  const auto painted = discrete_voxels_of(plain, true, {0.2140, 1, 0});
  CHECK((painted[1] == 127).all().item<bool>());
  CHECK((painted[2] == 255).all().item<bool>());
  CHECK((painted[3] == 0).all().item<bool>());
}
