// SPDX-License-Identifier: Apache-2.0
// Where a field is that an API server names in an error.
#pragma once

#include <string_view>

#include "diff/field_changes.h"
#include "source/source_file.h"
#include "yaml/json.h"
#include "yaml/node.h"

namespace meshctl::apply {

using diff::Steps;

/// How far a path could be followed.
struct Resolved {
  Steps steps;
  bool complete = false;  ///< false: the rest of the path is not in the object
};

/// Follows a path as a server writes it, in one of two dialects: those of conflicts
/// (`.spec.ports[port=80,protocol="TCP"].targetPort`, `.metadata.finalizers[="x"]`; dots in keys are not
/// marked, so `.metadata.labels.app.kubernetes.io/name` needs the object to be understood) and those of
/// validation (`spec.ports[0].targetPort`, `metadata.labels[app.kubernetes.io/name]`).
Resolved Resolve(const Json& object, std::string_view path);

/// Where that is in the text: the value, or the key of a map that begins there. As far as the steps lead.
source::Span PlaceOf(const yaml::Node& root, const Steps& steps);

}  // namespace meshctl::apply
