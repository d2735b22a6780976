// SPDX-License-Identifier: Apache-2.0
// Follows upstream closely, as the answer depends on the order of its steps: a patch without `patch` ends the
// look at its EnvoyFilter, and a proxyVersion counts for the patches behind it, in other objects too.
#include "analyze/rules/envoy_filters/patches.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <unordered_map>

#include "analyze/kinds.h"
#include "model/fields.h"

namespace meshctl::analyze {
namespace {

using model::Fields;

// Where a proxyVersion was given for a name.
using Versions = std::unordered_map<std::string, source::Span>;

// What a patch is about. Upstream compares a name in `value` with names in other values only, not with those
// of filters that are matched.
std::string NameOf(const Fields& patch) {
  const yaml::Node& value = patch.In("patch").Get("value");
  if (!value.is_map()) return {};
  if (const yaml::Entry* name = value.Find("name"))
    return fmt::format("{} {}", yaml::Name(name->value.type()), name->value.text());
  return std::string(*patch.In("match").In("listener").In("filterChain").In("filter").GetText("name"));
}

PatchFault FaultOf(std::string_view operation, std::string_view apply_to) {
  const bool route = apply_to == "ROUTE_CONFIGURATION" || apply_to == "HTTP_ROUTE";
  if (operation == "ADD") return route ? PatchFault::kIgnoredAdd : PatchFault::kNone;
  if (operation == "REMOVE") return route ? PatchFault::kIgnoredRemove : PatchFault::kUnordered;
  if (operation == "REPLACE") {
    const bool replaced =
        apply_to == "NETWORK_FILTER" || apply_to == "HTTP_FILTER" || apply_to == "VIRTUAL_HOST";
    return replaced ? PatchFault::kUnordered : PatchFault::kIgnoredReplace;
  }
  const bool insert = operation == "INSERT_BEFORE" || operation == "INSERT_AFTER";
  return insert ? PatchFault::kUnordered : PatchFault::kNone;
}

Patch Judge(const model::Object& filter, const Fields& item, bool has_priority, const std::string& name,
            const Versions& versions) {
  Patch patch = {.filter = &filter,
                 .operation = item.In("patch").GetText("operation"),
                 .apply_to = item.GetText("applyTo")};
  patch.fault = FaultOf(*patch.operation, *patch.apply_to);
  if (patch.fault != PatchFault::kUnordered) return patch;
  if (has_priority) {
    patch.fault = PatchFault::kNone;
  } else if (auto version = versions.find(name); version != versions.end()) {
    patch.fault = PatchFault::kUnorderedVersioned;
    patch.version = version->second;
  }
  return patch;
}

}  // namespace

std::vector<Patch> FaultyPatches(const mesh::Mesh& mesh) {
  std::vector<Patch> faulty;
  Versions versions;
  for (const model::Object* filter : mesh.ObjectsOf(kind::kEnvoyFilter.group, kind::kEnvoyFilter.name)) {
    const Fields spec(filter->Get("spec"));
    const bool has_priority = spec.GetNumber("priority")->value_or(0) != 0;
    for (const yaml::Node& node : spec.Get("configPatches").items()) {
      const Fields item(node);
      if (!item.Get("patch").is_map()) break;
      const std::string name = NameOf(item);
      const Patch patch = Judge(*filter, item, has_priority, name, versions);
      if (patch.fault != PatchFault::kNone) faulty.push_back(patch);
      const model::Text version = item.In("match").In("proxy").GetText("proxyVersion");
      if (!version->empty()) versions.emplace(name, version.span);
    }
  }
  return faulty;
}

void AddPatches(PatchFault fault, Findings& findings,
                void (*describe)(std::span<const Patch> patches, diag::Diagnostic& diagnostic)) {
  std::vector<Patch> patches;
  std::ranges::copy_if(findings.Get(FaultyPatches), std::back_inserter(patches),
                       [&](const Patch& patch) { return patch.fault == fault; });
  for (auto begin = patches.begin(); begin != patches.end();) {
    const auto end =
        std::find_if(begin, patches.end(), [&](const Patch& patch) { return patch.filter != begin->filter; });
    diag::Diagnostic& d = findings.Add(*begin->filter, begin->operation.span, "");
    describe({begin, end}, d);
    for (auto patch = begin + 1; patch != end; ++patch)
      d.secondary.push_back({patch->operation.span, "and here"});
    begin = end;
  }
}

void DescribeIgnored(const Patch& patch, diag::Diagnostic& diagnostic) {
  diagnostic.message = fmt::format("`{}` is ignored for `{}`", *patch.operation,
                                   patch.apply_to->empty() ? std::string_view("INVALID") : *patch.apply_to);
  diagnostic.primary.text = "changes nothing";
  if (patch.apply_to.span) diagnostic.secondary.push_back({patch.apply_to.span, ""});
}

}  // namespace meshctl::analyze
