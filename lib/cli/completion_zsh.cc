// SPDX-License-Identifier: Apache-2.0
// zsh: one function a command, each a call of _arguments with descriptions.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iterator>

#include "cli/completion.h"
#include "cli/walk.h"

namespace meshctl::cli {
namespace {

// Inside single quotes, and with the characters that _arguments gives a meaning made plain.
std::string Quoted(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else if (c == '[' || c == ']' || c == ':' || c == '\\') {
      out += '\\';
      out += c;
    } else {
      out += c;
    }
  }
  return out;
}

// `path` leads to the command that is completed.
std::string Action(Completes completes, const std::vector<std::string>& choices, const Candidates& candidates,
                   const std::vector<const Command*>& path) {
  // The blank keeps _arguments from adding words of its own.
  if (candidates) return " _meshctl_ask " + NamesBelowRoot(path);
  if (!choices.empty()) return fmt::format("({})", fmt::join(choices, " "));
  if (completes == Completes::kFile) return "_files";
  if (completes == Completes::kFolder) return "_files -/";
  return " ";
}

void PutFlag(std::string& out, const Flag& flag, const std::vector<const Command*>& path) {
  if (flag.hidden) return;
  bool repeated = std::holds_alternative<std::vector<std::string>*>(flag.target);
  std::string value;
  if (!flag.value_name.empty()) {
    value = fmt::format("{}:{}:{}", flag.bare_value.empty() ? "" : ":", Quoted(flag.value_name),
                        Action(flag.completes, flag.choices, flag.candidates, path));
    if (flag.bare_value.empty()) value = value.substr(1).insert(0, ":");
  }
  std::string equals = flag.value_name.empty() ? "" : flag.bare_value.empty() ? "=" : "=-";
  std::string summary = Quoted(flag.summary);
  std::string star = repeated ? "*" : "";
  fmt::format_to(std::back_inserter(out), "    '{}--{}{}[{}]{}' \\\n", star, flag.name, equals, summary,
                 value);
  if (flag.letter && flag.bare_value.empty()) {
    fmt::format_to(std::back_inserter(out), "    '{}-{}{}[{}]{}' \\\n", star, flag.letter,
                   flag.value_name.empty() ? "" : "+", summary, value);
  }
}

void PutArguments(std::string& out, const std::vector<const Command*>& path) {
  for (const Argument& argument : path.back()->arguments) {
    const std::string action = Action(argument.completes, argument.choices, argument.candidates, path);
    bool many = std::holds_alternative<std::vector<std::string>*>(argument.target);
    fmt::format_to(std::back_inserter(out), "    '{}:{}:{}' \\\n",
                   many                ? "*"
                   : argument.required ? ""
                                       : ":",
                   Quoted(argument.name), action);
  }
}

void PutChildren(std::string& out, const std::vector<const Command*>& path) {
  out += "    '1: :->command' '*:: :->rest'\n  case $state in\n    command)\n      local -a commands=(\n";
  for (const Command& child : path.back()->children) {
    if (child.hidden) continue;
    fmt::format_to(std::back_inserter(out), "        '{}:{}'\n", child.name, Quoted(child.summary));
  }
  fmt::format_to(std::back_inserter(out),
                 "      )\n      _describe command commands ;;\n    rest)\n"
                 "      (( $+functions[_{0}_$words[1]] )) && _{0}_$words[1] ;;\n  esac\n",
                 JoinPath(path, "_"));
}

}  // namespace

std::string RenderZshCompletion(const Command& root) {
  std::string out =
      "#compdef meshctl\n"
      "# zsh completion for meshctl. Written by `meshctl completion zsh`; put it as `_meshctl` into a folder "
      "of\n"
      "# $fpath, or load it with: source <(meshctl completion zsh)\n"
      "\n_meshctl_ask() {\n"
      "  local -a typed=(\"$@\" \"${(@Q)words[2,CURRENT-1]}\" \"$IPREFIX$PREFIX\")\n"
      "  local -a found=(${(f)\"$(meshctl __complete -- \"${(@)typed}\" 2>/dev/null)\"})\n"
      "  compadd -S '' -- ${(M)found:#*[./]}\n"
      "  compadd -- ${found:#*[./]}\n"
      "}\n";
  WalkCommands(root, [&](const std::vector<const Command*>& path) {
    const Command& command = *path.back();
    fmt::format_to(std::back_inserter(out),
                   "\n_{}() {{\n  local state line\n  typeset -A opt_args\n  _arguments -S -s{} \\\n",
                   JoinPath(path, "_"), command.children.empty() ? "" : " -C");
    out += "    '(-h --help)'{-h,--help}'[Show this help]' \\\n";
    for (const Flag& flag : root.flags) PutFlag(out, flag, path);
    if (path.size() > 1) {
      for (const Flag& flag : command.flags) PutFlag(out, flag, path);
    }
    if (command.children.empty()) {
      PutArguments(out, path);
      out += "    && return\n";
    } else {
      PutChildren(out, path);
    }
    out += "}\n";
  });
  out += "\nif [[ $funcstack[1] == _meshctl ]]; then _meshctl \"$@\"; else compdef _meshctl meshctl; fi\n";
  return out;
}

}  // namespace meshctl::cli
