// SPDX-License-Identifier: Apache-2.0
// Any manifests, any request: compiling and deciding never crash, and a trace changes nothing. The input is a
// request line, a line break, then manifests.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "gatewayapi/derive.h"
#include "model/defaults.h"
#include "simulate/render.h"
#include "simulate/simulate.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace meshctl;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t line = std::min(input.find('\n'), input.size());
  diag::Report report;
  model::Manifests manifests;
  const std::string_view text = input.substr(std::min(line + 1, input.size()));
  manifests.Add(std::make_unique<source::SourceFile>("fuzz.yaml", std::string(text)), report);
  model::AddDefaultIngressGateway(manifests);
  const mesh::Mesh mesh = gatewayapi::MeshOf(std::move(manifests));
  route::Simulator simulator(mesh);
  route::Question question;
  question.url = input.substr(0, line);
  for (const mesh::Workload& workload : mesh.workloads().all()) {
    question.from = std::string(workload.ns) + "/" + std::string(workload.name);
    (void)simulator.Ask(question);
  }
  question.from.clear();
  if (const auto simulation = simulator.Ask(question)) {
    route::Trace trace;
    const route::Decision traced = Decide(*simulation->table, simulation->request, &trace);
    const route::Decision plain = Decide(*simulation->table, simulation->request);
    if (traced.route != plain.route || traced.outcome != plain.outcome) std::abort();
    (void)RenderText(*simulation, route::Detail::kExplain, {});
    (void)RenderJson(*simulation);
  }
  return 0;
}
