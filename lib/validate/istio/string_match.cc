// SPDX-License-Identifier: Apache-2.0
// What an exact text, a prefix or a regular expression must be so that Envoy can match by it.
#include "validate/istio/string_match.h"

#include <fmt/core.h>

#include "cel/regex.h"
#include "validate/istio/wording.h"

namespace meshctl::validate::istio {

constinit const Rule kInvalidRegex = {
    .code = "ISTIO0121",
    .name = "invalid-regex",
    .summary =
        "a regular expression is empty, too long or not in RE2's syntax, so that Envoy could not run it"};
constinit const Rule kEmptyMatch = {
    .code = "ISTIO0122",
    .name = "empty-prefix",
    .summary = "a prefix to match is empty, which Envoy refuses everywhere but for paths"};

namespace {

constexpr std::size_t kMaxRegexSize = 1024;

}  // namespace

void CheckRegex(const yaml::Node& value, Verdict& verdict) {
  const std::string_view regex = value.string();
  if (regex.size() > kMaxRegexSize) {
    At(verdict, kInvalidRegex, value,
       fmt::format("is a regular expression of {} bytes; Istio takes {}", regex.size(), kMaxRegexSize),
       Label("too long"));
  } else if (const std::string fault = cel::RegexFault(regex); !fault.empty()) {
    At(verdict, kInvalidRegex, value, fmt::format("is no regular expression: {}", fault),
       {.label = "not RE2",
        .notes = {"Istio and Envoy use RE2, which has no look-around and no back-references"}});
  }
}

void CheckMatchRegex(const yaml::Node& match, Verdict& verdict) {
  const yaml::Node& regex = match.Get("regex");
  if (!regex.is_string()) return;
  if (regex.string().empty()) {
    At(verdict, kInvalidRegex, regex, "must not be empty",
       Label("empty", "remove the match to take anything, or write `.*`"));
  } else {
    CheckRegex(regex, verdict);
  }
}

void CheckStringMatch(const yaml::Node& match, Verdict& verdict) {
  const yaml::Node& prefix = match.Get("prefix");
  if (prefix.is_string() && prefix.string().empty()) {
    At(verdict, kEmptyMatch, prefix, "must not be empty",
       Label("empty", "remove the match to take anything, or write `regex: .*`"));
  }
  CheckMatchRegex(match, verdict);
}

}  // namespace meshctl::validate::istio
