// SPDX-License-Identifier: Apache-2.0
// Rules that a request nearly took, or would have taken if another one did not stand before them. All answers
// are clauses for WhyNot; empty: there is nothing to say.
#pragma once

#include <string>

#include "http/request.h"
#include "mesh/mesh.h"
#include "route/table.h"

namespace meshctl::simulate {

/// Of a host none of whose rules match: the rule that is nearest, and what it lacks.
std::string NearMiss(const route::VirtualHost& host, const http::Request& request);

/// Of rules before `taken`: one that fails by upper and lower case alone.
std::string MissedByCase(const route::VirtualHost& host, const route::Route& taken,
                         const http::Request& request);

/// A rule behind `taken` that matches too and is narrower, so that nothing is left to it.
std::string NarrowerBehind(const mesh::Mesh& mesh, const route::VirtualHost& host, const route::Route& taken,
                           const http::Request& request);

/// Destinations of the rule that get nothing.
std::string WithoutWeight(const mesh::Mesh& mesh, const route::Route& taken);

}  // namespace meshctl::simulate
