#include <iggan/training/training_run.h>

#include <chrono>
#include <ctime>
#include <limits>
#include <utility>
#include <vector>

#include <iggan/base/files.h>
#include <iggan/base/interrupt.h>
#include <iggan/config/json_lines.h>
#include <iggan/console/progress.h>
#include <iggan/formats/image_file.h>
#include <iggan/training/optimization.h>
#include <iggan/training/run_environment.h>
#include <iggan/training/snapshot.h>
#include <iggan/training/trainer.h>

namespace iggan {
namespace {

constexpr double kStatusSeconds = 10;  // between status lines

class Stopwatch {
 public:
  explicit Stopwatch(const RunTime& earlier)
      : earlier_(earlier),
        start_(std::chrono::steady_clock::now()),
        start_processor_(processor()) {}
  [[nodiscard]] RunTime time() const {
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start_;
    return {earlier_.wall_seconds + wall.count(),
            earlier_.cpu_seconds + processor() - start_processor_};
  }

 private:
  static double processor() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return double(now.tv_sec) + 1e-9 * double(now.tv_nsec);
  }
  RunTime earlier_;
  std::chrono::steady_clock::time_point start_;
  double start_processor_;
};

/// Seconds on the wall until a limit of the options strikes; infinite without one.
double seconds_left(const TrainingOptions& options, const RunTime& time) {
  double left = std::numeric_limits<double>::infinity();
  if (options.minutes > 0) left = options.minutes * 60 - time.wall_seconds;
  if (options.cpu_minutes > 0 && time.cpu_seconds > 0)
    left = std::min(
        left, (options.cpu_minutes * 60 - time.cpu_seconds) * time.wall_seconds / time.cpu_seconds);
  return left;
}

/// Seconds to the end, by whichever comes first: the last iteration, or a limit.
double seconds_to_end(const TrainingOptions& options, std::int64_t iteration,
                      double seconds_per_step, const RunTime& time) {
  const double by_count = seconds_per_step * double(options.iterations - iteration);
  return std::max(0.0, std::min(by_count, seconds_left(options, time)));
}

/// The share of the budget that is used up, by whichever limit is nearest to striking.
double progress(const TrainingOptions& options, std::int64_t iteration, const RunTime& time) {
  double share = double(iteration) / double(std::max<std::int64_t>(options.iterations, 1));
  if (options.minutes > 0) share = std::max(share, time.wall_seconds / (60 * options.minutes));
  if (options.cpu_minutes > 0)
    share = std::max(share, time.cpu_seconds / (60 * options.cpu_minutes));
  return share;
}

/// Progress of the loop for people: figures that run smoothly, and the time to the nearest limit.
class TrainingBar {
 public:
  TrainingBar(const TrainingOptions& options, std::int64_t first)
      : options_(options),
        line_("training", static_cast<std::uint64_t>(options.iterations),
              static_cast<std::uint64_t>(first)) {}
  void update(std::int64_t iteration, const RunTime& time, const StepStatistics& step) {
    constexpr double kInertia = 0.95;  // a change shows within some twenty iterations
    const auto follow = [&](double& value, double next) {
      value = begun_ ? kInertia * value + (1 - kInertia) * next : next;
    };
    follow(seconds_, step.seconds);
    follow(accuracy_, step.discriminator_accuracy);
    follow(solid_, step.solid);
    begun_ = true;
    const double left = seconds_to_end(options_, iteration, seconds_, time);
    line_.update(static_cast<std::uint64_t>(iteration), {progress(options_, iteration, time), left},
                 fmt::format("{:.1f} it/s  D right {:.0f}%  solid {:.1f}%",
                             seconds_ > 0 ? 1 / seconds_ : 0.0, 100 * accuracy_, 100 * solid_));
  }

 private:
  const TrainingOptions& options_;
  ProgressLine line_;
  bool begun_ = false;
  double seconds_ = 0, accuracy_ = 0, solid_ = 0;
};

constexpr const char* kTimeFile = "time.json";
constexpr const char* kElevationFile = "elevation.json";

/// The elevations that cameras are drawn from, where they are learned.
struct LearnedElevation {
  Interval elevation_degrees{};
  std::vector<double> elevation_weights;

  IGGAN_FIELDS(elevation_degrees, elevation_weights)
};

void save_checkpoint(const Trainer& trainer, const RunFolder& run, const Stopwatch& watch) {
  trainer.save(run.checkpoint_file(trainer.iteration()));
  config::write_json(run.file(kTimeFile), config::to_json(watch.time()));
  const CameraDistribution& camera = trainer.scene().camera;
  if (trainer.config().camera_prior.learn_elevation)
    config::write_json(
        run.file(kElevationFile),
        config::to_json(LearnedElevation{camera.elevation_degrees, camera.elevation_weights}));
  run.prune_checkpoints(trainer.config().training.keep_checkpoints);
}

void pretrain(Trainer& trainer, Log& log) {
  const int steps = trainer.config().pretraining.iterations;
  ProgressLine progress("pretraining", static_cast<std::uint64_t>(std::max(0, steps)));
  double sum = 0;
  int since = 0;  // steps in the sum; of a resumed run the first window is shorter
  trainer.pretrain([&](int step, double loss) {
    sum += loss;
    ++since;
    progress.update(static_cast<std::uint64_t>(step), fmt::format("proxy mse {:.5f}", loss));
    if (step % 50 == 0) {
      log_figures(log,
                  fmt::format("pretraining {:>4}/{}  proxy mse {:.5f}", step, steps, sum / since));
      sum = since = 0;
    }
    return !interrupted();
  });
}

/// What goes wrong in adversarial training, told while something can still be done.
void warn_of_collapse(const StepStatistics& mean, std::int64_t iteration, Log& log) {
  if (mean.solid < 1e-4)
    log.warn(
        "iteration {}: the generated shapes are empty; raise generator.initial_bias or lower the "
        "rates",
        iteration);
  if (mean.solid > 0.9)
    log.warn("iteration {}: the generated shapes fill the cube; lower optimizer.generator_rate",
             iteration);
  if (mean.discriminator_accuracy > 0.995 && iteration > 200)
    log.warn(
        "iteration {}: the discriminator is always right; raise loss.r1_gamma or lower its rate",
        iteration);
}

/// As of the newest checkpoint.
RunTime earlier_time(const RunFolder& run) {
  const auto file = run.file(kTimeFile);
  if (!std::filesystem::exists(file)) return {};
  return config::read_struct<RunTime>(file);
}

/// A run is not lost with its newest checkpoint: the one before is taken if that is damaged.
/// @return the damaged ones.
std::vector<std::filesystem::path> load_newest(Trainer& trainer, const RunFolder& run, Log& log) {
  const auto checkpoints = run.checkpoints();
  if (checkpoints.empty())
    fail<DataError>("{} has no checkpoint to go on from", run.path().string());
  for (std::size_t i = checkpoints.size(); i-- > 0;) {
    try {
      trainer.load(checkpoints[i]);
      log.info("going on from {}", checkpoints[i].string());
      return {checkpoints.begin() + static_cast<std::ptrdiff_t>(i) + 1, checkpoints.end()};
    } catch (const DataError& error) {
      if (i == 0) throw;
      log.warn("{}", error.what());
    }
  }
  return {};
}

/// The clock cannot be repeated: rates that follow it differ from run to run.
void warn_of_clock(const TrainingConfig& config, Log& log) {
  if (config.optimizer.rate_decay > 0 &&
      (config.training.minutes > 0 || config.training.cpu_minutes > 0))
    log.warn(
        "optimizer.rate_decay follows the clock under training.minutes or training.cpu_minutes: "
        "no two runs are bit-equal, nor is a resumed one to an unbroken; limit training.iterations "
        "alone for that");
}

}  // namespace

struct TrainingRun::State {
  const PictureSet& pictures;
  Renderer& renderer;
  Trainer trainer;
  bool resumed = false;
  std::vector<std::filesystem::path> damaged;  // checkpoints newer than the one that was taken

  State(const TrainingConfig& config, const PictureSet& made_of, Renderer& black_box)
      : pictures(made_of), renderer(black_box), trainer(config, made_of, black_box) {}
};

TrainingRun::TrainingRun(const TrainingConfig& config, const PictureSet& pictures,
                         Renderer& renderer)
    : state_(std::make_unique<State>(config, pictures, renderer)) {
  state_->trainer.prepare_pretraining();
}

TrainingRun::TrainingRun(const TrainingConfig& config, const PictureSet& pictures,
                         Renderer& renderer, const RunFolder& begun, Log& log)
    : state_(std::make_unique<State>(config, pictures, renderer)) {
  state_->resumed = true;
  state_->damaged = load_newest(state_->trainer, begun, log);
  state_->trainer.prepare_pretraining();
}

TrainingRun::~TrainingRun() = default;

RunEnd TrainingRun::train(const RunFolder& run, Log& log) {
  Trainer& trainer = state_->trainer;
  const PictureSet& pictures = state_->pictures;
  const RendererInfo& renderer = state_->renderer.info();
  const TrainingConfig& config = trainer.config();
  const TrainingOptions& options = config.training;
  const bool resumed = state_->resumed;
  log.info("method {}; {} pictures of {}x{}x{}; renderer {} {}; {} threads on {}{}",
           to_string(config.method), pictures.count, pictures.scene.width, pictures.scene.height,
           pictures.scene.channels, renderer.id, renderer.version, trainer.compute().threads,
           trainer.compute().device.str(), trainer.compute().bfloat16 ? ", bfloat16" : "");

  const RunEnvironment environment = environment_of(trainer.compute(), renderer, pictures);
  warn_of_other_origin(pictures.origin, environment.renderer, log);
  warn_of_clock(config, log);
  record_environment(run, environment, log);
  if (resumed) {
    for (const auto& damaged : state_->damaged)  // out of the way of what asks for the newest
      std::filesystem::rename(damaged, damaged.string() + ".damaged");
    run.cut_statistics_after(trainer.iteration());
  } else {
    write_image(run.file("reals.png"), reals_grid(pictures));
  }
  const Stopwatch watch(resumed ? earlier_time(run) : RunTime{});
  Snapshot snapshot(trainer);
  StatisticsWindow window;
  double last_status = watch.time().wall_seconds;
  bool shown = false;
  RunEnd end = RunEnd::finished;
  const auto report = [&] {
    if (window.count() == 0) return;
    const StepStatistics mean = window.take();
    const RunTime time = watch.time();
    const double left = seconds_to_end(options, trainer.iteration(), mean.seconds, time);
    log_figures(log, status_line(trainer.iteration(), options.iterations, left, mean));
    run.append_statistics({mean, trainer.iteration(), time.wall_seconds, time.cpu_seconds});
    warn_of_collapse(mean, trainer.iteration(), log);
    last_status = time.wall_seconds;
  };
  try {
    if (trainer.iteration() == 0) {
      pretrain(trainer, log);
      if (interrupted()) end = RunEnd::interrupted;
    }
    if (!resumed && end == RunEnd::finished) {
      write_image(run.fakes_file(0), snapshot.fakes());
      save_checkpoint(trainer, run, watch);
    }
    const std::int64_t first = trainer.iteration();
    TrainingBar bar(options, first);
    while (trainer.iteration() < options.iterations && end == RunEnd::finished) {
      if (seconds_left(options, watch.time()) <= 0) {
        end = RunEnd::out_of_time;
        break;
      }
      const StepStatistics step = trainer.step(rate_factor(
          progress(options, trainer.iteration(), watch.time()), config.optimizer.rate_decay));
      window.add(step);
      const std::int64_t now = trainer.iteration();
      bar.update(now, watch.time(), step);
      if (watch.time().wall_seconds - last_status > kStatusSeconds) report();
      if (now % options.snapshot_every == 0) {
        write_image(run.fakes_file(now), snapshot.fakes());
        if (!std::exchange(shown, true))
          log.info("look at {}: shapes so far, and a new picture every {} iterations",
                   run.fakes_file(now).string(), options.snapshot_every);
      }
      if (now % options.checkpoint_every == 0) {
        report();
        save_checkpoint(trainer, run, watch);
      }
      if (interrupted()) end = RunEnd::interrupted;
    }
    if (resumed && trainer.iteration() == first && end != RunEnd::interrupted)
      log.warn(
          "nothing was left to do: the run had all its iterations, or its time; give more with "
          "--set training.iterations=N or training.minutes=N (it has {} of {} and {:.1f} minutes)",
          first, options.iterations, watch.time().wall_seconds / 60);
  } catch (const Interrupted&) {  // a renderer at work stops at once, and nothing is lost
    end = RunEnd::interrupted;
  } catch (...) {  // a broken plugin or a full disk must not cost what was learned
    if (!trainer.mid_step()) save_checkpoint(trainer, run, watch);
    throw;
  }
  save_checkpoint(trainer, run, watch);
  report();
  if (end != RunEnd::interrupted)
    write_image(run.fakes_file(trainer.iteration()), snapshot.fakes());
  return end;
}

}  // namespace iggan
