// SPDX-License-Identifier: Apache-2.0
// What a server's code refuses or warns about beyond the schema of a kind: the rules of Istio's webhook and
// of the API server's own validation. A file of istio/ or kubernetes/ holds the rules of one kind as plain
// data and one function that checks an object by all of them; istio/codes.cc and kubernetes/codes.cc list
// them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "diag/diagnostic.h"

namespace meshctl::validate {

class Object;
class Verdict;

/// One rule. Codes are stable: `ISTIO0203` and `KUBE0401` mean the same for ever. Its section in
/// testdata/validate/{istio,kubernetes}/*.md documents it with a rejected and an accepted example.
struct Rule {
  std::string_view code;
  std::string_view name;  ///< states the bad thing, in kebab case: `gateway-without-servers`
  diag::Level level = diag::Level::kError;
  std::string_view summary;  ///< what is wrong and why a server minds, one sentence
};

/// Whose code it is.
enum class Authority : std::uint8_t {
  kApiServer,  ///< the Kubernetes API server
  kIstio,      ///< istiod's webhook and `istioctl validate`
};

/// As group and kind of a Code: it is for objects of every kind.
inline constexpr std::string_view kEvery = "*";

/// What one authority checks of one kind. A kind may have several Codes.
struct Code {
  Authority authority;
  std::string_view group;  ///< API group; empty: core. Every version of the kind is meant
  std::string_view kind;
  std::span<const Rule* const> rules;
  void (*check)(const Object& object, Verdict& verdict);
};

/// Checks an object by every Code of the authority for its kind.
void RunCode(Authority authority, const Object& object, Verdict& verdict);
/// Every rule of every Code, once, sorted by code.
std::vector<const Rule*> AllRules();

}  // namespace meshctl::validate
