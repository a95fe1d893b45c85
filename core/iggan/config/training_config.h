#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include <iggan/config/enum_names.h>
#include <iggan/config/fields.h>
#include <iggan/config/network_options.h>
#include <iggan/config/stage.h>

/// Every option of training, with its default and unit, in one place. `iggan train --options`
/// prints this list, and docs/options.md contains it.
namespace iggan {

/// How generated shapes become the pictures that the discriminator judges: by a black box and its
/// proxy (Inverse Graphics GAN), or by a fixed image formation (the baselines).
enum class Method { iggan, visual_hull, absorption_only, emission_absorption };
/// Number format of the networks' matrix products; automatic: bfloat16 if the device supports it
/// natively.
enum class Precision { float32, bfloat16, automatic };
/// What the proxy is pretrained on: nothing, random boxes, or a shape set.
enum class PretrainingDomain { none, boxes, shapes };

template <>
inline constexpr auto enum_names<Method> =
    names<Method>("a method", {{Method::iggan, "iggan"},
                               {Method::visual_hull, "visual_hull"},
                               {Method::absorption_only, "absorption_only"},
                               {Method::emission_absorption, "emission_absorption"}});
template <>
inline constexpr auto enum_names<Precision> =
    names<Precision>("a precision", {{Precision::float32, "float32"},
                                     {Precision::bfloat16, "bfloat16"},
                                     {Precision::automatic, "automatic"}});
template <>
inline constexpr auto enum_names<PretrainingDomain> =
    names<PretrainingDomain>("a domain of pretraining", {{PretrainingDomain::none, "none"},
                                                         {PretrainingDomain::boxes, "boxes"},
                                                         {PretrainingDomain::shapes, "shapes"}});

/// How pictures are changed before D sees them, so that D does not memorise a small set
/// (training/augmentation.h).
struct AugmentationOptions {
  bool colour = false;                // brightness, saturation (of RGB) and contrast
  bool translation = false;           // by up to 1/8 of the edge
  bool cutout = false;                // a square of half the edge becomes background
  bool affine = false;                // rotated by up to 10 degrees, scaled by up to a tenth
  double probability = 1;             // of each kind, for each picture, unless adaptive
  bool adaptive = false;              // the probability rises while D overfits the real pictures
  double adaptive_target = 0.6;       // target mean sign of D's logits for real pictures
  double adaptive_pictures = 500000;  // pictures over which the probability can change by 1

  [[nodiscard]] bool any() const { return colour || translation || cutout || affine; }

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    using config::range;
    visit("colour", self.colour, "different brightness, saturation and contrast for each picture");
    visit("translation", self.translation, "moved by up to 1/8 of the edge");
    visit("cutout", self.cutout, "a square of half the edge becomes background");
    visit("affine", self.affine, "rotated by up to 10 degrees and scaled by up to a tenth");
    visit("probability", self.probability, "of each kind for each picture, unless adaptive",
          range(0, 1));
    visit("adaptive", self.adaptive,
          "adjust the probability to how strongly D overfits the real pictures");
    visit("adaptive_target", self.adaptive_target,
          "adaptive: target mean sign of D's logits for real pictures; with loss.relativistic, of "
          "their differences from the logits for generated ones",
          range(-1, 1));
    visit("adaptive_pictures", self.adaptive_pictures,
          "adaptive: number of pictures over which the probability can change by 1; it never "
          "exceeds 0.8",
          range(1, 1e9));
  }
};

/// Reductions matter: summing instead of averaging over pixels shifts the balance by a factor of
/// thousands.
/// Proxy loss = l2_weight * (squared error summed over pixels and channels, mean over the batch)
///            + dom_weight * dom_lambda * (squared difference of log D, mean over the batch).
struct LossOptions {
  double l2_weight = 0.05;
  double dom_weight = 0.01;
  double dom_lambda = 100;      // the paper's lambda; vary this one
  bool relativistic = false;    // D compares a real with a generated picture; DOM matches logits
  double sign_consistency = 0;  // of G's penalty on surfaces between neighbouring voxels
  double r1_gamma = 0;          // R1: gamma/2 * the batch's mean of |dD/d(real picture)|^2
  double r2_gamma = 0;          // R2: the same for generated pictures
  int r1_every = 4;             // R1 and R2 are applied once in this many iterations, scaled by it
  double lecam_weight = 0;      // of LeCam's distance between D's outputs and their moving averages
  // Shapes with less of their volume solid are penalised: nothing can be learned from empty
  // shapes.
  double minimum_occupancy = 0.005;
  double pose_weight = 1;  // of the pose head's squared error, mean over batch and components

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    using config::at_least, config::range;
    visit("l2_weight", self.l2_weight, "proxy's squared error: sum over pixels, mean over batch",
          at_least(0));
    visit("dom_weight", self.dom_weight, "discriminator output matching: mean over batch",
          at_least(0));
    visit("dom_lambda", self.dom_lambda, "the paper's lambda; multiplies dom_weight", at_least(0));
    visit("relativistic", self.relativistic,
          "D compares pairs of a real and a generated picture; output matching then compares "
          "logits");
    visit("sign_consistency", self.sign_consistency,
          "penalty on needless surfaces: cross entropy of neighbouring voxels; 0 is off, start "
          "with 0.01",
          at_least(0));
    visit("r1_gamma", self.r1_gamma, "R1 gradient penalty on real pictures; 0 is off", at_least(0));
    visit("r2_gamma", self.r2_gamma, "R2 gradient penalty on generated pictures; 0 is off",
          at_least(0));
    visit("r1_every", self.r1_every, "R1 and R2 are applied once in this many iterations",
          range(1, 1000));
    visit("lecam_weight", self.lecam_weight,
          "LeCam penalty, which keeps D's outputs close together; 0 is off, start with 0.01 to 0.1",
          at_least(0));
    visit("minimum_occupancy", self.minimum_occupancy,
          "mean occupancy below which a shape is penalised; 0 is off", range(0, 0.5));
    visit("pose_weight", self.pose_weight, "squared error of discriminator.pose_head", at_least(0));
  }
};

/// Options `optimizer.*`.
struct OptimizerOptions {
  double generator_rate = 3e-4;
  double discriminator_rate = 3e-4;
  double proxy_rate = 1e-3;  // the proxy must learn faster than the generator moves
  // Final fraction of the budget, during which all learning rates fall to 0. How many iterations a
  // time limit allows is unknown beforehand, so under such a limit the clock decides, and no two
  // runs are bit-identical.
  double rate_decay = 0;
  double beta1 = 0.5, beta2 = 0.999;

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    using config::range;
    visit("generator_rate", self.generator_rate, "Adam's learning rate", range(0, 1));
    visit("discriminator_rate", self.discriminator_rate, "Adam's learning rate", range(0, 1));
    visit("proxy_rate", self.proxy_rate, "Adam's learning rate", range(0, 1));
    visit("rate_decay", self.rate_decay,
          "final fraction of the budget, during which all learning rates fall to 0; under a time "
          "limit the clock decides, and no two runs are bit-identical",
          range(0, 1));
    visit("beta1", self.beta1, "Adam", range(0, 0.9999));
    visit("beta2", self.beta2, "Adam", range(0, 0.999999));
  }
};

/// Options `pretraining.*`.
struct PretrainingOptions {
  PretrainingDomain domain = PretrainingDomain::boxes;
  int iterations = 200;
  std::string shapes;  // domain shapes: a shape set of another class

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("domain", self.domain, "none, boxes (random) or shapes (a shape set of another class)");
    visit("iterations", self.iterations, "proxy steps before training", config::at_least(0));
    visit("shapes", self.shapes, "folder of the shape set, for domain shapes");
  }
};

/// Options `training.*`.
struct TrainingOptions {
  int batch_size = 16;
  int views_per_shape = 1;         // pictures of each generated shape in a step; divides batch_size
  std::int64_t iterations = 4000;  // generator steps in total
  double minutes = 0;      // stop after this much wall time, including pretraining; 0: no limit
  double cpu_minutes = 0;  // stop after this much processor time of all threads; 0: no limit
  std::uint64_t seed = 0;
  std::string device = "auto";  // auto, cpu or cuda
  int threads = 0;              // 0: all cores
  Precision precision = Precision::automatic;
  double threshold_low = 0.35, threshold_high = 0.65;  // drawn per sample; 0.5 at output
  double discriminator_gate =
      0;              // skip D's update above this accuracy (the paper: 0.8); 0: never skip
  double ema = 0.99;  // decay of the generator's moving average per iteration
  bool share_proxy_forward = true;  // one proxy forward pass for two steps
  bool prefetch = true;             // render while the networks do work that needs no new picture
  bool isolate = false;             // run the renderer in its own process
  double isolate_seconds = 120;     // limit for a start, a batch or a first picture
  int isolate_memory_mib = 2048;    // of data for that process; 0: no limit
  int front_every = 500;  // iterations between tests of all four quarter turns of shapes; 0: never
  int snapshot_every = 100;    // iterations between fakes-NNNNNN.png
  int checkpoint_every = 250;  // iterations between checkpoints
  int keep_checkpoints = 2;
  bool tensorboard = true;  // event files next to stats.jsonl

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    using config::at_least, config::range;
    visit("batch_size", self.batch_size, "pictures per step", range(1, 4096));
    visit("views_per_shape", self.views_per_shape,
          "pictures of each generated shape in a step; divides batch_size", range(1, 4096));
    visit("iterations", self.iterations, "generator steps in total", at_least(0));
    visit("minutes", self.minutes,
          "stop after this much wall time, including pretraining; 0: no limit", at_least(0));
    visit("cpu_minutes", self.cpu_minutes,
          "stop after this much processor time of all threads; 0: no limit", at_least(0));
    visit("seed", self.seed, "seed of every random draw", at_least(0));
    visit("device", self.device, "auto, cpu or cuda");
    visit("threads", self.threads, "0 is all cores", range(0, 1024));
    visit("precision", self.precision, "float32, bfloat16 or automatic (by the processor or GPU)");
    visit("threshold_low", self.threshold_low,
          "lowest of the range from which each sample's occupancy threshold is drawn",
          range(0.01, 0.99));
    visit("threshold_high", self.threshold_high, "highest of that range", range(0.01, 0.99));
    visit("discriminator_gate", self.discriminator_gate,
          "skip D's update above this accuracy; 0: never", range(0, 1));
    visit("ema", self.ema, "decay of the generator's moving average", range(0, 0.999999));
    visit("share_proxy_forward", self.share_proxy_forward,
          "use one proxy forward pass for two steps");
    visit("prefetch", self.prefetch,
          "render while the networks do work that needs no new picture, if that is measured to be "
          "faster; results are the same");
    visit("isolate", self.isolate,
          "run the renderer in its own process, so that its faults do not end the run");
    visit("isolate_seconds", self.isolate_seconds,
          "time limit for a start, a plugin's batch or a program's first picture of each size; a "
          "slower renderer counts as hung",
          at_least(0.001));
    visit("isolate_memory_mib", self.isolate_memory_mib,
          "limit on that process's data; 0: no limit", at_least(0));
    visit("front_every", self.front_every,
          "iterations between tests of whether D prefers shapes turned by 90, 180 or 270 degrees; "
          "0: never",
          at_least(0));
    visit("snapshot_every", self.snapshot_every,
          "iterations between snapshots of generated pictures", at_least(1));
    visit("checkpoint_every", self.checkpoint_every, "iterations between checkpoints", at_least(1));
    visit("keep_checkpoints", self.keep_checkpoints,
          "number of newest checkpoints kept, in addition to the best one measured", at_least(1));
    visit("tensorboard", self.tensorboard, "event files for TensorBoard in the run's folder");
  }
};

/// The cameras of generated pictures, if those of the real ones are unknown.
struct CameraPriorOptions {
  bool learn_elevation = false;  // by D's pose head; azimuth stays uniform
  int every = 50;                // iterations between changes
  double begin_degrees = 10;     // the head's mean error below which it is trusted
  double rate = 0.1;             // fraction of the difference applied at each change

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    using config::range;
    visit("learn_elevation", self.learn_elevation,
          "adapt the histogram of elevations to the estimates of discriminator.pose_head");
    visit("every", self.every, "iterations between changes", range(1, 100000));
    visit("begin_degrees", self.begin_degrees,
          "mean error of the head's elevations below which the head is trusted", range(0, 180));
    visit("rate", self.rate, "fraction of the difference applied at each change", range(0, 1));
  }
};

/// Training from coarse to fine: networks and pictures start small and grow.
struct StageOptions {
  int count = 1;              // each doubles the resolution; 1: full size from the start
  double share_growth = 2;    // a stage's share of the budget relative to the previous one
  int fade_iterations = 300;  // during which the new layers of a stage reach full strength

  /// Where in the budget a stage ends: 1 for the last.
  [[nodiscard]] double end_of(int stage) const;

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    using config::range;
    visit("count", self.count,
          "stages from coarse to fine; each doubles the resolution of voxels and pictures",
          range(1, 5));
    visit("share_growth", self.share_growth,
          "a stage's share of the budget relative to the previous stage; under a time limit the "
          "clock decides, and no two runs are bit-identical",
          range(0.1, 10));
    visit("fade_iterations", self.fade_iterations,
          "iterations until the new layers of a stage reach full strength", range(1, 100000));
  }
};

/// The fixed image formations; not used by method iggan.
struct BaselineOptions {
  double absorption = 20;    // k: optical thickness of solid voxels across the cube's edge
  int samples_per_axis = 1;  // rays along each axis of a pixel, averaged in linear light

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("absorption", self.absorption, "k, the optical thickness of solid matter across the cube",
          config::range(0.1, 10000));
    visit("samples_per_axis", self.samples_per_axis, "rays along each axis of a pixel",
          config::range(1, 8));
  }
};

/// The complete configuration of a run; saved, resolved, as config.json.
struct TrainingConfig {
  std::string name = "run";  // part of the run folder's name
  Method method = Method::iggan;
  GeneratorOptions generator;
  DiscriminatorOptions discriminator;
  AugmentationOptions augmentation;
  ProxyOptions proxy;
  LossOptions loss;
  OptimizerOptions optimizer;
  PretrainingOptions pretraining;
  BaselineOptions baseline;
  CameraPriorOptions camera_prior;
  StageOptions stages;
  TrainingOptions training;

  /// @param index  0 is the coarsest.
  [[nodiscard]] Stage stage(int index) const { return {index, stages.count}; }

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("name", self.name, "part of the run folder's name");
    visit("method", self.method,
          "iggan, or a baseline: visual_hull, absorption_only or emission_absorption");
    visit("generator", self.generator, "voxel generator");
    visit("discriminator", self.discriminator, "picture discriminator");
    visit("augmentation", self.augmentation, "of the pictures that the discriminator sees");
    visit("proxy", self.proxy, "proxy neural renderer");
    visit("loss", self.loss, "weights of the losses");
    visit("optimizer", self.optimizer, "Adam for the three networks");
    visit("pretraining", self.pretraining, "of the proxy");
    visit("baseline", self.baseline, "image formation of the baselines");
    visit("camera_prior", self.camera_prior, "cameras of generated pictures");
    visit("stages", self.stages, "coarse to fine");
    visit("training", self.training, "the loop");
  }
};

/// Presets by name; the table is in presets.cpp.
[[nodiscard]] std::vector<std::string> preset_names();
/// @throws ConfigError for an unknown name, with the nearest one.
[[nodiscard]] TrainingConfig preset(const std::string& name);

/// Applies "training.batch_size=8" (the value is JSON, or else a bare string).
/// @throws ConfigError with the full key path.
void apply_setting(TrainingConfig& config, const std::string& setting);

/// A preset overridden by settings. @throws ConfigError.
[[nodiscard]] TrainingConfig resolve_config(const std::string& preset_name,
                                            const std::vector<std::string>& settings);

/// Checks combinations of options, which the ranges of single options cannot. @throws ConfigError.
void validate(const TrainingConfig& config);

/// One line per option: path, default, description; for --help and the docs.
[[nodiscard]] std::string describe_options(const TrainingConfig& defaults);

}  // namespace iggan
