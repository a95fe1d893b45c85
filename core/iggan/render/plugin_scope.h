#pragma once
#include <string>

namespace iggan {

/// Plugin code runs in this process only while a scope exists. Whatever the code prints on standard
/// output goes to standard error. Afterwards descriptors 0 to 2, the working directory and the
/// umask are restored. Several scopes may exist at once, on any threads; the last one to end
/// restores these.
class PluginScope {
 public:
  PluginScope();
  ~PluginScope();
  PluginScope(const PluginScope&) = delete;
  PluginScope& operator=(const PluginScope&) = delete;

  /// Ends the scope early. @return what the plugin had changed and iggan restored, such as "the
  /// working directory"; empty if nothing, or if another scope still exists.
  std::string end();

 private:
  bool ended_ = false;
};

/// The umask of this process, read without changing it: a change would affect files created
/// meanwhile.
/// @return -1 if the kernel does not provide it.
[[nodiscard]] int current_umask();

}  // namespace iggan
