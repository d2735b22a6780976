// SPDX-License-Identifier: Apache-2.0
// Any manifests: no rule crashes, and every finding can be shown. The input
// is a file of manifests, taken for the whole of a cluster so that every rule runs.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "analyze/registry.h"
#include "analyze/runner.h"
#include "diag/render.h"
#include "model/defaults.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace meshctl;
  diag::Report report;
  model::Manifests manifests;
  manifests.Add(std::make_unique<source::SourceFile>("fuzz.yaml",
                                                     std::string(reinterpret_cast<const char*>(data), size)),
                report);
  model::AddDefaultIngressGateway(manifests);
  const mesh::Mesh mesh(std::move(manifests));
  analyze::Options options;
  options.coverage = analyze::Coverage::kCluster;
  options.now = std::chrono::system_clock::from_time_t(1'800'000'000);
  const analyze::Outcome outcome = analyze::RunRules(mesh, analyze::Rules(), options);
  (void)diag::RenderText(outcome.report, {});
  (void)diag::RenderJson(outcome.report);
  return 0;
}
