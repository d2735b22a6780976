// SPDX-License-Identifier: Apache-2.0
// Proxies whose image the injector is to choose.
#pragma once

#include "model/workload.h"

namespace meshctl::analyze {

/// The container `istio-proxy` with the image `auto`, or null. As upstream, init containers do not count.
const model::Container* AutoImage(const model::PodTemplate& pod);

}  // namespace meshctl::analyze
