// SPDX-License-Identifier: Apache-2.0
// A replay's report as bytes.
#pragma once

#include <string>

#include "diag/render.h"
#include "http/access_log.h"
#include "simulate/render.h"
#include "simulate/replay.h"

namespace meshctl::simulate {

/// For people: tables of destinations, of rules, of what no rule takes, and of differences where two
/// configurations were compared. kShort shows the first 20 rows of each, kExplain all of them.
std::string RenderText(const ReplayReport& report, http::LogFormat format, const route::Proxy& proxy,
                       Detail detail, const diag::Style& style);

/// For programs, always complete.
std::string RenderJson(const ReplayReport& report, http::LogFormat format, const route::Proxy& proxy);

}  // namespace meshctl::simulate
