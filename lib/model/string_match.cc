// SPDX-License-Identifier: Apache-2.0
// Decodes StringMatch. Of several kinds at once, which validation rejects, the first in Istio's order stands.
#include "model/string_match.h"

namespace meshctl::model {

StringMatch DecodeStringMatch(const Fields& fields) {
  using Kind = StringMatch::Kind;
  for (auto [key, kind] : {std::pair{"exact", Kind::kExact}, std::pair{"prefix", Kind::kPrefix},
                           std::pair{"regex", Kind::kRegex}}) {
    Text value = fields.GetText(key);
    if (value.span) return {.kind = kind, .value = value, .span = fields.span()};
  }
  return {.kind = Kind::kPresent, .value = {}, .span = fields.span()};
}

std::vector<NamedMatch> DecodeNamedMatches(const yaml::Node& map) {
  std::vector<NamedMatch> matches;
  matches.reserve(map.entries().size());
  for (const yaml::Entry& entry : map.entries()) {
    matches.push_back(
        {.name = {entry.key, entry.key_span()}, .match = DecodeStringMatch(Fields(entry.value))});
  }
  return matches;
}

}  // namespace meshctl::model
