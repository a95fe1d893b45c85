#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>

#include <unistd.h>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/base/interrupt.h>
#include <iggan/conformance/check_runner.h>
#include <iggan/render/plugin_registry.h>
#include <iggan/scene/scene_distribution.h>

#include "command.h"

namespace iggan::cli {
namespace {

namespace fs = std::filesystem;
using conformance::Check;
using conformance::CheckReport;
using conformance::CheckRequest;
using conformance::Verdict;

struct CheckArguments {
  std::string name, renderer, params = "{}", json, pictures = "check-pictures";
  std::vector<std::string> only;
  std::uint64_t seed = 1;
  double seconds = 20;
  bool list = false;
};

void list_checks() {
  for (const Check& check : conformance::all_checks())
    fmt::print("{:<24} {}\n", check.id, check.title);
}

/// A path is not opened here: that, too, is left to the child.
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

void print(const CheckReport& report) {
  static const bool colour = ::isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
  const char* paint = !colour                           ? ""
                      : is_failure(report.verdict)      ? "\033[31m"
                      : report.verdict == Verdict::pass ? "\033[32m"
                                                        : "\033[33m";
  fmt::print("{}{:<7}{} {:<24}", paint, to_string(report.verdict), colour ? "\033[0m" : "",
             report.id);
  if (!report.message.empty()) fmt::print(" {}", report.message);
  if (!report.rule.empty()) fmt::print("\n{:32} rule: {}", "", report.rule);
  if (!report.picture.empty())
    fmt::print("\n{:32} picture (expected, got): {}", "", report.picture);
  fmt::print("\n");
  std::fflush(stdout);
}

config::Json json_of(const CheckRequest& request, const std::vector<CheckReport>& reports) {
  config::Json document{{"library", request.library},
                        {"renderer", request.renderer},
                        {"params", request.params},
                        {"seed", request.seed},
                        {"checks", config::Json::array()}};
  for (const CheckReport& report : reports) document["checks"].push_back(config::to_json(report));
  return document;
}

void run_checks(const CheckArguments& arguments) {
  if (arguments.list) {
    list_checks();
    return;
  }
  if (arguments.name.empty())
    fail<ConfigError>("name a renderer or give the path of a plugin; --list shows the checks");
  CheckRequest request = request_for(arguments);
  std::vector<const Check*> checks;
  for (const std::string& id : arguments.only) {
    const std::size_t before = checks.size();
    for (const Check& check : conformance::all_checks())
      if (std::string(check.id).rfind(id + ".", 0) == 0) checks.push_back(&check);
    if (checks.size() == before) checks.push_back(&conformance::find_check(id));
  }
  if (checks.empty())
    for (const Check& check : conformance::all_checks()) checks.push_back(&check);

  fmt::print("{}{}\n", request.library,
             request.renderer.empty() ? "" : " (" + request.renderer + ")");
  std::vector<CheckReport> reports;
  std::map<Verdict, int> counts;
  double seconds = 0;
  for (const Check* check : checks) {
    if (interrupted()) throw Interrupted("stopped");
    request.check = check->id;
    request.picture = (fs::absolute(arguments.pictures) / (request.check + ".png")).string();
    reports.push_back(run_check(request));
    print(reports.back());
    ++counts[reports.back().verdict];
    seconds += reports.back().seconds;
  }
  std::string summary;
  for (const auto& [verdict, count] : counts)
    summary += fmt::format("{}{} {}", summary.empty() ? "" : ", ", count, to_string(verdict));
  fmt::print("{} check{} in {:.1f} s: {}; seed {}\n", reports.size(),
             reports.size() == 1 ? "" : "s", seconds, summary, request.seed);
  if (!arguments.json.empty())
    write_text_atomically(
        arguments.json,
        json_of(request, reports).dump(2, ' ', false, config::Json::error_handler_t::replace) +
            "\n");
  if (std::any_of(reports.begin(), reports.end(),
                  [](const CheckReport& report) { return is_failure(report.verdict); }))
    fail<PluginError>("{} breaks the contract", request.library);
}

}  // namespace

void add_renderers_check_command(CLI::App& renderers) {
  auto arguments = std::make_shared<CheckArguments>();
  CLI::App* command = renderers.add_subcommand(
      "check", "run a plugin against the renderer ABI's contract, each check in its own process");
  command->add_option("name", arguments->name, "a name, an id, or a path to a plugin");
  command->add_flag("--list", arguments->list, "list the checks, and stop");
  command
      ->add_option("--only", arguments->only,
                   "id of a check, or a family such as colour; may be repeated")
      ->allow_extra_args(false)
      ->delimiter(',');
  command->add_option("--params", arguments->params, "the renderer's parameters, JSON");
  command->add_option("--renderer", arguments->renderer, "id, for a library that holds several");
  command->add_option("--seed", arguments->seed, "of the random jobs");
  command->add_option("--timeout", arguments->seconds, "seconds for one check")
      ->check(CLI::Range(0.1, 3600.0));
  command->add_option("--pictures", arguments->pictures,
                      "folder for pictures of differences; made when there is one");
  command->add_option("--json", arguments->json, "also write the results to this file");
  command->footer(
      "Example:\n  iggan renderers check ./my_renderer.so\n"
      "The exit status is 0 when nothing fails; warnings and skipped checks are no failures.");
  command->callback([arguments] { run_checks(*arguments); });
}

}  // namespace iggan::cli
