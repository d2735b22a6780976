// SPDX-License-Identifier: Apache-2.0
#include "analyze/rules/injection/auto_image.h"

#include <algorithm>

#include "analyze/rules/pods.h"

namespace meshctl::analyze {

const model::Container* AutoImage(const model::PodTemplate& pod) {
  auto found = std::ranges::find_if(pod.containers, [](const model::Container& container) {
    return *container.name == "istio-proxy" && *container.image == kAutoImage;
  });
  return found == pod.containers.end() ? nullptr : &*found;
}

}  // namespace meshctl::analyze
