// SPDX-License-Identifier: Apache-2.0
// One cache behind a lock, and before it a few slots of each thread: the rules of a document ask for the same
// handful of patterns again and again, and a lock would cost more than the match.
#include "cel/regex.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <mutex>

namespace meshctl::cel {
namespace {

using Shared = std::shared_ptr<const re2::RE2>;

constexpr std::size_t kMaxPatterns = 1000;
constexpr std::size_t kSlots = 32;

/// Plain texts are most of what is written, and need no automaton to be found valid.
bool IsPlain(std::string_view pattern) {
  return std::ranges::all_of(pattern, [](char c) {
    return c >= ' ' && c <= '~' && std::string_view("\\()[]{}?*+|^$").find(c) == std::string_view::npos;
  });
}

Shared Make(std::string_view pattern) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  return std::make_shared<const re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
}

Shared Cached(std::string_view pattern) {
  static std::mutex mutex;
  static std::map<std::string, Shared, std::less<>> patterns;
  const std::lock_guard lock(mutex);
  if (const auto at = patterns.find(pattern); at != patterns.end()) return at->second;
  Shared made = Make(pattern);
  if (patterns.size() < kMaxPatterns) patterns.emplace(pattern, made);
  return made;
}

}  // namespace

std::shared_ptr<const re2::RE2> Regex(std::string_view pattern) {
  thread_local std::array<Shared, kSlots> slots;
  Shared& slot = slots[std::hash<std::string_view>()(pattern) % kSlots];
  if (slot == nullptr || slot->pattern() != pattern) slot = Cached(pattern);
  return slot->ok() ? slot : nullptr;
}

bool RegexMatches(std::string_view pattern, std::string_view text) {
  const Shared regex = Regex(pattern);
  return regex == nullptr || re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *regex);
}

std::string RegexFault(std::string_view pattern) {
  if (IsPlain(pattern)) return {};
  const Shared made = Make(pattern);
  return made->ok() ? std::string() : made->error();
}

}  // namespace meshctl::cel
