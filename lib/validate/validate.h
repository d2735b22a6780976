// SPDX-License-Identifier: Apache-2.0
// Would the servers take this object? The API server asks its schema, its CEL rules and, for built-in kinds,
// its code; istiod's webhook asks its own code of Istio's kinds.
#pragma once

#include <cstddef>
#include <cstdint>

#include "diag/report.h"
#include "schema/types.h"
#include "validate/object.h"
#include "yaml/node.h"

namespace meshctl::validate {

class CustomKinds;

struct Options {
  /// What to do with kinds that have no schema here.
  enum class UnknownKinds : std::uint8_t { kReport, kIgnore };
  UnknownKinds unknown_kinds = UnknownKinds::kReport;

  /// Whose verdict is asked for.
  enum class As : std::uint8_t {
    kEverybody,
    kCluster,  ///< an API server with Istio installed: its own checks, and istiod's webhook for Istio's kinds
    kApiServer,  ///< with Istio's custom resource definitions, without its webhook
    kIstioctl,   ///< `istioctl validate`: Istio's kinds, Service ports; all else is taken unread
  };
  As as = As::kEverybody;

  /// Whether the Gateway API's experimental definitions are installed.
  bool experimental = false;

  /// Kinds that somebody else defines, or null. Those of a cluster come before ours, others behind them.
  const CustomKinds* custom = nullptr;

  Surroundings surroundings;
};

/// Checks one document: an object of any known kind, or a `List` (or `DeploymentList`) whose items are
/// checked as objects. Answers how many objects it looked at. An object without a fault costs next to no
/// allocation.
std::size_t Validate(const yaml::Node& document, const Options& options, diag::Report& report);

/// Checks a value that is no object of its own, such as mesh configuration, against a type.
void ValidateAs(const yaml::Node& value, schema::Type type, diag::Report& report);

}  // namespace meshctl::validate
