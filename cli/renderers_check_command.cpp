#include <algorithm>
#include <map>
#include <memory>
#include <sstream>

#include <iggan/base/error.h>
#include <iggan/base/interrupt.h>
#include <iggan/config/json_file.h>
#include <iggan/conformance/check_runner.h>
#include <iggan/console/progress.h>
#include <iggan/console/table.h>
#include <iggan/formats/image_file.h>
#include <iggan/pictures/contact_sheet.h>
#include <iggan/render/plugin_probe.h>
#include <iggan/render/plugin_registry.h>
#include <iggan/render/program_file.h>
#include <iggan/scene/scene_distribution.h>

#include "command.h"
#include "output.h"

namespace iggan::cli {
namespace {

namespace fs = std::filesystem;
using conformance::Check;
using conformance::CheckReport;
using conformance::CheckRequest;
using conformance::Verdict;

struct CheckArguments {
  std::string name, renderer, params = "{}", out, pictures = "check-pictures";
  std::vector<std::string> only;
  std::uint64_t seed = 1;
  double seconds = 20;
  bool list = false, json = false;
};

void list_checks(bool json) {
  Table table({"check", "title"});
  config::Json list = config::Json::array();
  for (const Check& check : conformance::all_checks()) {
    table.add({check.id, check.title});
    list.push_back({{"id", check.id}, {"title", check.title}});
  }
  if (json) print_json(list);
  if (!json) print_lines(table.text(colour_of(Stream::output)));
}

/// Does not open a plugin that is given by path: only the child process opens it.
CheckRequest request_for(const CheckArguments& arguments) {
  CheckRequest request;
  request.params = config::parse_json(arguments.params, "--params").dump();
  request.seed = arguments.seed;
  request.seconds = arguments.seconds;
  request.renderer = arguments.renderer;
  if (is_plugin_path(arguments.name)) {
    request.library = fs::absolute(arguments.name).lexically_normal().string();
    if (!fs::exists(request.library)) fail<PluginError>("there is no plugin {}", request.library);
    return request;
  }
  const RendererInfo info = describe_renderer(arguments.name);
  request.library = info.library_path;
  if (request.renderer.empty()) request.renderer = info.id;
  return request;
}

bool is_failure(Verdict verdict) {
  return verdict == Verdict::fail || verdict == Verdict::crash || verdict == Verdict::timeout;
}

Paint paint_of(Verdict verdict) {
  if (is_failure(verdict)) return Paint::red;
  return verdict == Verdict::pass ? Paint::green : Paint::yellow;
}

/// Prints one or more lines for each check as it ends.
class CheckPrinter {
 public:
  explicit CheckPrinter(const std::vector<const Check*>& checks) {
    for (const Check* check : checks) table_.make_room_for({"timeout", check->id});
  }
  void print(const CheckReport& report) {
    table_.add({{to_string(report.verdict), paint_of(report.verdict)}, report.id, report.message});
    std::string text = table_.last_row(colour_);
    if (!report.rule.empty()) text += kIndent + ("rule: " + report.rule) + "\n";
    std::istringstream printed(report.printed);
    for (std::string line; std::getline(printed, line);)
      text += kIndent + ("printed: " + line) + "\n";
    if (!report.picture.empty())
      text += kIndent + ("picture (expected, got): " + report.picture) + "\n";
    print_lines(text);
  }

 private:
  static constexpr const char* kIndent = "         ";  // below the id
  Table table_ = Table({"", "", ""});
  Colour colour_ = colour_of(Stream::output);
};

config::Json json_of(const CheckRequest& request, const std::vector<CheckReport>& reports) {
  config::Json document{{"library", request.library},
                        {"renderer", request.renderer},
                        {"params", request.params},
                        {"seed", request.seed},
                        {"checks", config::Json::array()}};
  for (const CheckReport& report : reports) document["checks"].push_back(config::to_json(report));
  return document;
}

/// The checks of --only, which may name families; without --only, all checks. The first is always
/// the one that all others need.
std::vector<const Check*> chosen_checks(const std::vector<std::string>& only) {
  std::vector<const Check*> checks;
  if (!only.empty()) checks.push_back(&conformance::find_check(conformance::kFirstCheck));
  for (const std::string& id : only) {
    if (id == conformance::kFirstCheck) continue;
    const std::size_t before = checks.size();
    for (const Check& check : conformance::all_checks())
      if (std::string(check.id).rfind(id + ".", 0) == 0 && &check != checks.front())
        checks.push_back(&check);
    if (checks.size() == before) checks.push_back(&conformance::find_check(id));
  }
  if (checks.empty())
    for (const Check& check : conformance::all_checks()) checks.push_back(&check);
  return checks;
}

std::map<Verdict, int> counts_of(const std::vector<CheckReport>& reports) {
  std::map<Verdict, int> counts;
  for (const CheckReport& report : reports) ++counts[report.verdict];
  return counts;
}

std::string summary_of(const std::vector<CheckReport>& reports, std::uint64_t seed) {
  double seconds = 0;
  for (const CheckReport& report : reports) seconds += report.seconds;
  std::string summary;
  for (const auto& [verdict, count] : counts_of(reports))
    summary += fmt::format("{}{} {}", summary.empty() ? "" : ", ", count, to_string(verdict));
  return fmt::format("{} check{} in {:.1f} s: {}; seed {}\n", reports.size(),
                     reports.size() == 1 ? "" : "s", seconds, summary, seed);
}

/// Chooses which of the library's renderers to check, by default the first, and describes the
/// choice. A broken library, or a program that has not run, has no known renderers.
std::string choose_renderer(CheckRequest& request) {
  PluginFacts facts;
  if (!is_program(request.library)) facts = probe_plugin(request.library);
  std::vector<std::string> others;
  for (const RendererInfo& info : facts.renderers) {
    if (request.renderer.empty()) request.renderer = info.id;
    if (info.id != request.renderer) others.push_back(info.id);
  }
  std::string title = request.library;
  if (!request.renderer.empty()) title += " (" + request.renderer + ")";
  if (!others.empty())
    title += fmt::format("\none of its {} renderers; --renderer ID checks another: {}",
                         facts.renderers.size(), fmt::join(others, ", "));
  return title + "\n";
}

/// Converts the check's picture to PNG, since more programs can show PNG than PPM files. It has few
/// pixels: each becomes a square that a person can see.
void convert_picture(const fs::path& drawn, const fs::path& wanted, CheckReport& report) {
  if (!report.picture.empty()) {
    const ImageU8 image = read_image(drawn);
    write_image(wanted, magnified(image, std::max(1, 512 / std::max(image.width, image.height))));
    report.picture = wanted.string();
  }
  std::error_code absent;
  fs::remove(drawn, absent);
}

void run_checks(const CheckArguments& arguments) {
  if (arguments.list) {
    list_checks(arguments.json);
    return;
  }
  if (arguments.name.empty())
    fail<ConfigError>("name a renderer or give the path of a plugin; --list shows the checks");
  CheckRequest request = request_for(arguments);
  const std::vector<const Check*> checks = chosen_checks(arguments.only);
  const std::string title = choose_renderer(request);
  if (!arguments.json) print_lines(title);
  std::vector<CheckReport> reports;
  CheckPrinter printer(checks);
  {
    ProgressLine progress("checks", checks.size());
    for (const Check* check : checks) {
      if (interrupted()) throw Interrupted("stopped");
      progress.update(reports.size(), check->id);
      request.check = check->id;
      const fs::path picture = fs::absolute(arguments.pictures) / request.check;
      request.picture = picture.string() + ".ppm";
      reports.push_back(run_check(request));
      convert_picture(request.picture, picture.string() + ".png", reports.back());
      if (!arguments.json) printer.print(reports.back());
      if (check->id == std::string(conformance::kFirstCheck) && is_failure(reports.back().verdict))
        break;  // the other checks would not add information
    }
  }
  if (arguments.json) print_json(json_of(request, reports));
  if (!arguments.json) {
    print_lines(summary_of(reports, request.seed));
    if (reports.size() < checks.size())
      print_lines(fmt::format("the other {} need a renderer that can be used, and were not run\n",
                              checks.size() - reports.size()));
  }
  if (!arguments.out.empty()) config::write_json(arguments.out, json_of(request, reports));
  std::map<Verdict, int> counts = counts_of(reports);
  int failures = 0;
  for (const auto& [verdict, count] : counts)
    if (is_failure(verdict)) failures += count;
  if (failures == 0) return;
  if (failures == counts[Verdict::timeout])
    fail<PluginError>(
        "{} did not finish {} of {} checks within {:g} s: it may hang; if it is only slow or the "
        "machine is busy, a longer --timeout helps",
        request.library, failures, reports.size(), request.seconds);
  fail<PluginError>("{} breaks the contract", request.library);
}

}  // namespace

void add_renderers_check_command(CLI::App& renderers) {
  auto arguments = std::make_shared<CheckArguments>();
  CLI::App* command = renderers.add_subcommand(
      "check",
      "Check a plugin or program against the renderer contract, each check in its own process.");
  command->add_option("name", arguments->name, "A name, an id, or the path of a plugin or program")
      ->type_name("RENDERER");
  command->add_flag("--list", arguments->list, "List the checks and exit");
  command
      ->add_option("--only", arguments->only,
                   "Id of a check, or a family such as colour; may be repeated")
      ->allow_extra_args(false)
      ->delimiter(',');
  command->add_option("--params", arguments->params, "The renderer's parameters")
      ->type_name("JSON");
  command
      ->add_option("--renderer", arguments->renderer,
                   "Id of the renderer, for a library with several")
      ->type_name("ID");
  command->add_option("--seed", arguments->seed, "Seed of the random jobs");
  command->add_option("--timeout", arguments->seconds, "Time limit of a check, seconds")
      ->check(between(0.1, 3600));
  command
      ->add_option("--pictures", arguments->pictures,
                   "Folder for pictures of differences; created if there are any")
      ->type_name("FOLDER");
  command->add_option("--out", arguments->out, "Also write the results to this JSON file")
      ->type_name("FILE");
  add_json_flag(*command, arguments->json);
  command->footer(
      "Example:\n  iggan renderers check ./my_renderer.so\n"
      "The exit status is 0 when nothing fails; warnings and skipped checks are not failures.");
  command->callback([arguments] { run_checks(*arguments); });
}

}  // namespace iggan::cli
