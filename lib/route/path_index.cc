// SPDX-License-Identifier: Apache-2.0
// Texts are found by hash: one lookup for the whole path, one for each *length* of prefix in use, of which a
// virtual host has few. Regular expressions are matched all at once, by one automaton made of all of them.
#include "route/path_index.h"

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>

#include "base/ascii.h"

namespace meshctl::route {
namespace {

/// Enough for some thousand patterns; taken only as requests need it.
constexpr std::int64_t kAutomatonBytes = 64 << 20;

}  // namespace

/// All regular expressions of a virtual host. Where the automaton would be too large, every one of their
/// routes is let through.
class PathIndex::Patterns {
 public:
  Patterns() : set_(Options(), re2::RE2::ANCHOR_BOTH) {}

  void Add(const std::string& pattern, std::uint32_t route) {
    // A pattern that RE2 refuses matches nothing.
    if (set_.Add(pattern, nullptr) >= 0) routes_.push_back(route);
  }

  void Finish() { usable_ = !routes_.empty() && set_.Compile(); }

  Routes Match(std::string_view path) const {
    if (!usable_) return routes_;
    std::vector<int> found;
    re2::RE2::Set::ErrorInfo error;
    if (!set_.Match(re2::StringPiece(path.data(), path.size()), &found, &error)) {
      return error.kind == re2::RE2::Set::kNoError ? Routes() : routes_;
    }
    std::ranges::sort(found);
    Routes routes;
    routes.reserve(found.size());
    for (const int pattern : found) routes.push_back(routes_[static_cast<std::size_t>(pattern)]);
    return routes;
  }

 private:
  static re2::RE2::Options Options() {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_never_capture(true);
    options.set_max_mem(kAutomatonBytes);
    return options;
  }

  re2::RE2::Set set_;
  Routes routes_;  // by the number of their pattern
  bool usable_ = false;
};

PathIndex::PathIndex() = default;
PathIndex::PathIndex(PathIndex&&) noexcept = default;
PathIndex& PathIndex::operator=(PathIndex&&) noexcept = default;
PathIndex::~PathIndex() = default;

void PathIndex::Texts::Add(PathMatch::Kind kind, std::string text, std::uint32_t route) {
  if (kind == PathMatch::Kind::kExact) {
    exact[std::move(text)].push_back(route);
    return;
  }
  const auto place = std::ranges::lower_bound(lengths, text.size());
  if (place == lengths.end() || *place != text.size()) lengths.insert(place, text.size());
  prefixes[std::move(text)].push_back(route);
}

void PathIndex::Add(const PathMatch& path) {
  const std::uint32_t route = count_++;
  if (path.kind() == PathMatch::Kind::kRegex) {
    if (!patterns_) patterns_ = std::make_unique<Patterns>();
    patterns_->Add(path.text(), route);
  } else if (path.ignore_case()) {
    lower_case_.Add(path.kind(), LowerAscii(path.text()), route);
  } else {
    as_written_.Add(path.kind(), path.text(), route);
  }
}

void PathIndex::Finish() {
  if (patterns_) patterns_->Finish();
}

PathIndex::Routes PathIndex::MatchingPatterns(std::string_view path) const { return patterns_->Match(path); }

}  // namespace meshctl::route
