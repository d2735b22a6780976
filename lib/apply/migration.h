// SPDX-License-Identifier: Apache-2.0
// Objects that `kubectl apply` has kept so far: their fields become ours.
#pragma once

#include <optional>
#include <string>

#include "apply/conflict.h"
#include "yaml/json.h"

namespace meshctl::apply {

/// Whether a field manager of the live object is client-side `kubectl apply`: the manager
/// `kubectl-client-side-apply`, or whoever owns the last-applied annotation by an Update.
bool IsClientSideApply(const Json& live, const std::string& manager);

/// The JSON patch (RFC 6902) that moves what client-side `kubectl apply` owns in the live object to
/// server-side apply by `field_manager`; nothing when it owns nothing. As kubectl does it (csaupgrade): the
/// fields of the latest such entry of the same apiVersion join those of the manager, all such entries go.
/// Bound to the resourceVersion of `live`, so a change in between makes it fail with 409. After it, applying
/// the manifest removes what it no longer names.
std::optional<Json> MigrationOf(const Json& live, const std::string& field_manager);

}  // namespace meshctl::apply
