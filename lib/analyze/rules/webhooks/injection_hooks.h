// SPDX-License-Identifier: Apache-2.0
// The mutating hooks that Istio answers, and the revisions that they know.
#pragma once

#include <set>
#include <string_view>
#include <vector>

#include "analyze/rules/webhook.h"

namespace meshctl::analyze {

using Revisions = std::set<std::string_view>;

/// The revisions that a label selector names.
Revisions RevisionsIn(const yaml::Node& selector);

struct InjectionHooks {
  /// Every hook of a configuration that names a revision or has a hook with Istio's name, as upstream.
  std::vector<Webhook> hooks;
  /// The values of `istio.io/rev` in those configurations, sorted.
  std::vector<std::string_view> revisions;
};

InjectionHooks FindInjectionHooks(const mesh::Mesh& mesh);

}  // namespace meshctl::analyze
