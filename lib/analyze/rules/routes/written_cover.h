// SPDX-License-Identifier: Apache-2.0
// When Istio's validation calls an http match covered by an earlier one.
#pragma once

#include "model/virtual_service.h"

namespace meshctl::analyze {

/// Upstream's approximation (IST0131): the later match has a longer prefix, and its other conditions begin as
/// those of the earlier one do when both are written out (`exact:GET` is what a missing method counts as).
bool CoversAsWritten(const model::HttpMatch& earlier, const model::HttpMatch& later);

}  // namespace meshctl::analyze
