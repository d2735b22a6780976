// SPDX-License-Identifier: Apache-2.0
// IST0002 for tracing: what decides is the type of the mesh's extension provider, not its name.
#include <fmt/format.h>

#include <map>
#include <set>
#include <string_view>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/telemetry/rules.h"
#include "analyze/rules/telemetry/telemetries.h"
#include "mesh/mesh.h"
#include "model/fields.h"

namespace meshctl::analyze {
namespace {

void CheckTelemetry(const model::Object& telemetry, const std::set<std::string_view>& lightstep,
                    Findings& findings) {
  std::map<std::string_view, std::vector<source::Span>> used;
  for (const yaml::Node& tracing : model::Fields(telemetry.Get("spec")).Get("tracing").items()) {
    for (const yaml::Node& provider : model::Fields(tracing).Get("providers").items()) {
      const model::Text name = model::Fields(provider).GetText("name");
      if (lightstep.contains(*name)) used[*name].push_back(name.span);
    }
  }
  for (const auto& [name, places] : used) {
    diag::Diagnostic& d = findings.Add(telemetry, places.front(),
                                       fmt::format("the Lightstep provider `{}` is deprecated", name));
    d.primary.text = "a `lightstep` provider of the mesh config";
    for (std::size_t i = 1; i < places.size(); ++i) d.secondary.push_back({places[i], "here too"});
    d.help = "send traces to Lightstep through an `opentelemetry` provider";
  }
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  std::set<std::string_view> lightstep;
  for (const mesh::ExtensionProvider& provider : mesh.config().extension_providers) {
    if (provider.type == "lightstep") lightstep.insert(provider.name);
  }
  if (lightstep.empty()) return;
  for (const model::Object* telemetry : Telemetries(mesh)) CheckTelemetry(*telemetry, lightstep, findings);
}

constexpr Kind kReads[] = {kind::kMeshConfig, kind::kTelemetry};

}  // namespace

constinit const Rule kLightstepProvider = {
    .name = "lightstep-provider",
    .code = "IST0002",
    .analyzers = {"telemetry.LightstepAnalyzer"},
    .level = diag::Level::kWarning,
    .summary = "a Telemetry sends traces to a Lightstep provider, which is deprecated",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
