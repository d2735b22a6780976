// SPDX-License-Identifier: Apache-2.0
// The answers about two workloads as bytes. Both renderers are pure functions.
#pragma once

#include <string>

#include "diag/render.h"
#include "simulate/reach.h"
#include "simulate/render.h"

namespace meshctl::simulate {

/// For people: one paragraph for each port, its first line with the decision and its reason.
///
///     GET / from shop/web to shop/cart:80 → allowed by AuthorizationPolicy shop/readers, rule 0
///
///       transport  mTLS: the sidecar of shop/cart takes it             cart.yaml:4:9
///       access     ✓ sidecar shop/cart: allowed by AuthorizationPolicy …
std::string RenderText(const ReachAnswer& answer, Detail detail, const diag::Style& style);

/// For programs; always complete. One object, indented, one newline at the end.
std::string RenderJson(const ReachAnswer& answer);

}  // namespace meshctl::simulate
