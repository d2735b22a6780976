// SPDX-License-Identifier: Apache-2.0
// JUnit XML as CI servers read it.
#include <fmt/format.h>

#include "base/utf8.h"
#include "diag/by_file.h"
#include "diag/render.h"

namespace meshctl::diag {
namespace {

/// Text for XML 1.0, which has no way to write most control characters.
std::string Escaped(std::string_view text) {
  std::string out;
  for (const char c : utf8::Printable(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace

std::string RenderJunit(std::span<const TestCase> cases, std::string_view suite, Level failing) {
  std::string text;
  std::size_t failed = 0;
  for (const TestCase& one : cases) {
    std::string failures;
    std::string output;
    const Diagnostic* first = nullptr;
    for (const Diagnostic* d : one.findings) {
      if (d->level >= failing && first == nullptr) first = d;
      (d->level >= failing ? failures : output) += Escaped(OneLine(*d)) + "\n";
    }
    std::string body;
    // Many readers show one failure of a test case only, so all findings share it.
    if (first != nullptr) {
      ++failed;
      body += fmt::format("      <failure message=\"{}\" type=\"{}\">{}{}</failure>\n",
                          Escaped(first->message), Escaped(first->code), failures, Escaped(one.details));
    }
    if (!output.empty()) body += fmt::format("      <system-out>{}</system-out>\n", output);
    text += fmt::format("    <testcase name=\"{}\" classname=\"{}\"", Escaped(one.name), Escaped(one.group));
    if (!one.file.empty()) text += fmt::format(" file=\"{}\"", Escaped(one.file));
    text += body.empty() ? "/>\n" : fmt::format(">\n{}    </testcase>\n", body);
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites tests=\"{0}\" failures=\"{1}\">\n"
      "  <testsuite name=\"{2}\" tests=\"{0}\" failures=\"{1}\" errors=\"0\" skipped=\"0\">\n{3}"
      "  </testsuite>\n</testsuites>\n",
      cases.size(), failed, Escaped(suite), text);
}

std::string RenderJunit(const Report& report, const Run& run, Level failing) {
  std::vector<TestCase> cases = ByFile(report, run);
  for (TestCase& one : cases) one.group = run.command;
  return RenderJunit(cases, run.command, failing);
}

}  // namespace meshctl::diag
