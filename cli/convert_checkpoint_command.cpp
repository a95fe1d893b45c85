#include <memory>

#include <iggan/base/child_process.h>
#include <iggan/base/error.h>
#include <iggan/experiments/own_command.h>
#include <iggan/features/archive_conversion.h>
#include <iggan/training/run_folder.h>

#include "command.h"
#include "output.h"

namespace iggan::cli {
namespace {

namespace fs = std::filesystem;

constexpr double kConversionSeconds = 300;  // the confined process has less CPU time

struct ConvertArguments {
  std::vector<std::string> inputs;
  std::string out;
  bool json = false;
};

/// Files as they are; for a run folder, its old checkpoints.
std::vector<fs::path> archives_of(const std::vector<std::string>& inputs) {
  std::vector<fs::path> all;
  for (const fs::path input : inputs) {
    if (fs::is_regular_file(input)) {
      all.push_back(input);
      continue;
    }
    if (!fs::is_directory(input))
      fail<DataError>("{}: give a file, or a run folder", input.string());
    const auto found = RunFolder::open(input).old_checkpoints();
    if (found.empty())
      fail<DataError>("{} holds no checkpoint of iggan 0.1 (checkpoint-NNNNNN.pt)", input.string());
    all.insert(all.end(), found.begin(), found.end());
  }
  return all;
}

void convert(const fs::path& from, const fs::path& to) {
  const std::uint64_t most = most_sent_bytes(fs::file_size(from));
  const ChildOutcome child =
      run_child(own_command({kSendArchive, from.string()}), kConversionSeconds, most);
  if (child.timed_out || child.report.size() > most || !child.how_it_ended.empty())
    fail<DataError>(
        "cannot convert {}: it is damaged, or it holds a program that tried to do something while "
        "it was read. None of it was run outside a confined process ({})",
        from.string(),
        child.timed_out              ? "ended because it took too long"
        : child.how_it_ended.empty() ? "ended because its output was too long"
                                     : "ended by " + child.how_it_ended);
  write_converted(child.report, from, to);
}

void run_convert(const ConvertArguments& arguments) {
  const std::vector<fs::path> archives = archives_of(arguments.inputs);
  if (!arguments.out.empty() && archives.size() != 1)
    fail<ConfigError>("--out names one file, but {} are to be converted", archives.size());
  std::vector<std::pair<fs::path, fs::path>> files;
  for (const fs::path& from : archives) {
    fs::path to = arguments.out;
    if (to.empty()) to = fs::path(from).replace_extension(RunFolder::kCheckpointExtension);
    if (fs::exists(to)) fail<DataError>("{} already exists and was left unchanged", to.string());
    files.emplace_back(from, to);
  }
  config::Json made = config::Json::array();
  std::string lines;
  for (const auto& [from, to] : files) {
    convert(from, to);
    made.push_back(to.string());
    lines += to.string() + "\n";
  }
  if (arguments.json)
    print_json({{"files", made}});
  else
    print_lines(lines);
}

}  // namespace

void add_convert_checkpoint_command(CLI::App& app) {
  auto arguments = std::make_shared<ConvertArguments>();
  CLI::App* command =
      app.add_subcommand("convert-checkpoint",
                         "Convert checkpoints and feature weights of iggan 0.1 (.pt) to the "
                         "current format (.safetensors).\nAn old file can hold a program, so it is "
                         "read in a process that can neither open files nor run programs.");
  command
      ->add_option("input", arguments->inputs,
                   "Files, or run folders, whose old checkpoints are all converted")
      ->required()
      ->type_name("FILE");
  command
      ->add_option("--out", arguments->out,
                   "File to make; by default next to the old one, which is kept")
      ->type_name("FILE");
  add_json_flag(*command, arguments->json);
  command->footer("Example:\n  iggan convert-checkpoint runs/00000-sofa-raster");
  command->callback([arguments] { run_convert(*arguments); });
}

}  // namespace iggan::cli
