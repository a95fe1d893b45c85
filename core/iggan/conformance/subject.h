#pragma once
#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include <iggan/renderer_abi.h>

#include <iggan/conformance/abi_scene.h>

/// The plugin under test as a host sees it: only through the ABI, without the locks and checks that
/// iggan's own host adds.
namespace iggan::conformance {

/// A call struct with an error buffer, a log and a should_stop hook. The hooks are thread-safe, and
/// also count calls made after the call has ended.
class HostCall {
 public:
  HostCall();
  HostCall(const HostCall&) = delete;
  HostCall& operator=(const HostCall&) = delete;

  [[nodiscard]] const iggan_call* get() const { return &call_; }
  [[nodiscard]] iggan_call& raw() { return call_; }
  /// What the plugin wrote, for messages: ` ("its text")`, or nothing.
  [[nodiscard]] std::string words() const;
  [[nodiscard]] std::string text() const;
  void clear_text() { text_[0] = '\0'; }

  std::atomic<int> polls{0};        // calls of should_stop so far
  std::atomic<int> stop_after{-1};  // the poll that returns stop_code; -1: none
  /// Time since should_stop first returned stop_code; negative if it never did.
  [[nodiscard]] double milliseconds_since_stop() const;

  std::atomic<iggan_status> stop_code{IGGAN_E_CANCELLED};
  std::atomic<int> lines{0};  // calls of log so far

 private:
  std::atomic<std::int64_t> stopped_at_{0};  // of the steady clock, nanoseconds
  char text_[1024] = {};
  iggan_call call_{};
};

/// The loaded library, and the renderer in it that is tested.
class Subject {
 public:
  /// @param id  which renderer of the library; empty: the first. Fails the check when the library
  /// cannot be used at all.
  Subject(std::string path, const std::string& id);

  [[nodiscard]] const iggan_plugin& table() const { return table_; }
  [[nodiscard]] const iggan_info& info() const { return info_; }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] bool has(std::uint64_t feature) const { return (info_.features & feature) != 0; }

 private:
  std::string path_;
  iggan_plugin table_{};
  iggan_info info_{};
};

/// A created renderer. Its functions fail the check when the plugin fails.
class Instance {
 public:
  explicit Instance(const Subject& subject, const std::string& params = "{}",
                    std::uint32_t thread_budget = 1);
  /// nullptr if create refuses the parameters as INVALID: a value may need another parameter.
  [[nodiscard]] static std::unique_ptr<Instance> unless_refused(const Subject& subject,
                                                                const std::string& params);
  ~Instance();
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  /// Any outcome is fine; statuses and the plugin's text are kept for inspection.
  iggan_status render(const iggan_job* jobs, std::size_t count, std::uint32_t stride,
                      HostCall& call);
  iggan_status render(const std::vector<iggan_job>& jobs, HostCall& call) {
    return render(jobs.data(), jobs.size(), sizeof(iggan_job), call);
  }
  /// Must succeed, or the check fails.
  void draw(const std::vector<iggan_job>& jobs);
  void draw(AbiScene& scene) { draw(std::vector<iggan_job>{scene.job()}); }
  void draw(std::vector<AbiScene>& scenes) { draw(jobs_of(scenes)); }

  [[nodiscard]] iggan_renderer* get() const { return renderer_; }
  void destroy();
  /// Leaves the instance alive forever.
  void abandon() { renderer_ = nullptr; }
  std::vector<iggan_status> statuses;

 private:
  Instance(const Subject& subject, iggan_renderer* renderer)
      : subject_(subject), renderer_(renderer) {}

  const Subject& subject_;
  iggan_renderer* renderer_ = nullptr;
};

}  // namespace iggan::conformance
