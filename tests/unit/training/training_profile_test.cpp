#include <torch/torch.h>

#include <support/catch.h>

#include <map>
#include <set>

#include <sys/stat.h>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/config/json_file.h>
#include <iggan/models/layers.h>
#include <iggan/training/operation_recorder.h>
#include <iggan/training/step_parts.h>
#include <iggan/training/training_profile.h>
#include <iggan/training/training_stages.h>

#include "support/temp_dir.h"
#include "support/toy_training.h"

using namespace iggan;
namespace fs = std::filesystem;

namespace {

/// 16^3 and then 32^3 voxels.
struct ProfiledToy : ToyTraining {
  ProfiledToy() : ToyTraining(arranged_lights(LightArrangement::camera), 32) {}
  [[nodiscard]] TrainingStages stages() {
    TrainingConfig config = tiny_config();
    config.training.prefetch = true;
    config.generator.resolution = 32;
    config.stages.count = 2;
    return TrainingStages(config, pictures, renderer, one_rank());
  }
};

/// Fails in the first iteration that is measured.
struct FailingRenderer : HeightRenderer {
  static constexpr int kLast = 6;  // call: five iterations are a warm-up
  void render(const std::vector<RenderJob>& jobs, int width, int height, float* rgba) override {
    HeightRenderer::render(jobs, width, height, rgba);
    if (calls == kLast) throw PluginError("broken");
  }
};

const PartProfile& part_of(const StageProfile& stage, const std::string& name) {
  const auto found = std::find_if(stage.parts.begin(), stage.parts.end(),
                                  [&](const PartProfile& part) { return part.part == name; });
  REQUIRE(found != stage.parts.end());
  return *found;
}

PartProfile sum_of(const std::vector<PartProfile>& parts) {
  PartProfile sum;
  sum.processor_milliseconds = 0;
  for (const PartProfile& part : parts) {
    sum.milliseconds += part.milliseconds;
    *sum.processor_milliseconds += *part.processor_milliseconds;
    sum.share += part.share;
    sum.gflop += part.gflop;
  }
  return sum;
}

/// Floating-point operations of some work.
template <class Work>
double counted(const Work& work) {
  OperationRecorder recorder;
  work();
  double sum = 0;
  for (const RecordedOperation& operation : recorder.take())
    sum += operation.floating_point_operations;
  return sum;
}

}  // namespace

TEST_CASE("convolutions, matrix products and their gradients are counted by definition",
          "[training]") {
  const auto a = torch::rand({5, 7}), b = torch::rand({7, 3}), c = torch::rand({5, 3});
  CHECK(counted([&] { torch::mm(a, b); }) == 2 * 5 * 7 * 3);
  CHECK(counted([&] { torch::addmm(c, a, b); }) == 2 * 5 * 7 * 3);
  CHECK(counted([&] {
          torch::bmm(torch::rand({2, 5, 7}), torch::rand({2, 7, 3}));
        }) == 2 * 2 * 5 * 7 * 3);
  CHECK(counted([&] { a + 2 * a; }) == 0);

  const auto x = torch::rand({2, 4, 9, 9}), weight = torch::rand({6, 4, 3, 3}),
             up = torch::rand({4, 6, 3, 3});
  using torch::nn::functional::Conv2dFuncOptions;
  using torch::nn::functional::ConvTranspose2dFuncOptions;
  const auto strided = Conv2dFuncOptions().stride(2);  // 9 x 9 to 4 x 4
  const double forward = 2.0 * (2 * 6 * 4 * 4) * (4 * 3 * 3);
  CHECK(counted([&] { torch::nn::functional::conv2d(x, weight, strided); }) == forward);
  CHECK(counted([&] {
          torch::nn::functional::conv_transpose2d(x, up, ConvTranspose2dFuncOptions().stride(2));
        }) == 2.0 * (2 * 4 * 9 * 9) * (6 * 3 * 3));
  CHECK(counted([&] {
          torch::nn::functional::conv2d(x.repeat({1, 2, 1, 1}), weight.repeat({2, 1, 1, 1}),
                                        Conv2dFuncOptions().stride(2).groups(2));
        }) == 2 * forward);
  const auto cube = torch::rand({4, 6, 3, 3, 3});
  CHECK(counted([&] {
          torch::conv3d(torch::rand({1, 6, 4, 4, 4}), cube);
        }) == 2.0 * (4 * 2 * 2 * 2) * (6 * 27));

  const auto learned = weight.clone().requires_grad_(true);
  const auto gradient = [&](const torch::Tensor& of) {
    torch::nn::functional::conv2d(of, learned, strided).sum().backward();
  };
  CHECK(counted([&] { gradient(x); }) == 2 * forward);  // plus the weight's gradient
  CHECK(counted([&] { gradient(x.clone().requires_grad_(true)); }) == 3 * forward);
  CHECK(counted([&] {
          const AutocastScope autocast(true, torch::kCPU);  // dispatches each twice by its name
          torch::mm(a, b);
          torch::nn::functional::conv2d(x, weight, strided);
        }) == 2 * 5 * 7 * 3 + forward);
}

TEST_CASE("a recorder sees scopes and their contents in order, until take() is called",
          "[training]") {
  OperationRecorder recorder;
  {
    RECORD_USER_SCOPE("outer");
    torch::relu(torch::rand({2, 3}));
  }
  const auto all = recorder.take();
  (void)torch::rand({2, 3});
  CHECK(recorder.take().empty());
  REQUIRE(all.size() >= 3);
  CHECK(all[0].name == "outer");
  CHECK(all[0].scope);
  const auto relu = std::find_if(all.begin(), all.end(),
                                 [](const auto& one) { return one.name == "aten::relu"; });
  REQUIRE(relu != all.end());
  CHECK_FALSE(relu->scope);
  CHECK(relu->sizes == std::vector<std::int64_t>{2, 2, 3});
  CHECK((all[0].start <= relu->start && relu->end <= all[0].end));
}

TEST_CASE("recording changes nothing that is learned", "[training]") {
  ToyTraining toy;
  Trainer plain = toy.trainer(tiny_config()), recorded = toy.trainer(tiny_config());
  for (int i = 0; i < 3; ++i) (void)plain.step();
  OperationRecorder recorder;
  for (int i = 0; i < 3; ++i) (void)recorded.step();
  CHECK_FALSE(recorder.take().empty());
  CHECK(equal(state_of(*plain.generator()), state_of(*recorded.generator())));
  CHECK(equal(state_of(*plain.discriminator()), state_of(*recorded.discriminator())));
}

TEST_CASE("a trace has an event for each part of each iteration of each stage", "[training]") {
  const TempDir dir;
  ProfiledToy toy;
  TrainingStages stages = toy.stages();
  const TrainingProfile profile = profile_training(stages, 2, dir / "trace.json");
  CHECK(profile.trace == (dir / "trace.json").string());

  const config::Json trace = config::read_json(dir / "trace.json");
  std::map<std::string, int> count;
  std::map<std::string, std::set<int>> rows;
  double gflop = 0;
  for (const config::Json& event : trace.at("traceEvents")) {
    if (event.at("ph") != "X") continue;
    const auto name = event.at("name").get<std::string>();
    ++count[name];
    rows[name].insert(event.at("tid").get<int>());
    CHECK(event.at("ts").get<double>() >= 0);
    CHECK(event.at("dur").get<double>() >= 0);
    if (event.at("args").contains("GFLOP")) gflop += event.at("args").at("GFLOP").get<double>();
  }
  const auto times = [](const char* name) {  // D and the proxy begin while the black box works
    return name == std::string("discriminator") || name == std::string("proxy") ? 8 : 4;
  };
  for (const StepPart& part : kStepParts) {
    INFO(part.name);
    CHECK(count[part.name] == times(part.name));
    CHECK(rows[part.name] == rows["iteration"]);
  }
  CHECK(count["iteration"] == 4);
  CHECK(count["black box"] == 4);
  CHECK(rows["black box"].size() == 1);  // of all threads that rendered
  CHECK(rows["black box"] != rows["iteration"]);
  CHECK(count["ray march"] > 0);
  CHECK(count["gradient of ray march"] > 0);

  CHECK(profile.iterations == 2);
  CHECK(profile.threads == 2);
  CHECK(profile.product_gflop_per_second > 0);
  REQUIRE(profile.stages.size() == 2);
  double operations = 0;
  for (const StageProfile& stage : profile.stages) {
    const int edge = operations == 0 ? 16 : 32;
    CHECK(stage.voxels == edge);
    CHECK((stage.width == edge && stage.height == edge));
    const PartProfile sums = sum_of(stage.parts);
    CHECK(sums.milliseconds == Approx(stage.iteration.milliseconds));
    CHECK(*sums.processor_milliseconds == Approx(*stage.iteration.processor_milliseconds));
    CHECK(sums.share == Approx(1));
    CHECK(sums.gflop == Approx(stage.iteration.gflop));
    for (const char* name : {"draws", "discriminator", "proxy", "generator"}) {
      INFO(name);
      CHECK(part_of(stage, name).gflop > 0);
      CHECK(*part_of(stage, name).processor_milliseconds > 0);
    }
    REQUIRE(stage.black_box);
    CHECK(stage.black_box->milliseconds > 0);
    CHECK_FALSE(stage.black_box->processor_milliseconds);  // the networks work meanwhile
    operations += 2 * sums.gflop;
  }
  CHECK(operations == Approx(gflop).epsilon(0.01));  // the trace is rounded
}

TEST_CASE("without prefetching, the black box has its own processor time", "[training]") {
  ToyTraining toy;
  TrainingConfig config = tiny_config();
  config.training.prefetch = false;
  TrainingStages stages(config, toy.pictures, toy.renderer, one_rank());
  const TrainingProfile profile = profile_training(stages, 1, "");
  CHECK_FALSE(profile.trace);
  const StageProfile& stage = profile.stages.at(0);
  REQUIRE(stage.black_box);
  REQUIRE(stage.black_box->processor_milliseconds);
  const PartProfile& wait = part_of(stage, "wait for the black box");
  CHECK(*stage.black_box->processor_milliseconds > 0);
  CHECK(*stage.black_box->processor_milliseconds <= *wait.processor_milliseconds);
  CHECK(stage.black_box->milliseconds <= wait.milliseconds);
}

TEST_CASE("the profile of a baseline has no black box", "[training]") {
  ToyTraining toy({Light{}});
  TrainingConfig config = tiny_config();
  config.method = Method::visual_hull;
  TrainingStages stages(config, toy.pictures, toy.renderer, one_rank());
  const StageProfile stage = profile_training(stages, 1, "").stages.at(0);
  CHECK_FALSE(stage.black_box);
  CHECK(part_of(stage, "generator").gflop > 0);
}

TEST_CASE("a trace that cannot be written is refused before any work, and a failure leaves none",
          "[training]") {
  const TempDir dir;
  ToyTraining toy;
  FailingRenderer failing;
  TrainingStages stages(tiny_config(), toy.pictures, failing, one_rank());
  REQUIRE(::mkfifo((dir / "pipe").c_str(), 0600) == 0);
  fs::create_directory(dir / "folder");
  for (const char* name : {"pipe", "folder"})
    CHECK_THROWS_WITH(profile_training(stages, 1, dir / name), Contains((dir / name).string()));
  CHECK(failing.calls == 0);
  CHECK(fs::is_fifo(dir / "pipe"));

  write_text_atomically(dir / "trace.json", "an older one");
  CHECK_THROWS_WITH(profile_training(stages, 3, dir / "trace.json"), Contains("broken"));
  CHECK(failing.calls == FailingRenderer::kLast);
  CHECK(read_text(dir / "trace.json") == "an older one");
  CHECK(std::distance(fs::directory_iterator(dir.path), {}) == 3);
  OperationRecorder another;  // the recording ended with the failure
  CHECK(another.take().empty());
}
