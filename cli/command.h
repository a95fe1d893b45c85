#pragma once
#include <string>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <iggan/config/enum_names.h>

namespace iggan::cli {

/// Each command is one file `<verb>_command.cpp` with one function that adds the command to the
/// application: options with defaults, an example in the footer, and a callback that does the work
/// and throws iggan::Error on failure. main() has the table of commands.
void add_experiment_command(CLI::App& app);
void add_bench_command(CLI::App& app);  // bench renderers
void add_compare_command(CLI::App& app);
void add_completion_command(CLI::App& app);
void add_convert_checkpoint_command(CLI::App& app);
void add_dataset_command(CLI::App& app);  // dataset images, render, shapes
void add_dataset_images_command(CLI::App& dataset);
void add_dataset_render_command(CLI::App& dataset);
void add_dataset_shapes_command(CLI::App& dataset);
void add_directions_command(CLI::App& app);
void add_doctor_command(CLI::App& app);
void add_evaluate_command(CLI::App& app);
void add_features_command(CLI::App& app);  // features train, features check
void add_interpolate_command(CLI::App& app);
void add_invert_command(CLI::App& app);
void add_launch_command(CLI::App& app);
void add_manual_command(CLI::App& app);
void add_render_command(CLI::App& app);
void add_renderers_command(CLI::App& app);  // renderers list, renderers info, renderers check
void add_renderers_check_command(CLI::App& renderers);
void add_report_command(CLI::App& app);
void add_sample_command(CLI::App& app);
void add_train_command(CLI::App& app);
void add_watch_command(CLI::App& app);

/// Adds --trust, which allows opening a feature extractor in TorchScript.
inline void add_trust_flag(CLI::App& command, bool& trust) {
  command.add_flag("--trust", trust,
                   "Allow an extractor in TorchScript. Such a file is a program: once loaded, it "
                   "can do anything that you can");
}

/// The names of an enum as "{a,b}", for CLI::Option::type_name.
template <class E>
[[nodiscard]] std::string choices() {
  return fmt::format("{{{}}}", fmt::join(names_of<E>(), ","));
}

/// A number from low to high; not NaN, which CLI::Range lets through.
[[nodiscard]] inline CLI::Validator between(double low, double high) {
  return CLI::Validator(
      [low, high](const std::string& text) {
        double value = 0;
        const bool inside = CLI::detail::lexical_cast(text, value) && value >= low && value <= high;
        return inside ? std::string()
                      : fmt::format("{} is not a number from {} to {}", text, low, high);
      },
      fmt::format("{} to {}", low, high));
}

/// The numbers as users type them, for the defaults in --help. CLI11 formats vectors differently
/// depending on whether a header that can stream them was included first.
[[nodiscard]] inline std::string typed(const std::vector<double>& numbers) {
  return fmt::format("{}", fmt::join(numbers, ","));
}

}  // namespace iggan::cli
