#include <iggan/conformance/check_runner.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>

#include <unistd.h>

#include <iggan/base/child_process.h>
#include <iggan/base/error.h>
#include <iggan/base/keeper.h>
#include <iggan/render/renderer_host.h>

namespace iggan::conformance {
namespace {

constexpr int kReportDescriptor = 3;

/// The end of what the child printed, on one line, for a message.
std::string last_words(const std::string& output) {
  std::string words = output.size() > 200 ? "..." + output.substr(output.size() - 200) : output;
  while (!words.empty() && words.back() == '\n') words.pop_back();
  for (char& c : words)
    if (c == '\n') c = ' ';
  return words.empty() ? "" : "; it printed: " + words;
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
    report.message = fmt::format("expected an end within {:g} s, got none{}", request.seconds,
                                 last_words(outcome.output));
  } else if (!outcome.how_it_ended.empty() || !reported) {
    report.verdict = Verdict::crash;
    report.message =
        fmt::format("expected the process to {}, got {}{}", reported ? "exit in peace" : "live",
                    outcome.how_it_ended.empty() ? "an exit() by the plugin" : outcome.how_it_ended,
                    last_words(outcome.output));
  }
  if (report.verdict == Verdict::timeout || report.verdict == Verdict::crash)
    report.rule = check.rule;
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

void run_check_as_child(const std::string& request_json) {
  CheckRequest request;
  config::from_json(config::parse_json(request_json, "the request"), request, "");
  const std::string report =
      config::to_json(run_check_here(request))
          .dump(-1, ' ', false,
                config::Json::error_handler_t::replace);  // a plugin's words may be no UTF-8
  std::size_t written = 0;
  while (written < report.size()) {
    const ssize_t count =
        ::write(kReportDescriptor, report.data() + written, report.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) ::_exit(2);
    written += static_cast<std::size_t>(count);
  }
  // Only this check asks what the plugin does when a process ends in the usual way.
  if (request.check == "exit.live_instance") std::exit(0);
  ::_exit(0);
}

}  // namespace iggan::conformance
