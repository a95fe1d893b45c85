#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <iggan/renderer_abi.h>

#include <iggan/render/renderer.h>

namespace iggan {

/// When a plugin called should_stop during one of its calls; any of its threads may call it.
class PollWatch {
 public:
  void start();
  /// @param stopping  the value returned to the plugin.
  void poll(bool stopping);
  /// Call this when the plugin has returned.
  void finish();

  [[nodiscard]] int polls() const { return polls_; }
  [[nodiscard]] double milliseconds() const { return last_ - start_; }
  [[nodiscard]] double longest_gap() const { return longest_; }  // milliseconds
  [[nodiscard]] double since_stop() const {                      // milliseconds; -1: never stopped
    return stopped_ < 0 ? -1 : last_ - stopped_;
  }

 private:
  void look();
  std::mutex mutex_;
  double start_ = 0, last_ = 0, longest_ = 0, stopped_ = -1;
  int polls_ = 0;
};

/// Records each call of a plugin with its arguments, and checks the results against the contract
/// during a real run: this finds faults that `iggan renderers check` does not cover. Lines that
/// start with "!!" report faults; lines that start with "??" report calls that were slow, perhaps
/// because the machine was busy. Several processes may write to one file.
class RendererTrace {
 public:
  /// Opens a trace in the file that IGGAN_TRACE_RENDERER names; null if the variable is not set.
  /// @throws DataError when it cannot be written.
  [[nodiscard]] static std::unique_ptr<RendererTrace> of_environment(const RendererInfo& info);
  ~RendererTrace();
  RendererTrace(const RendererTrace&) = delete;
  RendererTrace& operator=(const RendererTrace&) = delete;

  void created(const iggan_create_info& asked, iggan_status status, const std::string& text,
               double milliseconds);
  void destroyed();
  void asked_extension(const char* id, bool offered);
  /// Records what the plugin changed in the process.
  void changed(const std::string& what);

  /// One call of render_batch. The pictures lie one after another, as float32 RGBA.
  struct Batch {
    const std::vector<iggan_job>& jobs;
    float* rgba;
    std::size_t floats;  // of one picture
    std::uint64_t inputs = 0;
  };
  /// Fills the pictures with a value that no plugin writes, and records the inputs.
  void before(Batch& batch) const;
  /// @param text  the plugin's message.
  void after(const Batch& batch, iggan_status status, const std::vector<iggan_status>& statuses,
             const std::string& text, const PollWatch& watch);
  /// Whether to render the first job of this batch again: true for every sixteenth batch if the
  /// plugin promises determinism.
  [[nodiscard]] bool wants_again();
  void drawn_again(const float* first, const float* again, std::size_t floats);

 private:
  RendererTrace(const RendererInfo& info, int file);
  void line(const std::string& text) const;
  void fault(const std::string& text) const { line("!! " + text); }
  void check_statuses(const Batch& batch, iggan_status status,
                      const std::vector<iggan_status>& statuses, const std::string& text) const;
  void check_pixels(const Batch& batch, std::size_t job) const;

  const RendererInfo& info_;
  int file_;
  bool defaults_ = true;  // parameters are {}, so promises apply
  std::atomic<int> batches_{0};
};

}  // namespace iggan
