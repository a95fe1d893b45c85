#include <iggan/training/training_profile.h>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/base/interrupt.h>
#include <iggan/console/progress.h>
#include <iggan/training/operation_recorder.h>
#include <iggan/training/step_parts.h>
#include <iggan/training/trace_text.h>
#include <iggan/training/training_stages.h>

namespace iggan {
namespace {

constexpr int kWarmUp = 5;  // iterations, until libraries have their buffers and kernels
constexpr std::size_t kCallsOfIteration = 10000;  // of LibTorch; the default preset makes 5,300
constexpr const char* kIterationScope = "iteration";

double seconds_of(const RecordedOperation& operation) {
  return std::chrono::duration<double>(operation.end - operation.start).count();
}

/// Sums over the measured iterations.
struct Spent {
  double seconds = 0, processor_seconds = 0, operations = 0;

  void add(const RecordedOperation& scope) {
    seconds += seconds_of(scope);
    processor_seconds += scope.processor_seconds;
  }
  Spent& operator-=(const Spent& part) {
    seconds -= part.seconds;
    processor_seconds -= part.processor_seconds;
    operations -= part.operations;
    return *this;
  }
  [[nodiscard]] PartProfile mean(const std::string& name, int iterations,
                                 double all_seconds) const {
    return {name,
            1e3 * seconds / iterations,
            1e3 * processor_seconds / iterations,
            all_seconds > 0 ? seconds / all_seconds : 0,
            1e-9 * operations / iterations,
            seconds > 0 ? 1e-9 * operations / seconds : 0};
  }
};

/// @param operations  the first belongs to the thread that trains.
void sum_up(const std::vector<RecordedOperation>& operations, int iterations,
            StageProfile& profile) {
  Spent whole, black_box;
  std::array<Spent, kStepParts.size()> parts;
  bool beside = false;       // the black box runs on another thread
  Spent* current = nullptr;  // the training thread's part
  RecordedOperation::Time until{};
  for (const RecordedOperation& operation : operations) {
    whole.operations += operation.floating_point_operations;
    // What begins during a part belongs to it, on any thread.
    if (current != nullptr && operation.start < until)
      current->operations += operation.floating_point_operations;
    if (!operation.scope) continue;
    if (operation.name == kIterationScope) whole.add(operation);
    if (operation.name == kBlackBoxScope) {
      black_box.add(operation);
      beside = beside || operation.thread != operations.front().thread;
    }
    for (std::size_t i = 0; i < kStepParts.size(); ++i) {
      if (operation.name != kStepParts[i].name) continue;
      parts[i].add(operation);
      current = &parts[i];
      until = operation.end;
    }
  }
  const auto mean = [&](const char* name, const Spent& spent) {
    return spent.mean(name, iterations, whole.seconds);
  };
  Spent other = whole;
  for (std::size_t i = 0; i < kStepParts.size(); ++i) {
    profile.parts.push_back(mean(kStepParts[i].name, parts[i]));
    other -= parts[i];
  }
  profile.parts.push_back(mean("other", other));
  profile.iteration = mean(kIterationScope, whole);
  if (black_box.seconds == 0) return;
  profile.black_box = mean(kBlackBoxScope, black_box);
  if (beside) profile.black_box->processor_milliseconds.reset();
}

/// @param trace  nullptr for none.
TrainingProfile measured(TrainingStages& stages, int iterations, TraceText* trace) {
  const Compute compute = stages.trainer().compute();
  TrainingProfile profile;
  profile.iterations = iterations;
  profile.processes = compute.ranks->world();
  profile.threads = compute.threads;
  profile.precision = compute.bfloat16 ? "bfloat16" : "float32";
  profile.product_gflop_per_second = matrix_product_rate(compute);

  const int remaining = stages.config().stages.count - stages.trainer().stage().index;
  ProgressLine progress("profile", static_cast<std::uint64_t>(remaining * (kWarmUp + iterations)));
  std::uint64_t done = 0;
  const auto step = [&] {
    if (compute.ranks->any(interrupted())) fail<Interrupted>("interrupted: nothing was written");
    (void)stages.trainer().step();
    progress.update(++done);
  };
  for (;;) {
    for (int i = 0; i < kWarmUp; ++i) step();
    OperationRecorder recorder(kCallsOfIteration * static_cast<std::size_t>(iterations));
    for (int i = 0; i < iterations; ++i) {
      RECORD_USER_SCOPE(kIterationScope);
      step();
    }
    const std::vector<RecordedOperation> operations = recorder.take();
    if (trace != nullptr) trace->add(operations);
    const Stage& stage = stages.trainer().stage();
    const SceneDistribution& scene = stages.trainer().scene();
    StageProfile& of_stage = profile.stages.emplace_back();
    of_stage.voxels = stage.size(stages.config().generator.resolution);
    of_stage.width = scene.width;
    of_stage.height = scene.height;
    sum_up(operations, iterations, of_stage);
    if (stage.is_last()) return profile;
    stages.grow();
  }
}

}  // namespace

TrainingProfile profile_training(TrainingStages& stages, int iterations,
                                 const std::filesystem::path& trace) {
  IGGAN_CHECK(iterations > 0);
  const torch::Device device = stages.trainer().compute().device;
  if (!device.is_cpu())
    fail<ConfigError>(
        "profiles can be measured only on a CPU: the networks run on {}, where work continues "
        "after a call has returned; use --set training.device=cpu",
        device.str());
  if (trace.empty()) return measured(stages, iterations, nullptr);
  TrainingProfile profile;
  write_text_atomically(trace, [&] {
    TraceText text;
    profile = measured(stages, iterations, &text);
    return text.finish();
  });
  profile.trace = trace.string();
  return profile;
}

}  // namespace iggan
