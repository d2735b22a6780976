// SPDX-License-Identifier: Apache-2.0
// What rules do besides choosing where requests go, for programs. Only renderers of this room include this.
#pragma once

#include "simulate/json_parts.h"

namespace meshctl::simulate {

/// Adds `requestHeaders` and `responseHeaders`, each `{"set", "add", "remove"}`, where there are any.
void PutHeaders(OrderedJson& object, const route::HeaderChanges& request,
                const route::HeaderChanges& response);
/// Adds `timeout`, `retries`, `fault`, `mirrors`, `cors` and headers, those that the rule has.
void PutEffects(OrderedJson& object, const route::Action& action);
/// Adds `rewrite`: `{"uri"}` or `{"regex", "substitution"}`, and `{"authority"}`.
void PutRewrite(OrderedJson& object, const route::Rewrite& rewrite);

}  // namespace meshctl::simulate
