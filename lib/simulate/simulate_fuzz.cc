// SPDX-License-Identifier: Apache-2.0
// Any manifests, any request: compiling, deciding and every way to show an answer never crash, and a trace
// changes nothing. The input is a request line, a line break, then manifests.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "gatewayapi/derive.h"
#include "model/defaults.h"
#include "simulate/graph.h"
#include "simulate/reach.h"
#include "simulate/render.h"
#include "simulate/render_reach.h"
#include "simulate/route_listing.h"
#include "simulate/simulate.h"

namespace {

using namespace meshctl;
using namespace meshctl::simulate;

void Ask(Simulator& simulator, const Question& question) {
  const Result<Simulation> simulation = simulator.Ask(question);
  if (!simulation) return;
  const route::Decision again = route::Decide(*simulation->table, [&] {
    // The answer speaks of the port dialled; decisions are made about the one listened on.
    http::Request request = simulation->request;
    request.port = simulation->table->TargetOf(request.port);
    return request;
  }());
  if (again.route != simulation->decision.route || again.outcome != simulation->decision.outcome)
    std::abort();
  (void)RenderText(*simulation, Detail::kExplain, {});
  (void)RenderJson(*simulation);
  (void)RenderDot(*simulation);
  (void)RenderText(List(*simulation->table, ""), Detail::kExplain, {});
  (void)RenderText(List(*simulation->table, simulation->request.authority), Detail::kExplain, {});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t line = std::min(input.find('\n'), input.size());
  diag::Report report;
  model::Manifests manifests;
  const std::string_view text = input.substr(std::min(line + 1, input.size()));
  manifests.Add(std::make_unique<source::SourceFile>("fuzz.yaml", std::string(text)), report);
  model::AddDefaultIngressGateway(manifests, {.ports = model::IngressGateway::Ports::kOfInstalled});
  const mesh::Mesh mesh = gatewayapi::MeshOf(std::move(manifests));
  Simulator simulator(mesh);
  Question question;
  question.url = input.substr(0, line);
  Ask(simulator, question);
  std::string last = "outside";
  for (const mesh::Workload& workload : mesh.workloads().all()) {
    question.from = std::string(workload.ns) + "/" + std::string(workload.name);
    Ask(simulator, question);
    if (const Result<ReachAnswer> reach = AskReach(mesh, {.from = last, .to = question.from}))
      (void)RenderText(*reach, Detail::kExplain, {});
    last = question.from;
  }
  return 0;
}
