// SPDX-License-Identifier: Apache-2.0
// Each command is a bash of its own with its outputs in files: no pipes to drain, no deadlocks.
#include "testing/script.h"

#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>

namespace meshctl::testing {
namespace {

constexpr std::string_view kIndent = "    ";

std::string Slurp(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::string ShellQuoted(std::string_view text) {
  std::string out = "'";
  for (char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string WithoutPorts(const std::string& text) {
  static const std::regex kPort("127\\.0\\.0\\.1:[0-9]+");
  return std::regex_replace(text, kPort, "127.0.0.1:PORT");
}

void PutLines(std::ostringstream& out, const std::string& text, std::string_view prefix) {
  std::istringstream lines(WithoutPorts(text));
  for (std::string line; std::getline(lines, line);) {
    std::string shown = std::string(kIndent) + std::string(prefix) + line;
    shown.erase(shown.find_last_not_of(' ') + 1);
    out << shown << '\n';
  }
}

void RunCommand(std::ostringstream& out, const std::string& command, const ScriptPlace& place) {
  std::string stdout_path = place.folder + "/.stdout", stderr_path = place.folder + "/.stderr";
  std::string line = "cd " + ShellQuoted(place.folder) + " && env -i HOME=" + ShellQuoted(place.folder);
  for (const auto& [name, value] : place.variables) line += " " + name + "=" + ShellQuoted(value);
  line += " timeout 60 bash -c " + ShellQuoted(command) + " </dev/null >.stdout 2>.stderr";
  int state = std::system(line.c_str());
  PutLines(out, Slurp(stdout_path), "");
  PutLines(out, Slurp(stderr_path), "! ");
  int status = WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state);
  if (status != 0) out << kIndent << '[' << status << "]\n";
}

}  // namespace

std::string RunScript(std::string_view script, const ScriptPlace& place) {
  std::ostringstream out;
  std::istringstream lines{std::string(script)};
  bool in_expectation = false;
  for (std::string line; std::getline(lines, line);) {
    bool is_script = line.starts_with(kIndent);
    std::string_view rest = is_script ? std::string_view(line).substr(kIndent.size()) : "";
    if (rest.starts_with("$ ")) {
      out << line << '\n';
      RunCommand(out, std::string(rest.substr(2)), place);
      in_expectation = true;
      continue;
    }
    // Blank lines inside an expectation are the command's own and come back with it.
    if (in_expectation && (is_script || line.empty())) {
      std::streampos here = lines.tellg();
      std::string next;
      bool more = is_script ||
                  (std::getline(lines, next) && next.starts_with(kIndent) && !next.starts_with("    $ "));
      if (!is_script) {
        lines.clear();
        lines.seekg(here);
      }
      if (more) continue;
    }
    in_expectation = false;
    out << line << '\n';
  }
  return out.str();
}

}  // namespace meshctl::testing
