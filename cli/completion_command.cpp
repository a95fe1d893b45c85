#include <memory>

#include <iggan/render/plugin_registry.h>

#include "command.h"
#include "completion.h"
#include "output.h"

namespace iggan::cli {
namespace {

/// The last word of each id, by which renderers are usually named; one a line.
std::string renderer_names() {
  std::string names;
  for (const PluginListing& listing : list_plugins())
    for (const RendererInfo& info : listing.renderers)
      names += info.id.substr(info.id.rfind('.') + 1) + "\n";
  return names;
}

}  // namespace

void add_completion_command(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "completion", "Print what a shell needs to complete commands, options and their values");
  auto what = std::make_shared<std::string>();
  command
      ->add_option("shell", *what,
                   "a shell; or renderers, for the names that those scripts complete")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish", "renderers"}));
  command->footer(
      "Example:\n  iggan completion bash > ~/.local/share/bash-completion/completions/iggan\n"
      "  iggan completion zsh > ~/.zfunc/_iggan        # with fpath+=~/.zfunc before compinit\n"
      "  iggan completion fish > ~/.config/fish/completions/iggan.fish\n"
      "An installed iggan has put them where the shells look by themselves.");
  command->callback([what, &app] {
    if (*what == "bash") print_lines(bash_completion(facts_of(app)));
    if (*what == "zsh") print_lines(zsh_completion(facts_of(app)));
    if (*what == "fish") print_lines(fish_completion(facts_of(app)));
    if (*what == "renderers") print_lines(renderer_names());
  });
}

}  // namespace iggan::cli
