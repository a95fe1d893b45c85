#pragma once
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <thread>

#include "run_command.h"

/// Starts `iggan <arguments>` in the background, without output. @return its process id, or 0.
inline int start_iggan(const std::string& arguments) {
  const std::string line =
      std::string("'") + IGGAN_COMMAND + "' " + arguments + " >/dev/null 2>&1 & echo $!";
  return std::atoi(run_shell(line).output.c_str());
}

/// How many processes have both texts in their command lines.
inline int processes_with(const std::string& first, const std::string& second) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    std::ifstream in(entry.path() / "cmdline", std::ios::binary);
    const std::string line((std::istreambuf_iterator<char>(in)), {});
    if (line.find(first) != std::string::npos && line.find(second) != std::string::npos) ++count;
  }
  return count;
}

/// Waits for a condition to become true. @return whether it did.
inline bool within_seconds(int seconds, const std::function<bool()>& condition) {
  for (int wait = 0; wait < 10 * seconds && !condition(); ++wait)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  return condition();
}
