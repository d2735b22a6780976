// SPDX-License-Identifier: Apache-2.0
// Ten times a second at most: a terminal is slower than the work it reports. A line that is wider than the
// terminal would wrap, and then could not be taken back.
#include "cli/progress_line.h"

#include <fmt/ostream.h>

#include <algorithm>
#include <string_view>

#include "base/utf8.h"

namespace meshctl::cli {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 1s;
constexpr auto kPause = 100ms;
constexpr const char* kErase = "\r\x1b[K";

/// The beginning of a text that has room on one line; `width` 0: it is not known.
std::string Cut(const std::string& text, std::size_t width) {
  if (width < 2 || utf8::DisplayWidth(text) < width) return text;
  std::string_view rest = text;
  std::size_t end = 0;
  for (std::size_t at = 0; at < rest.size(); end = at) {
    utf8::Next(rest, at);
    if (utf8::DisplayWidth(rest.substr(0, at)) > width - 2) break;
  }
  return text.substr(0, end) + "…";
}

}  // namespace

ProgressLine::ProgressLine(Env& env) : env_(env), started_(Now()), next_(started_ + kPatience) {}

ProgressLine::~ProgressLine() { Hide(); }

void ProgressLine::Show(const std::function<std::string()>& text) {
  if (!env_.err.terminal) return;
  const Clock::time_point now = Now();
  if (now < next_) return;
  next_ = now + kPause;
  shown_ = true;
  std::string line = utf8::Printable(text());
  std::ranges::replace_if(line, [](char c) { return c == '\n' || c == '\t'; }, ' ');
  fmt::print(*env_.err.stream, "{}{}", kErase, Cut(line, env_.err.width));
  env_.err.stream->flush();
}

void ProgressLine::Hide() {
  if (!shown_) return;
  shown_ = false;
  *env_.err.stream << kErase << std::flush;
}

std::chrono::steady_clock::duration ProgressLine::elapsed() const { return Now() - started_; }

}  // namespace meshctl::cli
