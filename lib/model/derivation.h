// SPDX-License-Identifier: Apache-2.0
// Where a part of an Istio object comes from when nobody wrote it as such.
#pragma once

#include <cstdint>
#include <string>

#include "model/object.h"
#include "source/source_file.h"

namespace meshctl::model {

/// The part of another object that istiod turned into a server, a rule or a whole VirtualService: a listener
/// of a Gateway API Gateway, a match of an HTTPRoute, a path of an Ingress.
struct Derivation {
  const Object* object = nullptr;
  std::string field;   ///< `spec.rules[1].matches[0]`, `spec.listeners[0]`; empty for the object as a whole
  source::Span rule;   ///< the rule, listener or path
  source::Span match;  ///< the match in the rule; nowhere when it has none
};

/// Whose meaning the rules of a VirtualService have.
enum class Semantics : std::uint8_t {
  kIstio,
  kGatewayApi,  ///< prefixes end at path segments, names are complete, unknown backends answer 500
  kIngress,     ///< prefixes end at path segments
};

}  // namespace meshctl::model
