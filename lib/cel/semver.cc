// SPDX-License-Identifier: Apache-2.0
// Versions and their order; with normalisation also `v1`, `1.2` and numbers with leading zeros.
#include "cel/semver.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace meshctl::cel {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsPart(char c) { return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'; }
bool IsNumber(std::string_view text) { return !text.empty() && std::ranges::all_of(text, IsDigit); }

/// Takes the text up to `separator` away.
std::string_view TakePart(std::string_view& text, char separator) {
  const std::size_t end = text.find(separator);
  const std::string_view part = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return part;
}

bool ReadNumber(std::string_view text, std::uint64_t& number) {
  if (!IsNumber(text) || (text.size() > 1 && text[0] == '0')) return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

bool ArePartsValid(std::string_view text, bool numbers_are_plain) {
  while (true) {
    const std::size_t dot = text.find('.');
    const std::string_view part = text.substr(0, dot);
    if (part.empty() || !std::ranges::all_of(part, IsPart)) return false;
    if (numbers_are_plain && part.size() > 1 && part[0] == '0' && IsNumber(part)) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

std::strong_ordering CompareParts(std::string_view left, std::string_view right) {
  const bool numbers = IsNumber(left) && IsNumber(right);
  if (numbers) {
    if (left.size() != right.size()) return left.size() <=> right.size();
    return left <=> right;
  }
  if (IsNumber(left) != IsNumber(right)) {
    return IsNumber(left) ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  return left <=> right;
}

std::strong_ordering ComparePreReleases(std::string_view left, std::string_view right) {
  if (left.empty() || right.empty()) return left.empty() <=> right.empty();
  while (!left.empty() && !right.empty()) {
    const auto order = CompareParts(TakePart(left, '.'), TakePart(right, '.'));
    if (order != 0) return order;
  }
  return !left.empty() <=> !right.empty();
}

/// The strict spelling of a version that lacks parts or has leading zeros or a `v`.
std::string Normalize(std::string_view text) {
  if (text.starts_with('v')) text.remove_prefix(1);
  std::string out;
  for (int i = 0; i < 3; ++i) {
    const std::size_t dot = i < 2 ? text.find('.') : std::string_view::npos;
    std::string part(text.substr(0, dot));
    const std::size_t zeros = std::min(part.find_first_not_of('0'), part.size());
    if (part.size() > 1) part.erase(0, zeros);
    if (zeros > 0 && (part.empty() || !IsDigit(part[0]))) part.insert(0, "0");
    out += (i > 0 ? "." : "") + part;
    if (dot == std::string_view::npos) {
      const bool tagged = part.find_first_of("+-") != std::string::npos;
      if (tagged && i < 2) return {};
      for (; i < 2; ++i) out += ".0";
      return out;
    }
    text.remove_prefix(dot + 1);
  }
  return out;
}

}  // namespace

std::optional<Version> ParseVersion(std::string_view text) {
  Version version;
  if (const std::size_t plus = text.find('+'); plus != std::string_view::npos) {
    version.build = text.substr(plus + 1);
    if (!ArePartsValid(version.build, false)) return std::nullopt;
    text = text.substr(0, plus);
  }
  if (const std::size_t minus = text.find('-'); minus != std::string_view::npos) {
    version.pre_release = text.substr(minus + 1);
    if (!ArePartsValid(version.pre_release, true)) return std::nullopt;
    text = text.substr(0, minus);
  }
  if (std::ranges::count(text, '.') != 2) return std::nullopt;
  const bool valid = ReadNumber(TakePart(text, '.'), version.major) &&
                     ReadNumber(TakePart(text, '.'), version.minor) && ReadNumber(text, version.patch);
  return valid ? std::optional(version) : std::nullopt;
}

std::strong_ordering Compare(const Version& left, const Version& right) {
  if (const auto order = left.major <=> right.major; order != 0) return order;
  if (const auto order = left.minor <=> right.minor; order != 0) return order;
  if (const auto order = left.patch <=> right.patch; order != 0) return order;
  return ComparePreReleases(left.pre_release, right.pre_release);
}

Value CallSemver(Context& context, Function function, std::span<const Value> arguments) {
  const Value& first = arguments[0];
  if (function == Function::kSemver || function == Function::kIsSemver) {
    if (!first.is(Kind::kString) || (arguments.size() > 1 && !arguments[1].is(Kind::kBool))) {
      return Context::NoOverload();
    }
    const bool normalize = arguments.size() > 1 && arguments[1].boolean;
    const Value text = normalize ? context.String(Normalize(first.text())) : first;
    const auto version = ParseVersion(text.text());
    if (function == Function::kIsSemver) return Value::Bool(version.has_value());
    if (!version) return context.Fail("invalid semantic version {}", first.text());
    Value made{.kind = Kind::kSemver};
    made.version = context.arena().Keep(*version);
    return made.version == nullptr ? Value::Error("out of memory") : made;
  }
  if (!first.is(Kind::kSemver)) return Context::NoOverload();
  if (function == Function::kMajor) return Value::Int(static_cast<std::int64_t>(first.version->major));
  if (function == Function::kMinor) return Value::Int(static_cast<std::int64_t>(first.version->minor));
  if (function == Function::kPatch) return Value::Int(static_cast<std::int64_t>(first.version->patch));
  if (!arguments[1].is(Kind::kSemver)) return Context::NoOverload();
  const auto order = Compare(*first.version, *arguments[1].version);
  if (function == Function::kCompareTo) return Value::Int(order < 0 ? -1 : order > 0 ? 1 : 0);
  return Value::Bool(function == Function::kIsGreaterThan ? order > 0 : order < 0);
}

}  // namespace meshctl::cel
