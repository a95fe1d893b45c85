#include <iggan/training/training_run.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <iggan/base/files.h>
#include <iggan/base/interrupt.h>
#include <iggan/config/json_lines.h>
#include <iggan/console/progress.h>
#include <iggan/formats/image_file.h>
#include <iggan/training/event_file.h>
#include <iggan/training/finite.h>
#include <iggan/training/newest_checkpoint.h>
#include <iggan/training/optimization.h>
#include <iggan/training/run_environment.h>
#include <iggan/training/run_time.h>
#include <iggan/training/saturation.h>
#include <iggan/training/snapshot.h>
#include <iggan/training/training_bar.h>
#include <iggan/training/training_stages.h>

namespace iggan {
namespace {

constexpr double kStatusSeconds = 10;  // between status lines
constexpr const char* kElevationFile = "elevation.json";
constexpr int kMostReturns = 3;  // to one checkpoint

/// The elevations that cameras are drawn from, if they are learned.
struct LearnedElevation {
  Interval elevation_degrees{};
  std::vector<double> elevation_weights;

  IGGAN_FIELDS(elevation_degrees, elevation_weights)
};

/// Whether this process, or one that trains with it, was interrupted.
bool interrupted_anywhere(Trainer& trainer) {
  return trainer.compute().ranks->any(interrupted());
}

void pretrain(Trainer& trainer, Log& log) {
  const int steps = trainer.config().pretraining.iterations;
  ProgressLine progress("pretraining", static_cast<std::uint64_t>(std::max(0, steps)));
  double sum = 0;
  int since = 0;  // steps in the sum; the first window of a resumed run is shorter
  trainer.pretrain([&](int step, double loss) {
    sum += loss;
    ++since;
    progress.update(static_cast<std::uint64_t>(step), fmt::format("proxy mse {:.5f}", loss));
    if (step % 50 == 0) {
      log_figures(log,
                  fmt::format("pretraining {:>4}/{}  proxy mse {:.5f}", step, steps, sum / since));
      sum = since = 0;
    }
    return !interrupted_anywhere(trainer);
  });
}

/// The clock cannot be reproduced: what follows it differs from run to run.
void warn_of_clock(const TrainingConfig& config, Log& log) {
  if (config.training.minutes <= 0 && config.training.cpu_minutes <= 0) return;
  std::vector<std::string> followers;
  if (config.optimizer.rate_decay > 0)
    followers.emplace_back("the learning rates (optimizer.rate_decay)");
  if (config.stages.count > 1) followers.emplace_back("the ends of the stages (stages.count)");
  if (followers.empty()) return;
  log.warn(
      "{} follow the clock under training.minutes or training.cpu_minutes: no two runs are "
      "bit-identical, nor is a resumed run to an uninterrupted one; for bit-identical runs, limit "
      "only training.iterations",
      fmt::join(followers, " and "));
}

/// What the first of several processes decides for all before an iteration, since clocks differ.
struct Turn {
  bool interrupted = false, out_of_time = false, stage_ends = false;
  double rate_factor = 1;
};

/// One call of TrainingRun::train: the loop, and what it writes.
class Training {
 public:
  /// @param run  nullptr if another process of this training run writes.
  Training(TrainingStages& stages, const RunFolder* run, Log& log, const RunTime& earlier)
      : stages_(stages),
        options_(stages.config().training),
        run_(run),
        log_(log),
        watch_(earlier),
        signs_(stages.config()),
        good_(trainer().state()),
        last_status_(earlier.wall_seconds) {
    if (options_.tensorboard && run != nullptr) events_.emplace(run->path(), trainer().iteration());
  }

  RunEnd to_the_end();
  [[nodiscard]] RunTime time() const { return watch_.time(); }
  /// Saves what was learned, unless a step was cut off in the middle; says how to resume.
  void save_what_is_whole();

 private:
  RunEnd from_here();
  RunEnd loop();
  [[nodiscard]] Turn next_turn();
  void report();
  void grow();
  void keep_picture();
  void save_checkpoint();
  void go_back(const NonFinite& why);

  [[nodiscard]] Trainer& trainer() { return stages_.trainer(); }

  TrainingStages& stages_;
  const TrainingOptions& options_;
  const RunFolder* run_;
  Log& log_;
  Stopwatch watch_;
  SaturationSigns signs_;
  std::optional<EventFile> events_;
  TensorFile good_;  // the state of the newest checkpoint, or of the start
  StatisticsWindow window_;
  double last_status_;
  int returns_ = 0;       // to that state
  bool begun_ = false;    // the state after pretraining was saved
  bool shown_ = false;    // the user was pointed to a picture
  bool gave_up_ = false;  // the trainer's numbers are not finite; the last good state is on disk
};

RunEnd Training::to_the_end() {
  for (;;) {
    try {
      return from_here();
    } catch (const NonFinite& why) {
      go_back(why);
    }
  }
}

/// Pretraining, if not done yet, and the loop; a checkpoint at the end.
RunEnd Training::from_here() {
  RunEnd end = RunEnd::finished;
  try {
    if (trainer().iteration() == 0) pretrain(trainer(), log_);
    if (interrupted_anywhere(trainer())) end = RunEnd::interrupted;
    if (trainer().iteration() == 0 && end == RunEnd::finished && !std::exchange(begun_, true)) {
      keep_picture();
      save_checkpoint();
    }
    if (end == RunEnd::finished) end = loop();
  } catch (const Interrupted&) {  // a renderer at work stops at once, and nothing is lost
    // Except if another process stopped while this one was in the middle of a step.
    if (trainer().mid_step()) {
      stages_.restore(good_);
      window_ = {};
      if (run_ != nullptr) (void)run_->cut_statistics_after(trainer().iteration());
    }
    end = RunEnd::interrupted;
  }
  report();  // first: lines after the newest checkpoint are cut when the run is resumed
  save_checkpoint();
  if (end != RunEnd::interrupted) keep_picture();
  return end;
}

RunEnd Training::loop() {
  TrainingBar bar(options_, trainer().iteration());
  while (trainer().iteration() < options_.iterations) {
    const Turn turn = next_turn();
    if (turn.interrupted) return RunEnd::interrupted;
    if (turn.out_of_time) return RunEnd::out_of_time;
    if (turn.stage_ends) grow();
    (void)trainer().face_front(log_);
    const StepStatistics step = trainer().step(turn.rate_factor);
    window_.add(step);
    const std::int64_t now = trainer().iteration();
    bar.update(now, watch_.time(), step);
    if (watch_.time().wall_seconds - last_status_ > kStatusSeconds) report();
    if (now % options_.snapshot_every == 0) {
      keep_picture();
      if (!std::exchange(shown_, true) && run_ != nullptr)
        log_.info("look at {}: shapes so far, and a new picture every {} iterations",
                  run_->fakes_file(now).string(), options_.snapshot_every);
    }
    if (now % options_.checkpoint_every == 0) {
      report();
      save_checkpoint();
    }
  }
  return interrupted_anywhere(trainer()) ? RunEnd::interrupted : RunEnd::finished;
}

Turn Training::next_turn() {
  const RunTime time = watch_.time();
  const double used = used_share(options_, trainer().iteration(), time);
  const Turn own{interrupted(), seconds_left(options_, time) <= 0, stages_.ends_at(used),
                 rate_factor(used, stages_.config().optimizer.rate_decay)};
  Ranks& ranks = *trainer().compute().ranks;
  if (ranks.world() == 1) return own;
  const double of_first = ranks.first() ? ranks.world() : 0;  // so the mean is the first rank's
  std::vector<double> numbers{own.interrupted ? 1.0 : 0.0, own.out_of_time ? of_first : 0,
                              own.stage_ends ? of_first : 0, own.rate_factor * of_first};
  ranks.average(numbers);
  return {numbers[0] > 0, numbers[1] > 0, numbers[2] > 0, numbers[3]};
}

/// A checkpoint of the new stage is saved at the usual interval: after a resume from an older
/// checkpoint, the stage grows again.
void Training::grow() {
  report();
  stages_.grow();
  good_ = trainer().state();
  returns_ = 0;
  const SceneDistribution& scene = trainer().black_box().scene();
  const int edge = trainer().stage().size(stages_.config().generator.resolution);
  log_.info("iteration {}: stage {} of {}, {}^3 voxels and pictures of {}x{}",
            trainer().iteration(), trainer().stage().index + 1, trainer().stage().count, edge,
            scene.width, scene.height);
}

void Training::report() {
  if (run_ == nullptr) window_ = {};
  if (window_.count() == 0) return;
  StatisticsWindow window = window_;
  const StepStatistics mean = window.take();
  const RunTime time = watch_.time();
  const StatisticsLine line{mean, trainer().iteration(), time.wall_seconds, time.cpu_seconds};
  run_->append_statistics(line);
  window_ = window;  // only now: if writing fails, the next line includes these figures
  if (events_) events_->add(line);
  const double left = seconds_to_end(options_, trainer().iteration(), mean.seconds, time);
  log_figures(log_, status_line(trainer().iteration(), options_.iterations, left, mean));
  for (const std::string& sign : signs_.observe(line)) log_.warn("{}", sign);
  last_status_ = time.wall_seconds;
}

void Training::keep_picture() {
  if (run_ == nullptr) return;
  const std::filesystem::path file = run_->fakes_file(trainer().iteration());
  write_image(file, fakes_grid(trainer()));
  if (events_) events_->add_picture(trainer().iteration(), "fakes", file);
}

void Training::save_checkpoint() {
  TensorFile state = trainer().state();
  if (run_ != nullptr) state.write(run_->checkpoint_file(trainer().iteration()));
  if (state.integer<std::int64_t>("iteration") > good_.integer<std::int64_t>("iteration"))
    returns_ = 0;
  good_ = std::move(state);
  if (run_ == nullptr) return;
  write_time(*run_, watch_.time());
  const CameraDistribution& camera = trainer().scene().camera;
  if (trainer().config().camera_prior.learn_elevation)
    config::write_json(
        run_->file(kElevationFile),
        config::to_json(LearnedElevation{camera.elevation_degrees, camera.elevation_weights}));
  run_->prune_checkpoints(options_.keep_checkpoints);
}

/// The same draws would end the same way, so training continues with other draws.
void Training::go_back(const NonFinite& why) {
  if (++returns_ > kMostReturns) {
    gave_up_ = true;
    fail<Error>(
        "{}; that happened {} times after the last good state, iteration {}, which is kept. Lower "
        "the learning rates (optimizer.*_rate) or the loss weights (loss.*), and resume with: {} "
        "--set KEY=VALUE",
        why.what(), returns_, good_.integer<std::int64_t>("iteration"),
        run_ != nullptr ? run_->resume_command() : "iggan train --resume RUN");
  }
  stages_.restore(good_);
  trainer().draw_anew(returns_);
  window_ = {};
  if (run_ != nullptr) (void)run_->cut_statistics_after(trainer().iteration());
  log_.warn(
      "{}; returning to the last good state, iteration {}, with other random draws ({} of "
      "{})",
      why.what(), trainer().iteration(), returns_, kMostReturns);
}

void Training::save_what_is_whole() {
  if (gave_up_ || run_ == nullptr) return;
  for (const auto save : {&Training::report, &Training::save_checkpoint}) {
    try {
      if (!trainer().mid_step()) (this->*save)();
    } catch (const Error& error) {  // the error that ended training says more
      log_.warn("{}", error.what());
    }
  }
  log_.info("what was learned up to iteration {} is kept; resume with: {}",
            good_.integer<std::int64_t>("iteration"), run_->resume_command());
}

}  // namespace

bool can_train_in_ranks() {
  return has_ranks();
}

struct TrainingRun::State {
  const PictureSet& pictures;
  Renderer& renderer;
  TrainingStages stages;
  bool resumed = false;
  std::vector<std::filesystem::path> damaged;  // checkpoints newer than the one that was used

  State(const TrainingConfig& config, const PictureSet& made_of, Renderer& black_box,
        const std::optional<RankPlace>& place)
      : pictures(made_of),
        renderer(black_box),
        stages(config, made_of, black_box, place ? join_ranks(*place) : one_rank()) {}
};

TrainingRun::TrainingRun(const TrainingConfig& config, const PictureSet& pictures,
                         Renderer& renderer, const std::optional<RankPlace>& place)
    : state_(std::make_unique<State>(config, pictures, renderer, place)) {
  state_->stages.trainer().prepare_pretraining();
}

TrainingRun::TrainingRun(const TrainingConfig& config, const PictureSet& pictures,
                         Renderer& renderer, const RunFolder& begun, Log& log,
                         const std::optional<RankPlace>& place)
    : state_(std::make_unique<State>(config, pictures, renderer, place)) {
  state_->resumed = true;
  if (place && place->rank > 0) return;  // the first process sends its checkpoint's contents
  if (begun.checkpoints().empty() && begun.old_checkpoints().empty()) {
    log.warn("{} ended before its first checkpoint: training starts at the beginning",
             begun.path().string());
  } else {
    const TakenCheckpoint taken = read_newest_checkpoint(
        begun, log, [&](const TensorFile& file) { state_->stages.restore(file); });
    log.info("resuming from {}", taken.file.string());
    state_->damaged = taken.damaged;
  }
  state_->stages.trainer().prepare_pretraining();
}

TrainingRun::~TrainingRun() = default;

RunEnd TrainingRun::follow(Log& log) {
  state_->stages.take_from_first();
  state_->stages.trainer().prepare_pretraining();
  return Training(state_->stages, nullptr, log, RunTime{}).to_the_end();
}

std::vector<StageCost> TrainingRun::stage_costs() {
  return iggan::stage_costs(state_->stages);
}

TrainingProfile TrainingRun::profile(int iterations, const std::filesystem::path& trace) {
  state_->stages.take_from_first();
  return profile_training(state_->stages, iterations, trace);
}

RunEnd TrainingRun::train(const RunFolder& run, const FolderLock&, Log& log) {
  TrainingStages& stages = state_->stages;
  const Compute compute = stages.trainer().compute();
  const PictureSet& pictures = state_->pictures;
  const RendererInfo& renderer = state_->renderer.info();
  const TrainingConfig& config = stages.config();
  const int world = compute.ranks->world();
  log.info("method {}; {} pictures of {}x{}x{}; renderer {} {}; {}{} threads on {}{}",
           to_string(config.method), pictures.count, pictures.scene.width, pictures.scene.height,
           pictures.scene.channels, renderer.id, renderer.version,
           world > 1 ? fmt::format("{} processes, each with ", world) : "", compute.threads,
           compute.device.str(), compute.bfloat16 ? ", bfloat16" : "");

  remove_stale_temporaries(run.path());
  const RunEnvironment environment = environment_of(compute, renderer, pictures);
  warn_of_other_origin(pictures.origin, environment.renderer, log);
  warn_of_clock(config, log);
  record_environment(run, environment, log);
  if (state_->resumed) {
    for (const auto& damaged : state_->damaged) set_aside(damaged, log);
    if (const int lines = run.cut_statistics_after(stages.trainer().iteration()); lines > 0)
      log.warn("{}: damaged lines are left out ({})", run.file("stats.jsonl").string(), lines);
  }
  if (!state_->resumed || stages.trainer().iteration() == 0)
    write_image(run.file("reals.png"), reals_grid(pictures));
  const std::int64_t first = stages.trainer().iteration();
  stages.take_from_first();
  Training training(stages, &run, log, state_->resumed ? earlier_time(run, first, log) : RunTime{});
  RunEnd end;
  try {
    end = training.to_the_end();
  } catch (...) {  // a broken plugin or a full disk must not lose what was learned
    training.save_what_is_whole();
    throw;
  }
  if (state_->resumed && stages.trainer().iteration() == first && end != RunEnd::interrupted)
    log.warn(
        "nothing was left to do: the run has used all its iterations or time; give more with "
        "--set training.iterations=N or training.minutes=N (it has {} of {} and {:.1f} minutes)",
        first, config.training.iterations, training.time().wall_seconds / 60);
  return end;
}

}  // namespace iggan
