#include <iggan/conformance/check_runner.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <vector>

#include <unistd.h>

#include <iggan/base/child_process.h>
#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/base/keeper.h>
#include <iggan/render/renderer_host.h>

namespace iggan::conformance {
namespace {

/// The first and the last lines of what a child printed: the first often say why it failed, and the
/// last say where.
std::string first_and_last_lines(const std::string& output) {
  constexpr std::size_t kLines = 6, kLongest = 200;
  std::vector<std::string> lines;
  std::istringstream in(output);
  for (std::string line; std::getline(in, line);)
    if (!line.empty()) lines.push_back(line.substr(0, kLongest));
  if (lines.size() > 2 * kLines) {
    lines[kLines] = fmt::format("... ({} lines)", lines.size() - 2 * kLines);
    lines.erase(lines.begin() + kLines + 1, lines.end() - kLines);
  }
  return fmt::format("{}", fmt::join(lines, "\n"));
}

}  // namespace

CheckReport run_check(const CheckRequest& request) {
  const Check& check = find_check(request.check);
  const std::string host = renderer_host_program().string();
  const auto start = std::chrono::steady_clock::now();
  const ChildOutcome outcome =
      run_child(keeper_command(host, {{host, "check", config::to_json(request).dump()}, 0, {}}),
                request.seconds);
  CheckReport report;
  report.id = check.id;
  const auto json = config::Json::parse(outcome.report, nullptr, false);
  if (json.is_object()) config::from_json(json, report, "");
  const bool reported = json.is_object();
  if (outcome.timed_out) {
    report.verdict = Verdict::timeout;
    report.message = fmt::format("expected an end within {:g} s, got none", request.seconds);
  } else if (!outcome.how_it_ended.empty() || !reported) {
    report.verdict = Verdict::crash;
    report.message = fmt::format(
        "expected the process to {}, got {}", reported ? "end with status 0" : "keep running",
        outcome.how_it_ended.empty() ? "an exit() by the plugin" : outcome.how_it_ended);
  }
  if (report.verdict == Verdict::timeout || report.verdict == Verdict::crash)
    report.rule = check.rule;
  if (report.verdict != Verdict::pass && report.verdict != Verdict::skip)
    report.printed = first_and_last_lines(outcome.output);
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

void run_check_as_child(const std::string& request_json) {
  CheckRequest request;
  config::from_json(config::parse_json(request_json, "the request"), request, "");
  const std::string report =
      config::to_json(run_check_here(request))
          .dump(-1, ' ', false,
                config::Json::error_handler_t::replace);  // a plugin's text may not be UTF-8
  if (!write_all(kChildReport, report.data(), report.size())) ::_exit(2);
  std::fflush(nullptr);  // flush what the plugin printed
  // Only this check tests what the plugin does when a process ends in the usual way.
  if (request.check == "exit.live_instance") std::exit(0);
  ::_exit(0);
}

}  // namespace iggan::conformance
