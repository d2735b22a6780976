// SPDX-License-Identifier: Apache-2.0
// Suppressions compare text only: upstream's `-S` looks at the printed name of the object, not at the object.
// Its help shows `Kind name.namespace`, its code compares `Kind namespace/name`; both forms count here.
#include "analyze/suppression.h"

#include <fmt/format.h>

namespace meshctl::analyze {
namespace {

std::string_view Trim(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// `Pod shop/web` as `Pod web.shop`; names without a namespace stay.
std::string Dotted(std::string_view resource) {
  std::size_t blank = resource.find(' ');
  std::size_t slash = resource.find('/', blank);
  if (blank == resource.npos || slash == resource.npos) return std::string(resource);
  return fmt::format("{} {}.{}", resource.substr(0, blank), resource.substr(slash + 1),
                     resource.substr(blank + 1, slash - blank - 1));
}

}  // namespace

bool Suppression::Silences(std::string_view code, std::string_view name, std::string_view resource) const {
  if (rule != code && rule != name) return false;
  return MatchesPattern(resource, pattern) || MatchesPattern(Dotted(resource), pattern);
}

Result<Suppression> ParseSuppression(std::string_view text) {
  std::size_t equals = text.find('=');
  if (equals == text.npos || text.find('=', equals + 1) != text.npos) {
    return std::unexpected(UsageError(fmt::format("invalid suppression `{}`", text))
                               .Hint("write CODE=PATTERN, for example `IST0103=Pod shop/*`"));
  }
  return Suppression{std::string(Trim(text.substr(0, equals))), std::string(text.substr(equals + 1))};
}

bool MatchesPattern(std::string_view text, std::string_view pattern) {
  std::size_t t = 0, p = 0;
  std::size_t star = pattern.npos, resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != pattern.npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace meshctl::analyze
