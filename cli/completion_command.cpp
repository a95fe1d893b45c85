#include <map>
#include <memory>

#include "command.h"
#include "output.h"

namespace iggan::cli {
namespace {

// The script that each shell loads. It runs the program named on the line with `__complete`
// (completion.h) to get the candidates at the cursor.

constexpr const char* kBash =
    R"bash(# bash completion for iggan; written by `iggan completion bash`.

_iggan() {
  local current=${COMP_WORDS[COMP_CWORD]} word path paths=
  COMPREPLY=()
  while IFS=$'\t' read -r word _; do
    case $word in
      :files) paths=-f ;;
      :folders) paths=-d ;;
      *) [[ $current != = && $word != "$current"* ]] || COMPREPLY+=("$word") ;;
    esac
  done < <("${COMP_WORDS[0]/#\~\//$HOME/}" __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  [[ $paths && ${#COMPREPLY[@]} -eq 0 ]] || return
  [[ $current != = ]] || current=
  compopt -o filenames 2>/dev/null
  while IFS= read -r path; do COMPREPLY+=("$path"); done < <(compgen "$paths" -- "$current")
}

complete -F _iggan iggan
)bash";

constexpr const char* kZsh = R"zsh(#compdef iggan
# zsh completion for iggan; written by `iggan completion zsh`.

_iggan() {
  local line word none=1
  local -a candidates paths before=("${(@Q)words[2,CURRENT-1]}")
  for line in "${(@f)$(${~words[1]} __complete "${before[@]}" "${(Q)PREFIX}" 2>/dev/null)}"; do
    word=${line%%$'\t'*}
    case $word in
      :files) paths=(_files) ;;
      :folders) paths=(_files -/) ;;
      ?*) candidates+=("${word//:/\\:}${${line#$word}/$'\t'/:}") ;;
    esac
  done
  (( $#candidates )) && _describe iggan candidates && none=0
  (( $#paths )) && { compset -P '--*='; $paths && none=0 }
  return none
}

_iggan "$@"
)zsh";

constexpr const char* kFish =
    R"fish(# fish completion for iggan; written by `iggan completion fish`.

function __iggan_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l program (string replace -r '^~/' "$HOME/" -- $words[1])
    set -l before (string match -r -- '^--[^=]*=' $current) # of --option=path
    set -l path (string replace -r -- '^--[^=]*=' '' $current)
    for line in ($program __complete $words[2..-1] "$current" 2>/dev/null)
        switch $line
            case :files
                __fish_complete_path "$path" | string replace -r -- '^' "$before"
            case :folders
                __fish_complete_directories "$path" '' | string replace -r -- '^' "$before"
            case '*'
                printf '%s\n' $line
        end
    end
end

complete -c iggan -f -a '(__iggan_complete)'
)fish";

const std::map<std::string, const char*>& scripts() {
  static const std::map<std::string, const char*> all{
      {"bash", kBash}, {"fish", kFish}, {"zsh", kZsh}};
  return all;
}

}  // namespace

void add_completion_command(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "completion", "Print the script that lets a shell complete commands, options and values.");
  auto shell = std::make_shared<std::string>();
  command->add_option("shell", *shell, "Shell to print the script for")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->footer(
      "Example:\n  iggan completion bash > ~/.local/share/bash-completion/completions/iggan\n"
      "  iggan completion zsh > ~/.zfunc/_iggan        # with fpath+=~/.zfunc before compinit\n"
      "  iggan completion fish > ~/.config/fish/completions/iggan.fish\n"
      "Installing iggan puts these scripts where the shells look for them.");
  command->callback([shell] { print_lines(scripts().at(*shell)); });
}

}  // namespace iggan::cli
