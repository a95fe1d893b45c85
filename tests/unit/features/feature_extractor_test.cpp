#include <support/catch.h>

#include <torch/script.h>
#include <torch/torch.h>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/features/feature_extractor.h>
#include <iggan/features/furniture_network.h>
#include <iggan/features/furniture_training.h>
#include <iggan/features/picture_resize.h>

#include "support/boxes.h"
#include "support/height_renderer.h"
#include "support/temp_dir.h"

using iggan::Pictures;

namespace {

/// Saves a TorchScript module with the given forward.
std::string script(const TempDir& dir, const std::string& name, const std::string& source) {
  torch::jit::Module module("extractor");
  module.define(source);
  const std::string path = (dir / name).string();
  module.save(path);
  return path;
}

/// Takes the keyword of NVIDIA's network, but returns the picture's size and mean.
const char* kKeyword = R"(
def forward(self, x, return_features: bool = False):
    if not return_features:
        return torch.zeros([x.size(0), 1008])
    size = torch.full([x.size(0)], float(x.size(2)))
    return torch.stack([size, x.mean([1, 2, 3])], 1)
)";

Pictures gray(int count, int size) {
  Pictures pictures{count, size, size, 1, {}};
  for (int i = 0; i < count * size * size; ++i)
    pictures.bytes.push_back(static_cast<std::uint8_t>(i / (size * size) * 10 + i % 7));
  return pictures;
}

}  // namespace

TEST_CASE("an extractor with the keyword gets resized pictures and the keyword", "[metrics]") {
  const TempDir dir;
  const auto extractor =
      iggan::open_feature_extractor(script(dir, "keyword.pt", kKeyword), iggan::Trust::given);
  CHECK(extractor->facts().interface == "return_features");
  CHECK(extractor->facts().metric == "fd[keyword]");
  CHECK(extractor->facts().sha256 == iggan::sha256_of_file(dir / "keyword.pt"));
  CHECK_THAT(extractor->facts().resize, Contains("299"));
  Pictures flat{70, 8, 6, 1, std::vector<std::uint8_t>(70 * 48, 100)};  // more than one batch
  flat.bytes.back() = 255;
  const auto features = extractor->extract(flat);
  REQUIRE(features.count == 70);
  REQUIRE(features.width == 2);
  CHECK(features.values[0] == 299);
  CHECK(features.values[1] == Approx(100));  // in [0, 255]
  CHECK(features.values[139] > 101);         // rows keep their order
}

TEST_CASE("a plain extractor gets RGB pictures as they are", "[metrics]") {
  const TempDir dir;
  const auto path = script(dir, "plain.pt", R"(
def forward(self, x):
    return torch.cat([x.mean([2, 3]), torch.full([x.size(0), 1], float(x.size(3)))], 1)
)");
  const auto extractor = iggan::open_feature_extractor(path, iggan::Trust::given);
  CHECK(extractor->facts().interface == "plain");
  CHECK(extractor->facts().resize == "none");
  Pictures rgb{1, 5, 4, 3, {}};
  for (int i = 0; i < 20; ++i) rgb.bytes.insert(rgb.bytes.end(), {10, 20, 30});
  CHECK(extractor->extract(rgb).values == std::vector<float>{10, 20, 30, 5});
  CHECK(extractor->extract(gray(1, 7)).width == 4);  // gray is repeated
}

TEST_CASE("a file that is not an extractor, or returns no rows, is refused by name", "[metrics]") {
  const TempDir dir;
  CHECK_THROWS_WITH(iggan::open_feature_extractor("no-such-file.pt"), Contains("no-such-file.pt"));
  iggan::write_text_atomically(dir / "text.pt", "not a network");
  CHECK_THROWS_WITH(iggan::open_feature_extractor((dir / "text.pt").string()), Contains("text.pt"));
  const auto sum = iggan::open_feature_extractor(
      script(dir, "sum.pt", "def forward(self, x):\n    return x.sum()\n"), iggan::Trust::given);
  CHECK_THROWS_WITH(sum->extract(gray(2, 8)), Contains("sum"));
  const auto fails = iggan::open_feature_extractor(
      script(dir, "fails.pt", "def forward(self, x):\n    return x.view([7, 11])\n"),
      iggan::Trust::given);
  CHECK_THROWS_WITH(fails->extract(gray(2, 8)), Contains("8x8"));
}

TEST_CASE("resizing antialiases, stays in range, and does nothing at equal size", "[metrics]") {
  // Alternating columns of 0 and 255. A fourfold reduction averages them; without antialiasing, it
  // aliases.
  const torch::Tensor stripes =
      (torch::arange(64).remainder(2) * 255).to(torch::kFloat32).expand({1, 1, 64, 64});
  const torch::Tensor small = iggan::resize_bicubic(stripes.contiguous(), 16);
  CHECK((small.slice(3, 2, 14) - 127.5).abs().max().item<float>() < 4);
  CHECK(small.min().item<float>() >= 0);
  CHECK(iggan::resize_bicubic(small, 16).equal(small));
}

TEST_CASE("the extractor that comes with iggan has 64 features and says what it is", "[metrics]") {
  const auto extractor = iggan::open_feature_extractor("furniture");
  CHECK(extractor->facts().metric == "fd[furniture]");
  CHECK(extractor->facts().interface == "furniture");
  const auto all = extractor->extract(gray(3, 48));
  CHECK(all.width == 64);
  CHECK(all.count == 3);
  Pictures rgb{1, 48, 48, 3, {}};  // the same picture in colour
  for (const auto byte : gray(1, 48).bytes) rgb.bytes.insert(rgb.bytes.end(), 3, byte);
  const auto coloured = extractor->extract(rgb);
  for (std::size_t i = 0; i < 64; ++i)
    CHECK(coloured.values[i] == Approx(all.values[i]).margin(1e-3));  // float32 luminance
}

TEST_CASE("the colour extractor distinguishes pictures of equal luminance", "[metrics]") {
  const auto extractor = iggan::open_feature_extractor("furniture-rgb");
  CHECK(extractor->facts().metric == "fd[furniture-rgb]");
  Pictures red{1, 48, 48, 3, {}}, blue{1, 48, 48, 3, {}}, plain{1, 48, 48, 1, {}};
  for (int i = 0; i < 48 * 48; ++i) {
    const bool inside = i % 48 > 12 && i % 48 < 36;
    // Nearly equal luminance: 0.2126 * 255 = 54, and 0.7152 * 62 + 0.0722 * 137 = 54.
    for (const int sample : {255, 0, 0})
      red.bytes.push_back(static_cast<std::uint8_t>(inside ? sample : 0));
    for (const int sample : {0, 62, 137})
      blue.bytes.push_back(static_cast<std::uint8_t>(inside ? sample : 0));
    plain.bytes.push_back(static_cast<std::uint8_t>(inside ? 54 : 0));
  }
  const auto distance = [](const iggan::FeatureMatrix& a, const iggan::FeatureMatrix& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.values.size(); ++i)
      sum += (a.values[i] - b.values[i]) * (a.values[i] - b.values[i]);
    return std::sqrt(sum);
  };
  const auto gray_only = iggan::open_feature_extractor("furniture");
  const auto of_red = extractor->extract(red);
  CHECK(of_red.width == 3 * 64);
  CHECK(distance(gray_only->extract(red), gray_only->extract(blue)) < 0.1);
  CHECK(distance(of_red, extractor->extract(blue)) > 1);
  const auto of_gray = extractor->extract(plain), luminance = gray_only->extract(plain);
  for (std::size_t i = 0; i < 3 * 64; ++i) CHECK(of_gray.values[i] == luminance.values[i % 64]);
}

TEST_CASE("standardised features are the same, shifted and scaled", "[metrics]") {
  torch::manual_seed(0);
  iggan::FurnitureNetwork network;
  const torch::Tensor inputs = torch::rand({50, 1, 48, 48});
  torch::NoGradGuard no_grad;
  const torch::Tensor before = network(inputs);
  network->standardize(before.mean(0), before.std(0));
  const torch::Tensor expected = (before - before.mean(0)) / before.std(0);
  // 1e-3: float32 differences of nearly equal pictures' features, divided by a small deviation.
  CHECK((network(inputs) - expected).abs().max().item<float>() < 1e-3f);
}

TEST_CASE("a feature that does not vary is centred, and its rounding is not amplified",
          "[metrics]") {
  torch::manual_seed(0);
  iggan::FurnitureNetwork network;
  const torch::Tensor inputs = torch::rand({50, 1, 48, 48}), others = torch::rand({50, 1, 48, 48});
  torch::NoGradGuard no_grad;
  torch::Tensor weight = network->named_parameters()["features.weight"];
  weight[3].zero_();      // dead
  weight[4].mul_(1e-9f);  // nearly dead
  const torch::Tensor before = network(inputs);
  network->standardize(before.mean(0), before.std(0));
  const torch::Tensor after = network(others);
  CHECK(after.isfinite().all().item<bool>());
  CHECK(after.select(1, 3).abs().max().item<float>() < 1e-5f);
  CHECK(after.select(1, 4).abs().max().item<float>() < 1e-5f);
  CHECK(after.select(1, 5).std().item<float>() > 0.1f);  // the others have a deviation of 1
}

TEST_CASE("no feature of the network that comes with iggan is dead", "[metrics]") {
  Pictures pictures{60, 48, 48, 1, {}};
  for (int i = 0; i < pictures.count; ++i)
    for (int y = 0; y < 48; ++y)
      for (int x = 0; x < 48; ++x) {
        const bool inside = std::abs(x - 24) < 6 + i % 15 && std::abs(y - 28) < 4 + i % 11;
        pictures.bytes.push_back(static_cast<std::uint8_t>(inside ? 90 + (i * 37 + x) % 120 : 0));
      }
  const auto features = iggan::open_feature_extractor("furniture")->extract(pictures);
  const torch::Tensor values =
      torch::tensor(features.values).view({pictures.count, static_cast<std::int64_t>(64)});
  // A dead feature would be constant, or a rounding error times a million.
  const torch::Tensor deviation = values.std(0);
  CHECK(deviation.min().item<float>() > 0.05f);
  CHECK(deviation.max().item<float>() < 20.0f);
}

TEST_CASE("features are trained equally from one seed, and learn to distinguish shapes",
          "[metrics]") {
  const TempDir dir;
  const auto shape = [](const std::string& model, iggan::VoxelGrid grid) {
    return iggan::Shape{model, model, "box", iggan::Split::train, std::move(grid)};
  };
  std::vector<iggan::Shape> shapes{shape("low", box(8, {1, 0, 1}, {7, 2, 7})),
                                   shape("tall", box(8, {3, 0, 3}, {5, 8, 5}))};
  HeightRenderer renderer;
  iggan::FurnitureTrainingOptions options;
  options.pictures = 240;
  options.epochs = 4;
  options.batch = 16;
  options.threads = 1;
  const auto train = [&](const char* name) {
    return iggan::train_furniture_features(shapes, renderer, {}, options, dir / name);
  };
  const auto report = train("one.safetensors");
  CHECK(report.source_models == 2);
  CHECK(report.source_accuracy > 0.9);
  train("two.safetensors");
  CHECK(iggan::sha256_of_file(dir / "one.safetensors") ==
        iggan::sha256_of_file(dir / "two.safetensors"));
  CHECK(std::filesystem::file_size(dir / "one.safetensors") < 400'000);
  options.seed = 1;
  train("three.safetensors");
  CHECK(iggan::sha256_of_file(dir / "one.safetensors") !=
        iggan::sha256_of_file(dir / "three.safetensors"));
  CHECK(iggan::open_feature_extractor((dir / "one.safetensors").string())->facts().metric ==
        "fd[one]");
  shapes.pop_back();
  CHECK_THROWS_AS(train("four.safetensors"), iggan::DataError);
  iggan::SceneDistribution large;
  large.width = 64;
  CHECK_THROWS_AS(
      iggan::train_furniture_features(shapes, renderer, large, options, dir / "five.safetensors"),
      iggan::ConfigError);
}
