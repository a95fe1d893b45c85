#pragma once
#include <functional>
#include <optional>
#include <string>

#include <iggan/base/error.h>
#include <iggan/base/error_message.h>
#include <iggan/experiments/own_command.h>

#include "output.h"

namespace iggan::cli {

/// Does the work of a cell; what goes wrong with it is noted, and leaves the others.
/// @param work  gives an outcome, whose `failed` has the reason if it failed.
/// @return whether it is done, or being done by another process. @throws Interrupted.
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
