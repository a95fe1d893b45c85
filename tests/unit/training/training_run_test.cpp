#include <support/catch.h>
#include <torch/torch.h>

#include <map>
#include <numeric>
#include <regex>
#include <sstream>

#include <iggan/base/error.h>
#include <iggan/config/json_file.h>
#include <iggan/training/training_run.h>

#include "support/temp_dir.h"
#include "support/text_log.h"
#include "support/toy_training.h"

using namespace iggan;

namespace {

/// The errors that pretraining logged, by their step.
std::map<int, double> logged_errors(const std::string& text) {
  std::map<int, double> errors;
  const std::regex line("pretraining +([0-9]+)/[0-9]+  proxy mse ([0-9.]+)");
  for (std::sregex_iterator at(text.begin(), text.end(), line), end; at != end; ++at)
    errors[std::stoi((*at)[1])] = std::stod((*at)[2]);
  return errors;
}

}  // namespace

TEST_CASE(
    "the error of pretraining is the mean of the steps it was summed over, after a resume too",
    "[training]") {
  TrainingConfig config = tiny_config();
  config.pretraining.iterations = 100;
  config.training.iterations = 0;
  std::vector<double> losses;
  {
    ToyTraining toy;
    Trainer whole = toy.trainer(config);
    whole.pretrain([&](int, double loss) {
      losses.push_back(loss);
      return true;
    });
  }
  REQUIRE(losses.size() == 100);
  const auto mean = [&](int after, int to) {
    return std::accumulate(losses.begin() + after, losses.begin() + to, 0.0) / (to - after);
  };

  const TempDir root;
  ToyTraining toy;
  const RunFolder folder = folder_in(root, config, toy);
  Trainer begun = toy.trainer(config);
  begun.pretrain([](int step, double) { return step < 30; });
  begun.save(folder.checkpoint_file(0));
  TextLog log;
  TrainingRun(config, toy.pictures, toy.renderer, folder, log.log)
      .train(folder, FolderLock(folder.path()), log.log);
  const auto errors = logged_errors(log.text.str());
  INFO(log.text.str());
  REQUIRE(errors.size() == 2);
  CHECK(errors.at(50) == Approx(mean(30, 50)).margin(1e-5));  // five digits are printed
  CHECK(errors.at(100) == Approx(mean(50, 100)).margin(1e-5));
}

TEST_CASE("a run without shapes for pretraining cannot be made, but one past pretraining can",
          "[training]") {
  TrainingConfig config = tiny_config();
  config.pretraining.domain = PretrainingDomain::shapes;
  config.pretraining.shapes = "/no/such/shapes";
  ToyTraining toy;
  CHECK_THROWS_WITH(TrainingRun(config, toy.pictures, toy.renderer), Contains("/no/such/shapes"));
  config.pretraining.iterations = 0;
  CHECK_NOTHROW(TrainingRun(config, toy.pictures, toy.renderer));

  config.pretraining.iterations = 5;
  const TempDir root;
  const RunFolder folder = folder_in(root, config, toy);
  Trainer trainer = toy.trainer(config);
  trainer.save(folder.checkpoint_file(0));
  TextLog log;
  CHECK_THROWS_WITH(TrainingRun(config, toy.pictures, toy.renderer, folder, log.log),
                    Contains("/no/such/shapes"));
  trainer.step();
  trainer.save(folder.checkpoint_file(1));
  CHECK_NOTHROW(TrainingRun(config, toy.pictures, toy.renderer, folder, log.log));
}

TEST_CASE("rates that follow the clock give a warning, and continue from the time spent",
          "[training]") {
  TrainingConfig config = tiny_config();
  config.pretraining.iterations = 0;
  config.training.iterations = 2;
  config.optimizer.rate_decay = 0.5;
  const char* const kWarning = "no two runs are bit-identical";
  {
    const TempDir root;
    ToyTraining toy;
    TextLog log;
    const RunFolder folder = folder_in(root, config, toy);
    TrainingRun(config, toy.pictures, toy.renderer)
        .train(folder, FolderLock(folder.path()), log.log);
    CHECK_THAT(log.text.str(), !Contains(kWarning));  // a budget of iterations is reproducible
  }
  config.training.minutes = 60;
  const TempDir root;
  ToyTraining toy;
  TextLog log;
  const RunFolder folder = folder_in(root, config, toy);
  TrainingRun(config, toy.pictures, toy.renderer).train(folder, FolderLock(folder.path()), log.log);
  CHECK_THAT(log.text.str(), Contains(kWarning));

  // All but a minute of the hour is spent, so the learning rates have fallen to a thirtieth.
  config.training.iterations = 4;
  config::write_json(folder.file("time.json"), {{"wall_seconds", 3540.0}, {"cpu_seconds", 0.0}});
  TrainingRun resumed(config, toy.pictures, toy.renderer, folder, log.log);
  CHECK(resumed.train(folder, FolderLock(folder.path()), log.log) == RunEnd::finished);
  CHECK(config::read_json(folder.file("time.json")).at("wall_seconds").get<double>() > 3540);
  const auto weights_after = [&](int iteration) {
    Trainer trainer = toy.trainer(config);
    if (iteration > 0) trainer.load(folder.checkpoint_file(iteration));
    return torch::nn::utils::parameters_to_vector(trainer.generator()->parameters());
  };
  const auto moved = [&](int from, int to) {
    return (weights_after(to) - weights_after(from)).abs().max().item<double>();
  };
  CHECK(moved(0, 2) > 1e-4);
  CHECK(moved(2, 4) > 0);
  CHECK(moved(2, 4) < 0.1 * moved(0, 2));
}

TEST_CASE("stages that end by the clock give a warning", "[training][stages]") {
  TrainingConfig config = tiny_config();
  config.pretraining.iterations = 0;
  config.training.iterations = 0;
  config.generator.resolution = 32;
  config.stages.count = 2;
  const auto warned = [&] {
    const TempDir root;
    ToyTraining toy(arranged_lights(LightArrangement::camera), 32);
    TextLog log;
    const RunFolder folder = folder_in(root, config, toy);
    TrainingRun(config, toy.pictures, toy.renderer)
        .train(folder, FolderLock(folder.path()), log.log);
    return log.text.str();
  };
  CHECK_THAT(warned(), !Contains("the clock"));  // a budget of iterations is reproducible
  config.training.cpu_minutes = 60;
  CHECK_THAT(warned(), Contains("stages.count) follow the clock") && !Contains("rate_decay"));
  config.optimizer.rate_decay = 0.5;
  CHECK_THAT(warned(), Contains("(optimizer.rate_decay) and the ends of the stages"));
}
