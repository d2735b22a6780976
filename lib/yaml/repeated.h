// SPDX-License-Identifier: Apache-2.0
// Text to tree for readers that are not strict about keys.
#pragma once

#include "yaml/parse.h"

namespace meshctl::yaml {

/// As Parse, but a key that a map gives again is no fault: the map holds all of them in their order.
/// Kubernetes takes the last one, and so does ToJson.
Stream ParseKeepingRepeated(const source::SourceFile& file, const Limits& limits, diag::Report& report);

}  // namespace meshctl::yaml
