// SPDX-License-Identifier: Apache-2.0
// A simulation as bytes. Both renderers are pure functions.
#pragma once

#include <string>
#include <vector>

#include "diag/render.h"
#include "simulate/draws.h"
#include "simulate/simulate.h"

namespace meshctl::simulate {

/// How much of the way is told.
enum class Detail {
  kShort,    ///< the way taken, and the rules before it with the one reason each
  kExplain,  ///< also every rule behind it, what was left out of the table, and other servers
};

/// For people. The first line says what happens and why, and what was probably overlooked:
///
///     GET http://shop.example/ → test-app.default.svc.cluster.local:80
///
///       gateway   istio-system/istio-ingressgateway
///       server    Gateway default/test-app-gateway, 80/HTTP http    gateway.yaml:9:7
///       …
///
/// `drawn` adds what chance made of the shares.
std::string RenderText(const Simulation& simulation, Detail detail, const diag::Style& style,
                       const std::vector<Drawn>& drawn = {});

/// For programs; always complete. One object, indented, one newline at the end. Places are
/// `{"file", "line", "column"}`, shares `{"percent", "fraction"}`.
std::string RenderJson(const Simulation& simulation, const std::vector<Drawn>& drawn = {});

}  // namespace meshctl::simulate
