#include <cstdio>
#include <memory>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/console/log.h>
#include <iggan/console/table.h>
#include <iggan/data/shape_set.h>
#include <iggan/features/feature_extractor.h>
#include <iggan/features/furniture_training.h>
#include <iggan/render/plugin_registry.h>

#include "command.h"
#include "output.h"
#include "scene_options.h"

namespace iggan::cli {
namespace {

struct FeaturesTrainArguments {
  std::vector<std::string> shapes;
  std::string out;
  SceneOptions scene;
  FurnitureTrainingOptions training;
  bool json = false;
};

void run_features_train(const FeaturesTrainArguments& arguments) {
  if (std::filesystem::exists(arguments.out))
    fail<DataError>("{} already exists: give another name", arguments.out);
  std::vector<Shape> shapes;
  for (const std::string& folder : arguments.shapes)
    for (Shape& shape : load_shape_set(folder).shapes) shapes.push_back(std::move(shape));
  const SceneDistribution scene = arguments.scene.resolve();
  const auto renderer = open_renderer({scene.renderer, scene.renderer_params, 0, make_log()});
  const FurnitureTrainingReport report =
      train_furniture_features(shapes, *renderer, scene, arguments.training, arguments.out);
  if (arguments.json) {
    print_json({{"file", arguments.out},
                {"sha256", sha256_of_file(arguments.out)},
                {"shapes", report.shapes},
                {"source_models", report.source_models},
                {"source_accuracy", report.source_accuracy},
                {"azimuth_accuracy", report.azimuth_accuracy},
                {"elevation_error_degrees", report.elevation_error}});
    return;
  }
  fmt::print("{} shapes of {} source models\n", report.shapes, report.source_models);
  fmt::print(
      "on the held-out pictures: source model {:.1f}% correct, azimuth (15 degrees) {:.1f}%, "
      "elevation error {:.1f} degrees\n",
      100 * report.source_accuracy, 100 * report.azimuth_accuracy, report.elevation_error);
  fmt::print("{}  {}\n", sha256_of_file(arguments.out), arguments.out);
}

struct FeaturesCheckArguments {
  std::string name = "furniture";
  bool trust = false, json = false;
};

void run_features_check(const FeaturesCheckArguments& arguments) {
  const auto extractor =
      open_feature_extractor(arguments.name, arguments.trust ? Trust::given : Trust::none);
  const ExtractorFacts& facts = extractor->facts();
  Pictures pictures{2, 64, 64, 1, std::vector<std::uint8_t>(2 * 64 * 64)};
  for (std::size_t i = 0; i < pictures.bytes.size(); ++i)
    pictures.bytes[i] = static_cast<std::uint8_t>(i * i / 97);
  const FeatureMatrix both = extractor->extract(pictures);
  pictures.count = 1;
  pictures.bytes.resize(64 * 64);
  const FeatureMatrix one = extractor->extract(pictures);
  float difference = 0;
  for (std::size_t i = 0; i < one.width; ++i)
    difference = std::max(difference, std::abs(one.values[i] - both.values[i]));
  if (arguments.json) {
    config::Json json = config::to_json(facts);
    json["width"] = one.width;
    json["difference_in_batches"] = difference;
    print_json(json);
    return;
  }
  Table table({"", ""});
  table.add({"name", facts.name});
  table.add({"metric", facts.metric});
  table.add({"sha256", facts.sha256});
  table.add({"interface", facts.interface});
  table.add({"resize", facts.resize});
  table.add({"width", fmt::format("{} features per picture", one.width)});
  table.add(
      {"batches", fmt::format("a picture alone or in a batch: features differ by {:.2g} at most",
                              difference)});
  print_lines(table.text(colour_of(Stream::output)));
}

void add_features_train_command(CLI::App& features) {
  auto arguments = std::make_shared<FeaturesTrainArguments>();
  auto* command = features.add_subcommand(
      "train", "Train a small network whose features distinguish furniture and views.");
  command->add_option("--shapes", arguments->shapes, "Shape sets (iggan dataset shapes)")
      ->required()
      ->type_name("FOLDER");
  command->add_option("--out", arguments->out, "File to make; must not exist yet")
      ->required()
      ->type_name("FILE");
  auto& training = arguments->training;
  command
      ->add_option("--pictures", training.pictures,
                   "Pictures to render; a tenth is held out to test the network")
      ->check(CLI::Range(20, 10000000));
  command->add_option("--epochs", training.epochs, "Passes over the pictures")
      ->check(CLI::Range(1, 100000));
  command->add_option("--seed", training.seed, "Seed of pictures, weights and order");
  command->add_option("--threads", training.threads, "Threads; 0: one per core")
      ->check(CLI::Range(0, 1024));
  arguments->scene.add_to(*command);
  add_json_flag(*command, arguments->json);
  command->footer(
      "Example:\n  iggan features train --shapes data/sofas data/chairs --out "
      "features.safetensors\n"
      "--scene accepts what the dataset.json of a picture set contains under \"scene\".");
  command->callback([arguments] { run_features_train(*arguments); });
}

}  // namespace

void add_features_command(CLI::App& app) {
  CLI::App* features = app.add_subcommand(
      "features", "Train and check networks for comparing pictures (`iggan evaluate --pictures`).");
  features->require_subcommand(1);
  add_features_train_command(*features);
  auto arguments = std::make_shared<FeaturesCheckArguments>();
  CLI::App* check =
      features->add_subcommand("check", "Describe a feature extractor and try it out.");
  check
      ->add_option("extractor", arguments->name,
                   "furniture, furniture-rgb, or a file: weights or TorchScript")
      ->type_name("FILE");
  add_trust_flag(*check, arguments->trust);
  add_json_flag(*check, arguments->json);
  check->footer("Example:\n  iggan features check inception-2015-12-05.pt --trust");
  check->callback([arguments] { run_features_check(*arguments); });
}

}  // namespace iggan::cli
