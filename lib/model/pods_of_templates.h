// SPDX-License-Identifier: Apache-2.0
// The Pods that a cluster would have if files were applied to it.
#pragma once

#include "model/manifests.h"

namespace meshctl::model {

/// Adds a Pod for each template (of a Deployment, a Job, ...) that was not read from a cluster, beside the
/// live Pods there may be: while a change is rolled out, a cluster has both. The texts have the origin
/// kGenerated. Only of use where live Pods count and templates do not.
void AddPodsOfTemplates(Manifests& manifests);

}  // namespace meshctl::model
