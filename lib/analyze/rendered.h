// SPDX-License-Identifier: Apache-2.0
// Manifests that a program wrote say what they were made from.
#pragma once

#include <string>

#include "model/object.h"

namespace meshctl::analyze {

/// What the object was rendered from: the path in helm's comment `# Source: shop/templates/web.yaml` above
/// its document, or in kustomize's annotation `config.kubernetes.io/origin` (with repository and revision,
/// when it came from one: `https://example.com/base//web.yaml?ref=v1`). Empty when it does not say.
std::string RenderedFrom(const model::Object& object);

}  // namespace meshctl::analyze
