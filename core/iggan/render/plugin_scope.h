#pragma once
#include <string>

namespace iggan {

/// While it lives, code of a plugin runs in this process. What that prints on standard output comes
/// out on standard error; afterwards descriptors 0 to 2, the working directory and the umask are
/// what they were. Several may live at once, on any threads: the last to go puts things back.
class PluginScope {
 public:
  PluginScope();
  ~PluginScope();
  PluginScope(const PluginScope&) = delete;
  PluginScope& operator=(const PluginScope&) = delete;

  /// Ends it before its time. @return what the plugin had changed and iggan put back, such as "the
  /// working directory"; empty: nothing, or another scope still lives.
  std::string end();

 private:
  bool ended_ = false;
};

/// The umask of this process, without a change of it, which files made meanwhile would feel.
/// @return -1 where the kernel does not tell.
[[nodiscard]] int current_umask();

}  // namespace iggan
