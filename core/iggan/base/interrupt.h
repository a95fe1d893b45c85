#pragma once
namespace iggan {

/// Installs handlers for SIGINT, SIGTERM and SIGHUP that only set a flag; a SIGHUP ignored by nohup
/// stays ignored. A second Ctrl-C kills the process as usual. If nothing checks the flag for a
/// minute, because a library loops, the process ends with status 130. SIGXFSZ is ignored: a write
/// beyond the file size limit then fails with a reason. Called by the command line's main, never by
/// the library.
void catch_interrupts();

/// True after an interrupt; long loops check it between steps, save, and stop.
[[nodiscard]] bool interrupted();

}  // namespace iggan
