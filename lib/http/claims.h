// SPDX-License-Identifier: Apache-2.0
// What a JSON Web Token says about whoever shows it, in the form in which Envoy's conditions see it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace meshctl::http {

/// One value of a token. Conditions only ever compare texts: numbers, booleans and nulls equal nothing.
struct Claim {
  std::string name;
  std::vector<std::string> texts;  ///< the text, or those of the list
  bool list = false;
  std::vector<Claim> members;  ///< of a nested object

  const Claim* Find(std::string_view member) const;
};

/// The claims of a token.
class Claims {
 public:
  /// Reads the JSON object that a token carries. Errors are of kind usage.
  static Result<Claims> Parse(std::string_view json);

  /// The value at a path of names, or null.
  const Claim* Find(std::span<const std::string> path) const;
  /// The text of a claim; empty when there is none, or it is no text.
  std::string_view text(std::string_view name) const;

  /// Makes lists of texts that hold several words, which Envoy does for `scope` and `permission` and the
  /// claims a JWT rule names. Claims that are missing or no texts stay as they are.
  void SplitWords(std::string_view name);

 private:
  Claim root_;
};

/// Reads what people paste for a token: its claims as a JSON object, or the token itself
/// (`header.payload.signature`), of which only the payload is decoded: nothing is verified. Errors are of
/// kind usage.
Result<Claims> ParseToken(std::string_view text);

/// The path of a claim that a header condition means: `@request.auth.claims.a.b` and
/// `@request.auth.claims[a][b]` mean `a`, `b`. Nothing for every other name: it is that of a header.
std::optional<std::vector<std::string>> ParseClaimName(std::string_view header);

}  // namespace meshctl::http
