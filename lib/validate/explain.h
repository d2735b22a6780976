// SPDX-License-Identifier: Apache-2.0
// What the findings of `validate` mean, as text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace meshctl::validate {

/// The document of the fault or rule with that code (`SCHEMA0001`, `KUBE0201`, any case) or name
/// (`unknown-field`), with a line that says code, level and who demands it. Markdown; ends in a newline;
/// empty when there is no such finding.
std::string Explain(std::string_view word);

/// Every code and every name that `Explain` knows.
std::vector<std::string_view> ExplainedWords();

}  // namespace meshctl::validate
