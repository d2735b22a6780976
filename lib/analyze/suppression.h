// SPDX-License-Identifier: Apache-2.0
// What the user does not want to hear: `-S CODE=PATTERN` and the upstream annotation.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace meshctl::analyze {

/// The annotation by which an object silences findings about itself: a comma list of codes or rule names, or
/// `*`.
inline constexpr std::string_view kSuppressAnnotation = "galley.istio.io/analyze-suppress";

/// One `-S` value: silences findings of one rule on the objects that match a pattern.
struct Suppression {
  std::string rule;     ///< a code (`IST0103`) or a rule name (`unknown-host`)
  std::string pattern;  ///< compared with `Kind namespace/name` and `Kind name.namespace`; `*` is any text

  /// Whether it silences a finding with this code and rule name about this object.
  bool Silences(std::string_view code, std::string_view name, std::string_view resource) const;
};

/// Reads `IST0103=Pod shop/*`. Fails with an Error of kind usage on no `=` or a second one. Codes without a
/// rule are fine, as upstream: the same command line serves several versions.
Result<Suppression> ParseSuppression(std::string_view text);

/// Whether `text` matches `pattern`, in which each `*` stands for any text, `/` included.
bool MatchesPattern(std::string_view text, std::string_view pattern);

}  // namespace meshctl::analyze
