// SPDX-License-Identifier: Apache-2.0
// The routes of a host as a picture: proxy, virtual host, rules, clusters, workloads, with shares on arrows.
#pragma once

#include <string>

#include "simulate/simulate.h"

namespace meshctl::simulate {

/// For Graphviz. All routes of the virtual host (or the destinations of the connection) that the question
/// leads to; the route taken is drawn bold.
std::string RenderDot(const Simulation& simulation);

/// The same for Mermaid, which code hosts draw in Markdown.
std::string RenderMermaid(const Simulation& simulation);

}  // namespace meshctl::simulate
