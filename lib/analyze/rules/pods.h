// SPDX-License-Identifier: Apache-2.0
// Which objects a rule about Pods looks at. Upstream sees the Pods of a cluster; files hold their templates.
#pragma once

#include "analyze/findings.h"
#include "model/workload.h"

namespace meshctl::analyze {

bool IsPod(const model::Workload& workload);
bool IsDeployment(const model::Workload& workload);

/// Whether an object of files stands for the Pods that it will make. Of a cluster none does, as the Pods are
/// there themselves; nor does what another object makes.
bool StandsForPods(const model::Workload& workload, const Findings& findings);

/// Whether injection is still to come for a Pod: it was made up for a template, or is one of files that shows
/// no sign of having run.
bool IsYetToRun(const model::Workload& workload, const Findings& findings);

/// The container named `istio-proxy`, the first of them; null when there is none. Init containers count, as
/// sidecars may be native.
const model::Container* ProxyOf(const model::PodTemplate& pod);

/// What gateway templates write for the image that the injector is to put in.
inline constexpr std::string_view kAutoImage = "auto";

}  // namespace meshctl::analyze
