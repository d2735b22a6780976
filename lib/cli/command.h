// SPDX-License-Identifier: Apache-2.0
// A command, declared once. Parsing, --help, man pages, shell completions and the README's table all read
// this value; none of them is written by hand.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.h"
#include "cli/exit_status.h"

namespace meshctl::cli {

class Env;

/// What a shell should offer for a value.
enum class Completes { kNothing, kFile, kFolder };

/// What the word typed so far can become, where no list is short enough for a script: shells ask by running
/// `meshctl __complete -- WORDS`. By then the words before it are in the targets, as far as they could be
/// read. A word that goes on ends in a dot or a slash; no blank is put behind it. People wait for the answer,
/// and nothing else may be printed.
using Candidates = std::function<std::vector<std::string>(std::string_view typed, Env& env)>;

/// One flag. `target` is where the value goes and what kind it has: a switch (bool), a number, a text, or a
/// text that can be repeated. What `target` holds before parsing is the default that help shows.
struct Flag {
  using Target = std::variant<bool*, int*, std::string*, std::vector<std::string>*>;

  std::string name;        ///< without dashes: "output"
  char letter = 0;         ///< 'o', or 0
  std::string value_name;  ///< "FORMAT"; empty for switches
  std::string summary;     ///< imperative, no final stop
  Target target;
  std::vector<std::string> choices = {};  ///< closed set of values; empty: any
  Completes completes = Completes::kNothing;
  /// Value taken by the bare flag (`--dry-run` means `--dry-run=…`); empty: a value is required.
  std::string bare_value = {};
  bool hidden = false;  ///< accepted, not shown
  /// `choices` can be followed by more (`sarif=FILE`): the command checks the value itself.
  bool open_choices = false;
  Candidates candidates = {};  ///< for its value
};

/// One positional argument; only the last may be repeated.
struct Argument {
  using Target = std::variant<std::string*, std::vector<std::string>*>;

  std::string name;  ///< "PATH"
  std::string summary;
  Target target;
  bool required = false;
  std::vector<std::string> choices = {};
  Completes completes = Completes::kNothing;
  /// How the usage line writes it, where `[NAME...]` would not tell: "[METHOD] URL".
  std::string usage = {};
  Candidates candidates = {};
};

struct Example {
  std::string command;      ///< "meshctl validate -f k8s/"
  std::string explanation;  ///< "Check a folder"
};

/// Runs after parsing. Errors are printed by the caller and decide the exit status.
using Run = std::function<Result<ExitStatus>(Env&)>;

struct Command {
  std::string name;
  std::string summary;       ///< imperative, no final stop: "Check manifests against API schemas"
  std::string details = {};  ///< paragraphs for --help and man, separated by blank lines
  std::vector<Example> examples = {};
  std::vector<Flag> flags = {};
  std::vector<Argument> arguments = {};
  Run run = {};  ///< empty: the command only holds children
  std::vector<Command> children = {};
  bool hidden = false;
};

}  // namespace meshctl::cli
