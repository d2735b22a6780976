// SPDX-License-Identifier: Apache-2.0
// apimachinery's IsLabelKey and IsLabelValue. Checked by hand, since their expressions are only letters,
// digits and a few signs with letters and digits at both ends.
#include "sandbox/label_syntax.h"

#include <fmt/format.h>

#include <algorithm>

namespace meshctl::sandbox {
namespace {

constexpr std::size_t kLongestName = 63;
constexpr std::size_t kLongestPrefix = 253;

constexpr std::string_view kNameRule =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
    "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
    "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
constexpr std::string_view kValueRule =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must "
    "start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used "
    "for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
constexpr std::string_view kPrefixRule =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must "
    "start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

bool IsLowerOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool IsAlphanumeric(char c) { return IsLowerOrDigit(c) || (c >= 'A' && c <= 'Z'); }

bool IsName(std::string_view text) {
  if (text.empty() || !IsAlphanumeric(text.front()) || !IsAlphanumeric(text.back())) return false;
  return std::ranges::all_of(text,
                             [](char c) { return IsAlphanumeric(c) || c == '-' || c == '_' || c == '.'; });
}

bool IsSubdomain(std::string_view text) {
  while (true) {
    const std::string_view part = text.substr(0, text.find('.'));
    if (part.empty() || part.front() == '-' || part.back() == '-') return false;
    if (!std::ranges::all_of(part, [](char c) { return IsLowerOrDigit(c) || c == '-'; })) return false;
    if (part.size() == text.size()) return true;
    text.remove_prefix(part.size() + 1);
  }
}

std::string TooLong(std::size_t most) { return fmt::format("must be no more than {} bytes", most); }

}  // namespace

std::vector<std::string> LabelKeyFaults(std::string_view key) {
  std::vector<std::string> faults;
  const std::size_t slash = key.find('/');
  if (std::ranges::count(key, '/') > 1) {
    return {
        fmt::format("a valid label key {} with an optional DNS subdomain prefix and '/' (e.g. "
                    "'example.com/MyName')",
                    kNameRule)};
  }
  if (slash != key.npos) {
    const std::string_view prefix = key.substr(0, slash);
    if (prefix.empty()) {
      faults.emplace_back("prefix part must be non-empty");
    } else {
      if (prefix.size() > kLongestPrefix) faults.push_back("prefix part " + TooLong(kLongestPrefix));
      if (!IsSubdomain(prefix)) faults.push_back(fmt::format("prefix part {}", kPrefixRule));
    }
    key.remove_prefix(slash + 1);
  }
  if (key.empty()) {
    faults.emplace_back("name part must be non-empty");
  } else if (key.size() > kLongestName) {
    faults.push_back("name part " + TooLong(kLongestName));
  }
  if (!IsName(key)) faults.push_back(fmt::format("name part {}", kNameRule));
  return faults;
}

std::vector<std::string> LabelValueFaults(std::string_view value) {
  std::vector<std::string> faults;
  if (value.size() > kLongestName) faults.push_back(TooLong(kLongestName));
  if (!value.empty() && !IsName(value)) faults.emplace_back(kValueRule);
  return faults;
}

}  // namespace meshctl::sandbox
