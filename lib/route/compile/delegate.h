// SPDX-License-Identifier: Apache-2.0
// A VirtualService may leave part of its rules to another one, its delegate.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "model/virtual_service.h"

namespace meshctl::route {

/// Names made by joining two written ones; keeps them alive for the views in merged rules.
using JoinedNames = std::deque<std::string>;

/// The rule that stands for `root` (which delegates) and `leaf` (a rule of the delegate) together, or nothing
/// when their conditions exclude each other; istiod then drops the leaf without a word. Actions of the leaf
/// win; redirect and route are the leaf's alone.
std::optional<model::HttpRoute> MergeRules(const model::HttpRoute& root, const model::HttpRoute& leaf,
                                           JoinedNames& names);

/// Whether no request can meet both conditions in the eyes of istiod, which compares texts only.
bool Conflict(const model::HttpMatch& root, const model::HttpMatch& leaf);

/// The conditions of both lists together, leaf by leaf, or nothing when some leaf fits no root.
std::optional<std::vector<model::HttpMatch>> MergeMatches(const std::vector<model::HttpMatch>& root,
                                                          const std::vector<model::HttpMatch>& leaf,
                                                          JoinedNames& names);

}  // namespace meshctl::route
