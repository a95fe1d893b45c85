#include <torch/torch.h>

#include <support/catch.h>

#include <cstring>

#include <iggan/base/files.h>
#include <iggan/config/json_file.h>
#include <iggan/config/training_config.h>
#include <iggan/models/generator.h>
#include <iggan/models/tensor_file.h>
#include <iggan/models/voxels.h>
#include <iggan/training/checkpoint.h>
#include <iggan/training/trainer.h>

#include "support/run_command.h"
#include "support/skip.h"
#include "support/temp_dir.h"

using namespace iggan;

namespace {

/// A Python that has PyTorch and NumPy; Debian's is not always first on the path.
std::string python_with_torch() {
  for (const std::string python : {"python3", "/usr/bin/python3"})
    if (run_shell(python + " -c 'import numpy, torch' 2>&1").status == 0) return python;
  return {};
}

/// The numbers of a NumPy file of little-endian float32.
torch::Tensor read_numpy(const std::filesystem::path& file, at::IntArrayRef shape) {
  const std::string bytes = read_text(file);
  REQUIRE(bytes.substr(1, 5) == "NUMPY");
  torch::Tensor out = torch::empty(shape);
  const auto size = static_cast<std::size_t>(out.numel()) * sizeof(float);
  REQUIRE(bytes.size() > size);
  std::memcpy(out.data_ptr<float>(), bytes.data() + bytes.size() - size, size);
  return out;
}

}  // namespace

TEST_CASE("the generator in Python makes the same shapes as the library's", "[python]") {
  const std::string python = python_with_torch();
  if (python.empty()) SKIP_TEST("there is no python3-torch");
  const auto script = std::filesystem::path(IGGAN_SOURCE_DIR) / "python/iggan_generator.py";
  enum class Kind { plain, rich, emission };
  for (const Kind kind : {Kind::plain, Kind::rich, Kind::emission}) {
    const bool rich = kind == Kind::rich;
    INFO(static_cast<int>(kind));
    TrainingConfig config;
    if (kind == Kind::emission) config.method = Method::emission_absorption;
    GeneratorOptions& options = config.generator;
    options = {};
    options.base_channels = 32;
    options.min_channels = 16;
    options.colour = options.smooth_head = rich;
    options.style = rich ? GeneratorStyle::adain : GeneratorStyle::none;
    options.resolution = rich ? 32 : 16;
    options.smooth_taps = rich ? 5 : 3;
    const int channels = voxel_channels(config.method, rich ? 3 : 1, options.colour);
    const Stage stage = rich ? Stage{1, 2} : Stage{};
    VoxelGenerator generator(options, channels, 5, stage);
    generator->set_fade(0.7);
    {
      torch::NoGradGuard no_grad;  // norms and biases that differ from the initial ones
      torch::manual_seed(3);
      for (auto& parameter : generator->parameters())
        parameter.add_(torch::randn_like(parameter), 0.1);
    }
    TensorFile file;
    file.set_text("kind", kCheckpointKind);
    file.set_text("config", config::line_of(config::to_json(config)));
    write_module(file, "average", *generator);
    const TempDir dir;
    file.write(dir / "checkpoint.safetensors");
    const auto run =
        run_shell(python + " " + quoted(script) + " " + quoted(dir / "checkpoint.safetensors") +
                  " " + quoted(dir / "shapes.npy") + " 0 7 18446744073709551615 2>&1");
    INFO(run.output);
    REQUIRE(run.status == 0);
    torch::NoGradGuard no_grad;
    const torch::Tensor expected = generator->forward(latents({0, 7, ~0ull}, options.latent_size));
    const torch::Tensor got = read_numpy(dir / "shapes.npy", expected.sizes());
    CHECK((got - expected).abs().max().item<double>() < 1e-4);
    CHECK(expected.std().item<double>() > 0.1);  // otherwise nothing was compared
  }
}

TEST_CASE("the generator in Python refuses what is not a checkpoint", "[python]") {
  const std::string python = python_with_torch();
  if (python.empty()) SKIP_TEST("there is no python3-torch");
  const TempDir dir;
  const auto weights =
      std::filesystem::path(IGGAN_SOURCE_DIR) / "core/weights/furniture-features.safetensors";
  const auto run = run_shell(
      python + " " + quoted(std::filesystem::path(IGGAN_SOURCE_DIR) / "python/iggan_generator.py") +
      " " + quoted(weights) + " " + quoted(dir / "shapes.npy") + " 0 2>&1");
  CHECK(run.status == 1);
  CHECK_THAT(run.output, Contains("not a checkpoint of iggan train") && !Contains("Traceback"));
  CHECK_FALSE(std::filesystem::exists(dir / "shapes.npy"));
}
