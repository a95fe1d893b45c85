#include <support/catch.h>

#include <fstream>

#include <torch/script.h>
#include <torch/torch.h>

#include <iggan/base/files.h>
#include <iggan/base/sanitizer.h>
#include <iggan/features/feature_extractor.h>
#include <iggan/training/iggan_method.h>
#include <iggan/training/run_folder.h>

#include "support/run_command.h"
#include "support/skip.h"
#include "support/temp_dir.h"
#include "support/toy_training.h"

using namespace iggan;
namespace fs = std::filesystem;

namespace {

/// A trainer's state as iggan 0.1 wrote it: an archive of archives, with Adam's states numbered.
class OldArchive {
 public:
  explicit OldArchive(const TensorFile& state) : state_(state) {}
  void module(const char* name, const torch::nn::Module& module) {
    torch::serialize::OutputArchive inner(archive_.compilation_unit());
    module.save(inner);
    archive_.write(name, inner);
  }
  void adam(const std::string& name, const torch::nn::Module& module) {
    int index = 0;
    for (const auto& item : module.named_parameters()) {
      const std::string from = name + "." + item.key(), to = name + "." + std::to_string(index++);
      const bool stepped = state_.has(from + ".step");
      integer(to + ".stepped", stepped ? 1 : 0);
      if (!stepped) continue;
      integer(to + ".step", state_.tensor(from + ".step").item<std::int64_t>());
      for (const char* moment : {".exp_avg", ".exp_avg_sq"})
        archive_.write(to + moment, state_.tensor(from + moment));
    }
  }
  void text(const char* name) {
    integer(name, static_cast<std::int64_t>(std::stoull(*state_.text(name))));
  }
  void save(const fs::path& file) {
    std::ofstream out(file, std::ios::binary);
    archive_.save_to(out);
  }

 private:
  void integer(const std::string& key, std::int64_t value) {
    archive_.write(key, torch::tensor({value}, torch::kInt64));
  }
  const TensorFile& state_;
  torch::serialize::OutputArchive archive_;
};

void save_old(Trainer& trainer, const fs::path& file) {
  const TensorFile state = trainer.state();
  OldArchive archive(state);
  auto& proxy = dynamic_cast<IgganMethod&>(trainer.method()).proxy();
  archive.module("generator", *trainer.generator());
  archive.module("average", *trainer.generator());
  archive.module("discriminator", *trainer.discriminator());
  archive.adam("generator_adam", *trainer.generator());
  archive.adam("discriminator_adam", *trainer.discriminator());
  archive.module("proxy", proxy);
  archive.adam("proxy_adam", proxy);
  for (const char* name : {"pretrained", "iteration", "rng", "seed"}) archive.text(name);
  archive.save(file);
}

/// TorchScript that runs as soon as it is loaded.
void save_hostile(const fs::path& file, const std::string& deed) {
  torch::jit::Module module("hostile");
  module.define(
      "def __getstate__(self):\n    return 1\n"
      "def __setstate__(self, state: int):\n    " +
      deed +
      "\n"
      "def forward(self, x):\n    return x\n");
  module.save(file.string());
}

}  // namespace

TEST_CASE("a converted checkpoint of iggan 0.1 continues as the old one would have",
          "[checkpoints]") {
  if (kSanitized) SKIP_TEST("a sanitizer makes system calls that a confined process must not");
  const TempDir root;
  const TrainingConfig config = tiny_config();
  ToyTraining toy;
  const RunFolder run = RunFolder::create(root.path, "toy", "raster");
  run.save_setup(config, toy.pictures.scene, root / "pictures", "of-these-pictures");
  Trainer trainer = toy.trainer(config);
  for (int i = 0; i < 3; ++i) trainer.step();
  const fs::path old = run.file("checkpoint-000003.pt");
  save_old(trainer, old);

  const auto refused = run_iggan("sample --seeds 0 --run " + quoted(run.path()) + " --out " +
                                 quoted(root / "samples"));
  CHECK(refused.status == 1);
  CHECK_THAT(refused.output, Contains("iggan convert-checkpoint"));
  const auto converted = run_iggan("convert-checkpoint " + quoted(run.path()));
  INFO(converted.output);
  REQUIRE(converted.status == 0);
  REQUIRE(run.checkpoints() == std::vector{run.checkpoint_file(3)});

  const TensorFile now = TensorFile::read(run.checkpoint_file(3)), then = trainer.state();
  CHECK(now.text("config") == then.text("config"));
  CHECK(now.text("pictures_sha256") == "of-these-pictures");
  REQUIRE(now.tensors().size() == then.tensors().size());
  for (const auto& [name, tensor] : then.tensors()) {
    INFO(name);
    if (name.rfind("average.", 0) != 0)
      CHECK(now.tensor(name).equal(tensor));  // the archive's average
                                              // is a copy of G
  }
  ToyTraining same;
  Trainer resumed = same.trainer(config);
  resumed.restore(now);
  trainer.step();
  resumed.step();
  CHECK(equal(state_of(*trainer.generator()), state_of(*resumed.generator())));
  CHECK(equal(state_of(*trainer.discriminator()), state_of(*resumed.discriminator())));
  const auto again = run_iggan("convert-checkpoint " + quoted(old));
  CHECK(again.status == 1);
  CHECK_THAT(again.output, Contains("already exists"));
}

TEST_CASE("the feature weights that come with iggan are those of 0.1, bit for bit",
          "[checkpoints]") {
  if (kSanitized) SKIP_TEST("a sanitizer makes system calls that a confined process must not");
  const TempDir dir;
  const fs::path source = IGGAN_SOURCE_DIR;
  const auto converted =
      run_iggan("convert-checkpoint --out " + quoted(dir / "new.safetensors") + " " +
                quoted(source / "tests/support/archives/furniture-features-0.1.pt"));
  INFO(converted.output);
  REQUIRE(converted.status == 0);
  CHECK(read_text(dir / "new.safetensors") ==
        read_text(source / "core/weights/furniture-features.safetensors"));
}

TEST_CASE(
    "a hostile archive does nothing, whether converted or used as an extractor or a checkpoint",
    "[checkpoints]") {
  const TempDir root;
  const fs::path canary = root / "canary", archive = root / "hostile.pt";
  save_hostile(archive,
               "assert float(torch.from_file('" + canary.string() + "', True, 4).sum()) == 0.0");
  (void)torch::jit::load(archive.string());  // it really is hostile
  REQUIRE(fs::remove(canary));

  for (const std::string& call :
       {"convert-checkpoint " + quoted(archive), "features check " + quoted(archive)}) {
    const auto refused = run_iggan(call);
    INFO(call << "\n" << refused.output);
    CHECK(refused.status == 1);
    CHECK_FALSE(fs::exists(canary));
    CHECK_THAT(refused.output, Contains("hostile.pt") && !Contains("torch::jit"));
  }
  CHECK_FALSE(fs::exists(root / "hostile.safetensors"));
  CHECK_THROWS_WITH(open_feature_extractor(archive.string()), Contains("--trust"));

  ToyTraining toy;
  const RunFolder run = RunFolder::create(root.path, "toy", "raster");
  run.save_setup(tiny_config(), toy.pictures.scene, root / "pictures");
  fs::copy(archive, run.file("checkpoint-000003.pt"));
  fs::copy(archive, run.file("checkpoint-000005.safetensors"));
  for (const std::string& call :
       {"sample --seeds 0 --out " + quoted(root / "s") + " --run " + quoted(run.path()),
        "sample --seeds 0 --checkpoint checkpoint-000003.pt --out " + quoted(root / "s") +
            " --run " + quoted(run.path()),
        "convert-checkpoint " + quoted(run.path())}) {
    const auto refused = run_iggan(call);
    INFO(call << "\n" << refused.output);
    CHECK(refused.status == 1);
    CHECK_FALSE(fs::exists(canary));
  }
}
