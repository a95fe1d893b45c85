#include <support/catch.h>

#include <fstream>
#include <functional>
#include <sstream>

#include <sys/stat.h>
#include <unistd.h>

#include <spdlog/sinks/ostream_sink.h>

#include <iggan/base/files.h>
#include <iggan/features/furniture_network.h>
#include <iggan/training/trained_generator.h>
#include <iggan/training/training_run.h>

#include "support/temp_dir.h"
#include "support/text_log.h"
#include "support/toy_training.h"

using namespace iggan;
namespace fs = std::filesystem;

namespace {

struct Damage {
  const char* name;
  std::function<void(const fs::path&)> on;
};

void replace_by(const fs::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

/// The same bytes, with some overwritten.
void overwrite(const fs::path& file, std::size_t at, const std::string& bytes) {
  std::string all = read_text(file);
  replace_by(file, all.replace(at, bytes.size(), bytes));
}

/// What can happen to a file on a disk, and what can replace it.
std::vector<Damage> every_damage() {
  const auto cut = [](std::uintmax_t bytes) {
    return [bytes](const fs::path& file) { fs::resize_file(file, bytes); };
  };
  return {
      {"empty", cut(0)},
      {"cut in its first number", cut(5)},
      {"cut in its header", cut(100)},
      {"cut in its tensors",
       [](const fs::path& file) { fs::resize_file(file, fs::file_size(file) / 2); }},
      {"a byte short",
       [](const fs::path& file) { fs::resize_file(file, fs::file_size(file) - 1); }},
      {"longer", [](const fs::path& file) { std::ofstream(file, std::ios::app) << '\0'; }},
      {"all zeros",
       [](const fs::path& file) { replace_by(file, std::string(fs::file_size(file), '\0')); }},
      {"2,000 zeros among its tensors",
       [](const fs::path& file) {
         overwrite(file, fs::file_size(file) / 2, std::string(2000, '\0'));
       }},
      {"one bit of a tensor",
       [](const fs::path& file) {
         std::string all = read_text(file);
         all[all.size() - 5] = static_cast<char>(all[all.size() - 5] ^ 16);
         replace_by(file, all);
       }},
      {"one digit of its iteration",
       [](const fs::path& file) {
         const std::string entry = "\"iteration\":\"2";
         overwrite(file, read_text(file).find(entry) + entry.size() - 1, "3");
       }},
      {"garbage", [](const fs::path& file) { replace_by(file, std::string(9000, 'x')); }},
      {"text", [](const fs::path& file) { replace_by(file, "not a checkpoint\n"); }},
      {"a header longer than allowed",
       [](const fs::path& file) { overwrite(file, 0, "\xff\xff\xff\xff\xff\xff\xff\xff"); }},
      {"weights of something else",
       [](const fs::path& file) { save_furniture_network(FurnitureNetwork(), file); }},
      {"a state without its networks",
       [](const fs::path& file) {
         TensorFile state;
         const TensorFile whole = TensorFile::read(file);
         for (const auto& [key, text] : whole.texts()) state.set_text(key, text);
         state.write(file);
       }},
      {"of a future version",
       [](const fs::path& file) {
         TensorFile state = TensorFile::read(file);
         state.set_text("version", "1000000");
         state.write(file);
       }},
      {"a folder",
       [](const fs::path& file) {
         fs::remove(file);
         fs::create_directory(file);
         replace_by(file / "inside", "x");
       }},
      {"a pipe",
       [](const fs::path& file) {
         fs::remove(file);
         REQUIRE(::mkfifo(file.c_str(), 0600) == 0);
       }},
      {"a link to nothing",
       [](const fs::path& file) {
         fs::remove(file);
         fs::create_symlink("nowhere", file);
       }},
      {"a link to a device",
       [](const fs::path& file) {
         fs::remove(file);
         fs::create_symlink("/dev/zero", file);
       }},
      {"not readable", [](const fs::path& file) { fs::permissions(file, fs::perms::none); }},
  };
}

/// A run of two iterations with a checkpoint after each.
struct TwoCheckpoints {
  TempDir root;
  ToyTraining toy;
  TrainingConfig config = tiny_config();
  RunFolder run = RunFolder::create(root.path, "toy", "raster");
  std::vector<torch::Tensor> third;  // G after a step from the first

  TwoCheckpoints() {
    config.training.iterations = 2;
    run.save_setup(config, toy.pictures.scene, root / "pictures");
    Trainer trainer = toy.trainer(config);
    for (int i = 1; i <= 2; ++i) {
      trainer.step();
      trainer.save(run.checkpoint_file(i));
    }
    third = state_of(*trainer.generator());
  }
};

}  // namespace

TEST_CASE("a run continues from the previous checkpoint if the newest is damaged",
          "[checkpoints]") {
  for (const Damage& damage : every_damage()) {
    if (std::string(damage.name) == "not readable" && ::geteuid() == 0)
      continue;  // root can read
                 // it
    INFO(damage.name);
    TwoCheckpoints two;
    const fs::path newest = two.run.checkpoint_file(2);
    damage.on(newest);
    CHECK(TrainedGenerator(two.run.path()).iteration() == 1);
    TextLog log;
    TrainingRun resumed(two.config, two.toy.pictures, two.toy.renderer, two.run, log.log);
    CHECK_THAT(log.text.str(), Contains(newest.string()) && Contains("resuming from") &&
                                   Contains(two.run.checkpoint_file(1).string()));
    const FolderLock lock(two.run.path());
    CHECK(resumed.train(two.run, lock, log.log) == RunEnd::finished);
    CHECK(fs::symlink_status(newest.string() + ".damaged").type() != fs::file_type::not_found);
    Trainer again = two.toy.trainer(two.config);
    again.load(newest);  // bit-identical to the one that was lost
    CHECK(equal(state_of(*again.generator()), two.third));
  }
}

TEST_CASE("a run whose checkpoints are all damaged is refused and left unchanged",
          "[checkpoints]") {
  TwoCheckpoints two;
  for (const int i : {1, 2}) fs::resize_file(two.run.checkpoint_file(i), 1000);
  TextLog log;
  CHECK_THROWS_WITH(TrainingRun(two.config, two.toy.pictures, two.toy.renderer, two.run, log.log),
                    Contains("no checkpoint of") && Contains(two.run.checkpoint_file(2).string()));
  CHECK_THROWS_AS(TrainedGenerator(two.run.path()), DataError);
  CHECK(two.run.checkpoints().size() == 2);
}
