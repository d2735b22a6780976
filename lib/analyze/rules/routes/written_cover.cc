// SPDX-License-Identifier: Apache-2.0
// Upstream compares the texts of conditions, not what they match; a regular expression counts as empty.
#include "analyze/rules/routes/written_cover.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meshctl::analyze {
namespace {

std::string TextOf(const model::StringMatch& match) {
  switch (match.kind) {
    case model::StringMatch::Kind::kExact:
      return fmt::format("exact:{}", *match.value);
    case model::StringMatch::Kind::kPrefix:
      return fmt::format("prefix:{}", *match.value);
    case model::StringMatch::Kind::kRegex:
    case model::StringMatch::Kind::kPresent:
      break;
  }
  return {};
}

std::string TextOf(const std::optional<model::StringMatch>& match, std::string_view missing) {
  return match ? TextOf(*match) : std::string(missing);
}

bool Begins(const std::vector<model::NamedMatch>& all, const std::vector<model::NamedMatch>& begun) {
  if (all.size() != begun.size()) return false;
  return std::ranges::all_of(begun, [&](const model::NamedMatch& b) {
    auto a = std::ranges::find(all, *b.name, [](const model::NamedMatch& match) { return *match.name; });
    return a != all.end() && TextOf(a->match).starts_with(TextOf(b.match));
  });
}

bool IsPrefix(const model::HttpMatch& match) {
  return match.uri && match.uri->kind == model::StringMatch::Kind::kPrefix && !match.uri->value->empty();
}

}  // namespace

bool CoversAsWritten(const model::HttpMatch& earlier, const model::HttpMatch& later) {
  if (!IsPrefix(earlier) || !IsPrefix(later) || *earlier.uri->value == *later.uri->value) return false;
  return later.uri->value->starts_with(*earlier.uri->value) &&
         earlier.port->value_or(0) == later.port->value_or(0) &&
         TextOf(earlier.method, "exact:GET").starts_with(TextOf(later.method, "exact:GET")) &&
         TextOf(earlier.authority, "").starts_with(TextOf(later.authority, "")) &&
         Begins(earlier.headers, later.headers) && Begins(earlier.query_params, later.query_params) &&
         Begins(earlier.without_headers, later.without_headers);
}

}  // namespace meshctl::analyze
