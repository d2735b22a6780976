// SPDX-License-Identifier: Apache-2.0
// Labels by hand: they are checked on every selector and subset, where a regular expression would cost more
// than everything else.
#include "validate/istio/labels.h"

#include <fmt/core.h>

#include <algorithm>
#include <string>

#include "validate/istio/wording.h"

namespace meshctl::validate::istio {

constinit const Rule kInvalidLabel = {
    .code = "ISTIO0112",
    .name = "invalid-label",
    .summary = "a label has a key or value that no workload can carry, so that nothing would ever match it"};
constinit const Rule kInvalidNamespaceName = {
    .code = "ISTIO0126",
    .name = "invalid-namespace-name",
    .summary = "a namespace is named that can not exist, so that nothing would ever come from it"};

namespace {

constexpr std::size_t kLabelSize = 63;
constexpr std::size_t kPrefixSize = 253;

bool IsUnlimitedLabel(std::string_view text) {
  return !text.empty() && IsAlphanumeric(text.front()) && IsAlphanumeric(text.back()) &&
         std::ranges::all_of(text, [](char c) { return IsAlphanumeric(c) || c == '-'; });
}

bool IsQualifiedName(std::string_view text) {
  return !text.empty() && IsAlphanumeric(text.front()) && IsAlphanumeric(text.back()) &&
         std::ranges::all_of(text,
                             [](char c) { return IsAlphanumeric(c) || c == '-' || c == '_' || c == '.'; });
}

bool IsPrefix(std::string_view text) {
  if (text.size() > kPrefixSize) return false;
  while (true) {
    const std::size_t dot = text.find('.');
    if (!IsUnlimitedLabel(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

}  // namespace

bool IsAlphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool IsLabel(std::string_view text) { return text.size() <= kLabelSize && IsUnlimitedLabel(text); }

bool IsWildcardLabel(std::string_view text) {
  if (text.size() > kLabelSize) return false;
  if (text == "*") return true;
  if (text.starts_with("*-")) return IsUnlimitedLabel(text.substr(2));
  return IsUnlimitedLabel(text.starts_with('*') ? text.substr(1) : text);
}

bool IsLabelKey(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash != std::string_view::npos) {
    if (!IsPrefix(text.substr(0, slash))) return false;
    text.remove_prefix(slash + 1);
  }
  return text.size() <= kLabelSize && IsQualifiedName(text);
}

bool IsLabelValue(std::string_view text) { return text.empty() || IsQualifiedName(text); }

void CheckLabels(const yaml::Node& labels, Verdict& verdict) {
  for (const yaml::Entry& entry : labels.entries()) {
    if (!IsLabelKey(entry.key)) {
      AtKey(verdict, kInvalidLabel, labels, entry.key, "is no label that a workload can carry",
            Label("not the key of a label",
                  "write letters, digits, `-`, `_` and `.`, beginning and ending with a letter or digit, at "
                  "most 63 of them, with a DNS name and `/` in front where needed"));
    }
    if (!IsLabelValue(entry.value.string())) {
      At(verdict, kInvalidLabel, entry.value, "is no value that a label can have",
         Label("not the value of a label",
               "write letters, digits, `-`, `_` and `.`, beginning and ending with a letter or digit"));
    }
  }
}

void CheckNamespaceName(const yaml::Node& value, Verdict& verdict) {
  if (value.string().empty() || IsLabel(value.string())) return;
  At(verdict, kInvalidNamespaceName, value, "is no name of a namespace", Label("not a DNS label"));
}

}  // namespace meshctl::validate::istio
