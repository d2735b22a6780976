// SPDX-License-Identifier: Apache-2.0
// Objects of which only one can count for a Pod, where several would.
#pragma once

#include <span>
#include <vector>

#include "analyze/findings.h"
#include "analyze/rules/selected_pods.h"

namespace meshctl::analyze {

/// Adds a finding about each object of `pod.by` for the Pod that all of them select.
void AddOverlap(const SelectedPod& pod, Findings& findings);

/// Adds a finding about each of these objects of one namespace, none of which has a selector.
void AddSeveralDefaults(std::span<const model::Object* const> objects, Findings& findings);

/// The objects by namespace, those of a namespace in their order.
std::vector<std::vector<const model::Object*>> ByNamespace(std::span<const model::Object* const> objects);

}  // namespace meshctl::analyze
