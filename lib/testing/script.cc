// SPDX-License-Identifier: Apache-2.0
// Each command is a bash of its own with its outputs in files: no pipes to drain, no deadlocks.
#include "testing/script.h"

#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>
#include <utility>
#include <vector>

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

// What differs by nature between two clusters or two runs.
std::string Masked(std::string text) {
  struct Row {
    std::regex pattern;
    const char* shown;
  };
  static const std::vector<Row> kRows = {
      {std::regex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "UID"},
      {std::regex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?Z"), "TIME"},
      // Kubernetes' alphabet for generated names has no vowels, so no word looks like one.
      {std::regex("-[bcdfghjklmnpqrstvwxz2456789]{8,10}-[bcdfghjklmnpqrstvwxz2456789]{5}\\b"),
       "-XXXXX-XXXXX"},
      {std::regex("-[bcdfghjklmnpqrstvwxz2456789]{8,10}\\b"), "-XXXXX"},
      {std::regex("\\b10(\\.[0-9]{1,3}){3}\\b"), "10.X.X.X"},
      {std::regex(" +([0-9]+[smhd])+(\n|$)"), " AGE$2"},
  };
  for (const Row& row : kRows) text = std::regex_replace(text, row.pattern, row.shown);
  return text;
}

std::string Shown(const std::string& text, const ScriptPlace& place) {
  std::string out = WithoutPorts(text);
  for (std::size_t at = 0; (at = out.find(place.folder, at)) != std::string::npos;)
    out.replace(at, place.folder.size(), "FOLDER");
  for (const auto& [from, to] : place.shown_as) {
    for (std::size_t at = out.find(from); at != out.npos; at = out.find(from, at + to.size()))
      out.replace(at, from.size(), to);
  }
  return place.nature == ScriptPlace::Nature::kMasked ? Masked(std::move(out)) : out;
}

void PutLines(std::ostringstream& out, const std::string& text, std::string_view prefix) {
  std::istringstream lines(text);
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
  PutLines(out, Shown(Slurp(stdout_path), place), "");
  PutLines(out, Shown(Slurp(stderr_path), place), "! ");
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
