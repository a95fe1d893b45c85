#pragma once
#include <memory>
#include <sstream>

#include <spdlog/sinks/ostream_sink.h>

#include <iggan/console/log.h>

/// A log captured as text.
struct TextLog {
  std::ostringstream text;
  iggan::Log log{"test", std::make_shared<spdlog::sinks::ostream_sink_mt>(text)};

  /// For a renderer, which keeps the pointer; destroy the renderer first.
  std::shared_ptr<iggan::Log> borrowed() { return {std::shared_ptr<void>(), &log}; }
};
