#pragma once
#include <iggan/conformance/check.h>

namespace iggan::conformance {

/// Runs one check in its own process, so that a crash or hang of the plugin affects only that
/// process, and kills the process after request.seconds.
/// @throws ConfigError for an unknown check, PluginError when iggan-renderer-host is missing.
[[nodiscard]] CheckReport run_check(const CheckRequest& request);

/// The child's side: runs the check, writes the report to descriptor 3 and ends the process.
[[noreturn]] void run_check_as_child(const std::string& request_json);

}  // namespace iggan::conformance
