// SPDX-License-Identifier: Apache-2.0
// Fields that somebody else owns: what server-side apply refuses to overwrite unasked.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "apply/plan.h"
#include "kube/failure.h"
#include "source/source_file.h"
#include "yaml/json.h"

namespace meshctl::apply {

/// One field in conflict.
struct Conflict {
  std::string field;   ///< as the server writes it: `.spec.replicas`
  std::string owner;   ///< the other field manager: `helm`, `kube-controller-manager (status)`
  std::string theirs;  ///< its value in the cluster, on one line; `-` when there is none
  std::string ours;    ///< the value in the manifest
  source::Span place;  ///< where ours is written
};

/// Whether the failure is about fields of other managers (and not, say, about a stale version).
bool IsFieldConflict(const kube::Failure& failure);

/// The conflicts that a failure names; their values are looked up in the live object. Values of Secrets are
/// masked.
std::vector<Conflict> ConflictsOf(const kube::Failure& failure, const Item& item, const Json& live);

/// Whether a conflict's field is one of those named: the same path, or something below it; a leading dot may
/// be left out.
bool IsAmong(const Conflict& conflict, const std::vector<std::string>& fields);

/// A table with the columns FIELD, OWNER, THEIRS and OURS; each line begins with `indent`, the last has no
/// line ending.
std::string RenderConflicts(const std::vector<Conflict>& conflicts, std::string_view indent);

}  // namespace meshctl::apply
