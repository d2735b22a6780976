// SPDX-License-Identifier: Apache-2.0
// What a rule does besides choosing where requests go.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "route/table.h"

namespace meshctl::simulate {

struct Effect {
  std::string_view word;  ///< `fault`, `rewrite`, `headers`, `timeout`, `retries`, `mirror`
  std::string text;       ///< `10 % are delayed by 5s`
  source::Span place;     ///< nowhere where it is part of the rule
};

/// What a rewrite does to any request that `route` takes: "path to `/v2…`", "host to `cart`". The dots stand
/// for what follows the path that was matched.
std::vector<Effect> RewritesOf(const route::Route& route);

/// Delays and aborts, which come before everything else.
std::vector<Effect> FaultsOf(const route::Action& action);
/// Headers, timeout, retries unless they are the mesh's default, mirrors.
std::vector<Effect> EffectsOf(const route::Action& action);
/// All of the above.
std::vector<Effect> AllEffectsOf(const route::Route& route);

/// `request: set `x-user: anna``…; `side` is `request` or `response`.
std::vector<Effect> HeaderEffects(std::string_view side, const route::HeaderChanges& changes);

}  // namespace meshctl::simulate
