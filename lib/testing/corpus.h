// SPDX-License-Identifier: Apache-2.0
// Manifests made up for benchmarks.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace meshctl::testing {

struct CorpusFile {
  std::string name;  ///< `team-03/app-0017.yaml`
  std::string text;
};

/// Files as teams write them, with comments: each holds four objects for one app, a Deployment, a Service, a
/// VirtualService, and a DestinationRule or, for every eighth app, a Gateway. Together they are a mesh
/// without faults. The same
/// count always gives the same bytes.
std::vector<CorpusFile> MakeCorpus(std::size_t files);

}  // namespace meshctl::testing
