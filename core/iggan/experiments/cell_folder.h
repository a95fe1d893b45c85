#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include <iggan/base/error_message.h>
#include <iggan/base/interrupt.h>
#include <iggan/config/json_lines.h>
#include <iggan/experiments/own_command.h>

namespace iggan {

/// Whether two documents are equal, regardless of the order of keys.
[[nodiscard]] inline bool says_the_same(const config::Json& a, const config::Json& b) {
  return nlohmann::json(a) == nlohmann::json(b);
}

/// The outcome of a cell: its result, or why it failed.
template <class Identity, class Result>
struct CellOutcome {
  Identity identity;
  std::optional<std::string> failed;  // the reason
  Result result;                      // of a cell that did not fail

  [[nodiscard]] bool is_done() const { return !failed; }

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    Identity::fields(self.identity, visit);
    visit("failed", self.failed, "why there is no result");
    if (!self.failed) Result::fields(self.result, visit);
  }
};

/// The folder of one cell of an experiment or of a comparison, and the rules for all such folders:
///
///   cell.json    what the cell is, written when it starts
///   result.json  what the cell is, and its result
///   failed.json  instead of result.json: why the cell failed
///   log.txt      the output of the commands that were run in it
///
/// A finished cell is never run again; a failed one is. Results of another cell are refused, never
/// mixed or overwritten. Only one process at a time works in a folder.
///
/// @tparam Identity  fields(); difference_from(before): why work of `before` does not belong to
///                   this cell, as the end of a sentence that starts with the folder; empty if it
///                   does.
/// @tparam Result    fields(); upgrade(json): makes an earlier version's file readable.
template <class Identity, class Result>
class CellFolder {
 public:
  using Outcome = CellOutcome<Identity, Result>;

  CellFolder(std::filesystem::path path, Identity identity)
      : path_(std::move(path)), identity_(std::move(identity)) {}

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] const Identity& identity() const { return identity_; }

  /// The outcome of the cell; empty before the cell has ended.
  /// @throws ConfigError when the folder holds the result of another cell.
  [[nodiscard]] std::optional<Outcome> outcome() const {
    if (const auto done = read_outcome("result.json")) {
      refuse(identity_.difference_from(done->identity));
      return done;
    }
    const auto failed = read_outcome("failed.json");
    return failed && identity_.difference_from(failed->identity).empty() ? failed : std::nullopt;
  }
  [[nodiscard]] bool is_done() const {
    const auto known = outcome();
    return known && known->is_done();
  }

  /// Starts or resumes the cell.
  /// @param has_work  whether the folder holds work to resume.
  /// @throws ConfigError when that work was started by another cell.
  void begin(bool has_work) const {
    const std::filesystem::path file = path_ / "cell.json";
    if (has_work && std::filesystem::exists(file))
      refuse(identity_.difference_from(config::read_struct<Identity>(file)));
    std::filesystem::create_directories(path_);
    config::write_json(file, config::to_json(identity_));
  }

  /// Unless the cell is done, does its work while no other process can work in the folder, and
  /// saves the outcome.
  /// @param work  takes a FolderLock and returns a Result; if it throws, the cell has failed.
  /// @throws Error when another process works in the folder; ConfigError as outcome(); Interrupted.
  template <class Work>
  Outcome run(const Work& work) const {
    std::filesystem::create_directories(path_);
    const FolderLock lock(path_);
    if (const auto known = outcome(); known && known->is_done()) return *known;
    Outcome now{identity_, std::nullopt, {}};
    try {
      now.result = work(lock);
    } catch (const Interrupted&) {
      throw;
    } catch (const std::exception& error) {
      now.failed = message_of(error);
    }
    config::write_json(path_ / (now.is_done() ? "result.json" : "failed.json"),
                       config::to_json(now));
    if (now.is_done()) std::filesystem::remove(path_ / "failed.json");
    return now;
  }

 private:
  [[nodiscard]] std::optional<Outcome> read_outcome(const char* name) const {
    const std::filesystem::path file = path_ / name;
    if (!std::filesystem::exists(file)) return std::nullopt;
    config::Json json = config::read_json(file);
    Result::upgrade(json);
    return config::struct_of<Outcome>(json, file.string());
  }

  void refuse(const std::string& difference) const {
    if (!difference.empty()) fail<ConfigError>("{} {}", path_.string(), difference);
  }

  std::filesystem::path path_;
  Identity identity_;
};

}  // namespace iggan
