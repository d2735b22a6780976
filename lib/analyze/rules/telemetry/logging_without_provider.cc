// SPDX-License-Identifier: Apache-2.0
// IST0157. Without a provider of its own an entry uses the mesh's defaults, of which there are none unless
// `defaultProviders.accessLogging` says otherwise. Upstream names each Telemetry once.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/telemetry/rules.h"
#include "analyze/rules/telemetry/telemetries.h"
#include "mesh/mesh.h"
#include "model/fields.h"

namespace meshctl::analyze {
namespace {

std::vector<const yaml::Node*> EntriesWithoutProvider(const model::Object& telemetry) {
  std::vector<const yaml::Node*> entries;
  for (const yaml::Node& entry : model::Fields(telemetry.Get("spec")).Get("accessLogging").items()) {
    const model::Fields fields(entry);
    const bool off = fields.GetSwitch("disabled")->value_or(false);
    if (entry.is_map() && !off && fields.Get("providers").size() == 0) entries.push_back(&entry);
  }
  return entries;
}

// The first key of a block, or all of a flow mapping: blocks are long.
source::Span SpanOf(const yaml::Node& entry) {
  return entry.style() == yaml::Style::kBlock ? entry.entries().front().key_span() : entry.span();
}

// The provider that writes access logs to standard output, when there is just one.
std::string_view OnlyFileLog(const mesh::MeshConfig& config) {
  std::string_view name;
  for (const mesh::ExtensionProvider& provider : config.extension_providers) {
    if (provider.type != "envoyFileAccessLog") continue;
    if (!name.empty()) return {};
    name = provider.name;
  }
  return name;
}

source::Edit NameProvider(const yaml::Node& entry, std::string_view provider) {
  if (const yaml::Entry* empty = entry.Find("providers"))
    return {{empty->key_file, empty->key_begin, std::max(empty->key_end, empty->value.span().end)},
            fmt::format("providers: [{{name: {}}}]", provider)};
  source::Span at = SpanOf(entry);
  if (entry.style() == yaml::Style::kBlock) {
    at.end = at.begin;
    const std::string indent(at.position().column - 1, ' ');
    return {at, fmt::format("providers:\n{0}- name: {1}\n{0}", indent, provider)};
  }
  at.end = at.begin + 1;
  return {at, fmt::format("{{providers: [{{name: {}}}]{}", provider, entry.size() == 0 ? "" : ", ")};
}

void AddFinding(const model::Object& telemetry, const std::vector<const yaml::Node*>& entries,
                std::string_view provider, Findings& findings) {
  diag::Diagnostic& d = findings.Add(
      telemetry, SpanOf(*entries.front()),
      fmt::format("access logging of Telemetry `{}` names no provider, and the mesh has no default",
                  *telemetry.name));
  d.primary.text = "writes no log";
  for (const yaml::Node* entry : entries) {
    if (entry != entries.front()) d.secondary.push_back({SpanOf(*entry), "nor does this"});
  }
  d.help = "name a provider here, or set `defaultProviders.accessLogging` in the mesh config";
  if (provider.empty()) return;
  diag::Fix fix = {.title = fmt::format("name the provider `{}`", provider), .safety = diag::Safety::kUnsafe};
  for (const yaml::Node* entry : entries) fix.edits.push_back(NameProvider(*entry, provider));
  d.fixes.push_back(std::move(fix));
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  if (!mesh.config().default_access_logging.empty()) return;
  const std::string_view provider = OnlyFileLog(mesh.config());
  for (const model::Object* telemetry : Telemetries(mesh)) {
    const auto entries = EntriesWithoutProvider(*telemetry);
    if (!entries.empty()) AddFinding(*telemetry, entries, provider, findings);
  }
}

constexpr Kind kReads[] = {kind::kMeshConfig, kind::kTelemetry};

}  // namespace

constinit const Rule kLoggingWithoutProvider = {
    .name = "logging-without-provider",
    .code = "IST0157",
    .analyzers = {"telemetry.ProviderAnalyzer"},
    .level = diag::Level::kWarning,
    .summary = "a Telemetry turns on access logs and nothing says where they go",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
