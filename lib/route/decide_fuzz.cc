// SPDX-License-Identifier: Apache-2.0
// Differential: the bytes decide on a mesh and on requests, which engine and oracle must answer alike.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>

#include "testing/choices.h"
#include "testing/compare_routing.h"
#include "testing/small_mesh.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace meshctl;
  testing::ByteChoices choices(std::span(data, size));
  const std::string manifests = testing::SmallMesh(choices, true).Manifests();
  const testing::RoutingComparison comparison(manifests);
  for (int i = 0; i < 8; ++i) {
    const std::string difference = comparison.Compare(testing::SmallRequest(choices));
    if (difference.empty()) continue;
    std::fprintf(stderr, "%s\n%s", manifests.c_str(), difference.c_str());
    std::abort();
  }
  return 0;
}
