// SPDX-License-Identifier: Apache-2.0
// A Warning is `code agent "text" ["date"]`; texts are quoted strings with backslash escapes, and may hold
// commas, so the header cannot simply be split.
#include "kube/warning_header.h"

#include <charconv>

namespace meshctl::kube {
namespace {

/// Reads the quoted string that begins at `at` and moves behind it; nothing when it does not end.
std::optional<std::string> ReadQuoted(std::string_view value, std::size_t& at) {
  std::string text;
  for (++at; at < value.size(); ++at) {
    if (value[at] == '"') {
      ++at;
      return text;
    }
    if (value[at] == '\\' && at + 1 < value.size()) ++at;
    text += value[at];
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> WarningTexts(std::string_view value) {
  std::vector<std::string> texts;
  std::size_t at = 0;
  while ((at = value.find('"', at)) != std::string_view::npos) {
    auto text = ReadQuoted(value, at);
    if (!text) break;
    texts.push_back(*std::move(text));
    const std::size_t rest = value.find_first_not_of(" \t", at);
    if (rest != std::string_view::npos && value[rest] == '"') {
      at = rest;
      if (!ReadQuoted(value, at)) break;  // the date
    }
  }
  return texts;
}

std::optional<std::chrono::seconds> RetryAfter(std::string_view value) {
  int seconds = 0;
  const auto parsed = std::from_chars(value.data(), value.data() + value.size(), seconds);
  if (parsed.ec != std::errc() || parsed.ptr != value.data() + value.size() || seconds < 0)
    return std::nullopt;
  return std::chrono::seconds(seconds);
}

}  // namespace meshctl::kube
