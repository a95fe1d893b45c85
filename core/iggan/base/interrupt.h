#pragma once
namespace iggan {

/// Installs handlers for SIGINT, SIGTERM and SIGHUP that only raise a flag; a SIGHUP that nohup
/// ignores stays ignored. A second Ctrl-C kills the process as usual. Where nothing looks at the
/// flag for a minute, since a library loops, the process ends with status 130. SIGXFSZ is ignored:
/// a write beyond the limit of file sizes then fails, with a reason. Called by the command line's
/// main, never by the library.
void catch_interrupts();

/// True once an interrupt came; long loops look at it between steps, save, and stop.
[[nodiscard]] bool interrupted();

}  // namespace iggan
