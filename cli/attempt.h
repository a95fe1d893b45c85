#pragma once
#include <functional>
#include <optional>
#include <string>

#include <iggan/base/error.h>
#include <iggan/base/error_message.h>
#include <iggan/experiments/own_command.h>

#include "output.h"

namespace iggan::cli {

/// Does the work of a cell. A failure is noted and does not affect the other cells.
/// @param work  returns an outcome whose `failed` gives the reason if the work failed.
/// @return whether the cell is done, or another process is doing it. @throws Interrupted.
template <class Work>
bool attempt(const std::string& name, const Work& work) {
  std::optional<std::string> reason;
  try {
    reason = work().failed;
  } catch (const Interrupted&) {
    throw;
  } catch (const FolderInUse& error) {
    note(error.what());
  } catch (const std::exception& error) {
    reason = message_of(error);
  }
  if (reason) note(name + " failed: " + *reason);
  return !reason;
}

}  // namespace iggan::cli
