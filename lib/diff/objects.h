// SPDX-License-Identifier: Apache-2.0
// What turns one Kubernetes object into another, as a person wants to read it: without what servers write on
// their own account, and without secrets.
#pragma once

#include <string>

#include "diag/render.h"
#include "yaml/json.h"

namespace meshctl::diff {

/// The object without what the server writes and nobody applies: `status`, and of the metadata managedFields,
/// resourceVersion, uid, generation, creationTimestamp, selfLink and kubectl's last-applied annotation.
Json WithoutServerFields(Json object);

/// Replaces the values of a Secret's `data` and `stringData` by `***`, or by `*** (before)` and `*** (after)`
/// where the two differ. Objects of other kinds stay as they are. Either may be null.
void MaskSecrets(Json& before, Json& after);

/// `Deployment/shop/web`, or `Namespace/shop` for objects without a namespace.
std::string ObjectLabel(const Json& object);

/// A unified diff of the two objects as YAML under the header lines `--- live/KIND/NS/NAME` and
/// `+++ merged/KIND/NS/NAME`; empty when nothing differs that a person would have applied. A null object is
/// one that does not exist: all lines of the other are added or removed.
std::string DiffObjects(Json live, Json merged, const diag::Style& style);

}  // namespace meshctl::diff
