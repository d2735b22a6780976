// SPDX-License-Identifier: Apache-2.0
// Header values are read like Envoy's header formatter reads them, character by character.
#include "validate/istio/headers.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/ascii.h"
#include "validate/istio/labels.h"
#include "validate/istio/wording.h"

namespace meshctl::validate::istio {

constinit const Rule kInvalidHeaderName = {
    .code = "ISTIO0119",
    .name = "invalid-header-name",
    .summary = "a name is no name of an HTTP header, or of one that can not be changed there"};
constinit const Rule kInvalidHeaderValue = {
    .code = "ISTIO0120",
    .name = "invalid-header-value",
    .summary = "the value of a header holds a control character or a `%` that begins no variable of Envoy's"};

namespace {

constexpr std::string_view kClaims = "@request.auth.claims";
constexpr std::array<std::string_view, 5> kPseudoHeaders = {":method", ":scheme", ":authority", ":path",
                                                            ":status"};

bool IsControl(char c) {
  const auto code = static_cast<unsigned char>(c);
  return (code < 0x20 && c != '\t') || code == 0x7F;
}

/// Reads the inside of a variable, from behind its first `%`.
class VariableReader {
 public:
  /// What is wrong with the variable that begins at `at`; `at` moves behind it.
  std::optional<std::string_view> Read(std::string_view value, std::size_t& at) {
    for (; at < value.size(); ++at) {
      if (state_ == State::kString && value[at] == '\\') {
        if (++at == value.size()) return "a text ends in a backslash";
        continue;
      }
      if (Take(value[at])) return fault_;
      if (state_ == State::kDone) {
        ++at;
        return std::nullopt;
      }
    }
    return "a variable that begins with `%` does not end";
  }

 private:
  enum class State : std::uint8_t {
    kName,
    kArguments,
    kTextOrSpace,
    kString,
    kCommaOrBracket,
    kParenthesis,
    kPercent,
    kDone
  };

  /// Answers whether `c` can not stand here.
  bool Take(char c) {
    switch (state_) {
      case State::kName:
        if (c == '%') state_ = State::kDone;
        if (c == '(') state_ = State::kArguments;
        return false;
      case State::kArguments:
        if (c != ' ') state_ = c == '[' ? State::kTextOrSpace : State::kString;
        return false;
      case State::kTextOrSpace:
        return Expect(c, '"', State::kString, "a `\"` is expected in the arguments of a variable");
      case State::kString:
        if (c == ')') state_ = State::kPercent;
        if (c == '"') state_ = State::kCommaOrBracket;
        return false;
      case State::kCommaOrBracket:
        if (c == ',') {
          state_ = State::kTextOrSpace;
          return false;
        }
        return Expect(c, ']', State::kParenthesis, "a `,` or `]` is expected in the arguments of a variable");
      case State::kParenthesis:
        return Expect(c, ')', State::kPercent, "a `)` is expected behind the arguments of a variable");
      case State::kPercent:
        return Expect(c, '%', State::kDone, "a `%` is expected at the end of a variable");
      case State::kDone:
        break;
    }
    return false;
  }

  bool Expect(char c, char expected, State next, std::string_view fault) {
    if (c == expected) {
      state_ = next;
    } else if (c != ' ') {
      fault_ = fault;
      return true;
    }
    return false;
  }

  State state_ = State::kName;
  std::string_view fault_;
};

enum class Change : std::uint8_t { kRequestAddOrSet, kOther };

void CheckChangedName(const yaml::Node& place, std::string_view name, Change change, Verdict& verdict) {
  std::string_view fault;
  if (name.empty()) {
    fault = "is an empty header name";
  } else if (change == Change::kOther && EqualIgnoringCase(name, "host")) {
    fault = "can not be changed: only requests may set or add `Host`";
  } else if (name.starts_with(':') && !(change == Change::kRequestAddOrSet && IsAuthority(name))) {
    fault = "can not be changed: names with `:` are not headers but parts of the request";
  }
  if (fault.empty()) return;
  if (place.is_map()) {
    AtKey(verdict, kInvalidHeaderName, place, name, fault, Label("not a header to change"));
  } else {
    At(verdict, kInvalidHeaderName, place, fault, Label("not a header to change"));
  }
}

void CheckValues(const yaml::Node& headers, Change change, Verdict& verdict) {
  for (const yaml::Entry& entry : headers.entries()) {
    CheckChangedName(headers, entry.key, change, verdict);
    const std::string_view value = entry.value.string();
    if (std::ranges::any_of(value, IsControl)) {
      At(verdict, kInvalidHeaderValue, entry.value, "holds a control character, which no header can",
         Label("control character inside"));
    } else if (const auto fault = HeaderValueFault(value)) {
      At(verdict, kInvalidHeaderValue, entry.value, fmt::format("can not be formatted: {}", *fault),
         Label("read as a format with variables", "write `%%` for a percent sign"));
    }
  }
}

void CheckOperations(const yaml::Node& operations, Change change, Verdict& verdict) {
  CheckValues(operations.Get("add"), change, verdict);
  CheckValues(operations.Get("set"), change, verdict);
  for (const yaml::Node& name : operations.Get("remove").items())
    CheckChangedName(name, name.string(), Change::kOther, verdict);
}

}  // namespace

bool IsToken(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return IsAlphanumeric(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

bool IsStrictHeaderName(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char c) { return IsAlphanumeric(c) || c == '-' || c == '_'; });
}

bool IsJwtClaim(std::string_view name) {
  if (name.size() <= kClaims.size() || !EqualIgnoringCase(name.substr(0, kClaims.size()), kClaims))
    return false;
  const std::string_view claim = name.substr(kClaims.size());
  return (claim.starts_with('.') && claim.size() > 1) ||
         (claim.starts_with('[') && claim.ends_with(']') && claim.size() > 2);
}

bool IsAuthority(std::string_view name) {
  return EqualIgnoringCase(name, ":authority") || EqualIgnoringCase(name, "host");
}

std::optional<std::string_view> HeaderValueFault(std::string_view value) {
  std::size_t at = value.find('%');
  while (at < value.size()) {
    if (++at == value.size()) return "a `%` stands alone at the end";
    if (value[at] == '%') {
      ++at;
    } else if (const auto fault = VariableReader().Read(value, at)) {
      return fault;
    }
    at = value.find('%', at);
  }
  return std::nullopt;
}

void CheckHeaderOperations(const yaml::Node& headers, Verdict& verdict) {
  CheckOperations(headers.Get("request"), Change::kRequestAddOrSet, verdict);
  CheckOperations(headers.Get("response"), Change::kOther, verdict);
}

void CheckMatchedHeaderNames(const yaml::Node& headers, Verdict& verdict) {
  for (const yaml::Entry& entry : headers.entries()) {
    const bool valid = IsJwtClaim(entry.key) || IsToken(entry.key) ||
                       std::ranges::find(kPseudoHeaders, entry.key) != kPseudoHeaders.end();
    if (valid) continue;
    AtKey(verdict, kInvalidHeaderName, headers, entry.key, "is no name of a header",
          Label("not a header name",
                entry.key.starts_with('@')
                    ? "claims are written `@request.auth.claims.name` or `@request.auth.claims[name]`"
                    : "write letters, digits and `-`"));
  }
}

}  // namespace meshctl::validate::istio
