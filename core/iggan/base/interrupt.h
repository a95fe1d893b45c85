#pragma once
namespace iggan {

/// Installs handlers for SIGINT and SIGTERM that only raise a flag. A second Ctrl-C kills the
/// process as usual. Called by the command line's main, never by the library.
void catch_interrupts();

/// True once an interrupt came; long loops look at it between steps, save, and stop.
[[nodiscard]] bool interrupted();

}  // namespace iggan
