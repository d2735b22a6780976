// SPDX-License-Identifier: Apache-2.0
// IST0170. Istio takes Services of one name and namespace for one service, wherever they are. Ports are
// compared as API servers hold them, every field of them, whatever their order.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/clusters/rules.h"
#include "mesh/mesh.h"
#include "model/service.h"

namespace meshctl::analyze {
namespace {

// A Service in one of the clusters.
struct Copy {
  std::string_view cluster;
  const model::Service* service = nullptr;
};

// A scalar with its type: target port 80 is not target port "80".
using Value = std::pair<yaml::Type, std::string_view>;
using Port = std::array<Value, 6>;

std::vector<Port> PortsOf(const model::Service& service) {
  constexpr std::array<std::string_view, 6> kFields = {"name", "appProtocol", "nodePort",
                                                       "port", "protocol",    "targetPort"};
  std::vector<Port> ports;
  for (const yaml::Node& item : service.object->Get("spec").Get("ports").items()) {
    Port& port = ports.emplace_back();
    std::ranges::transform(kFields, port.begin(), [&](std::string_view field) {
      const yaml::Node& value = item.Get(field);
      return Value(value.type(), value.text());
    });
  }
  std::ranges::stable_sort(ports, {}, [](const Port& port) { return port.front().second; });
  return ports;
}

// What can differ, with the field that shows it.
struct Aspect {
  std::string_view what;
  std::string_view field;
  bool (*differs)(const model::Service& a, const model::Service& b);
};

constexpr Aspect kAspects[] = {
    {"is headless in some of them", "clusterIP",
     [](const model::Service& a, const model::Service& b) { return a.headless() != b.headless(); }},
    {"is of different types", "type",
     [](const model::Service& a, const model::Service& b) { return *a.type != *b.type; }},
    {"has different ports", "ports",
     [](const model::Service& a, const model::Service& b) { return PortsOf(a) != PortsOf(b); }},
};

// The key of a field, or the name of the Service when it is not given.
source::Span SpanOf(const model::Service& service, std::string_view field) {
  const yaml::Entry* entry = service.object->Get("spec").Find(field);
  return entry ? entry->key_span() : service.object->name.span;
}

void CheckCopies(const std::vector<Copy>& copies, Findings& findings) {
  const Copy& first = copies.front();
  std::vector<std::string_view> clusters, reasons;
  std::vector<diag::Label> places;
  for (const Aspect& aspect : kAspects) {
    bool differs = false;
    for (const Copy& copy : copies) {
      if (!aspect.differs(*first.service, *copy.service)) continue;
      if (std::ranges::find(clusters, copy.cluster) == clusters.end()) clusters.push_back(copy.cluster);
      if (!differs) places.push_back({SpanOf(*first.service, aspect.field), ""});
      places.push_back(
          {SpanOf(*copy.service, aspect.field), fmt::format("not the same in cluster `{}`", copy.cluster)});
      differs = true;
    }
    if (differs) reasons.push_back(aspect.what);
  }
  if (reasons.empty()) return;
  diag::Diagnostic& d =
      findings.Add(*first.service->object, places.front().span,
                   fmt::format("Service `{}` of clusters `{}`, `{}` {}", *first.service->object->name,
                               first.cluster, fmt::join(clusters, "`, `"), fmt::join(reasons, " and ")));
  d.cluster = first.cluster;
  d.primary.text = fmt::format("in cluster `{}`", first.cluster);
  d.secondary.assign(places.begin() + 1, places.end());
  d.help = "make the Services the same; Istio takes them for one";
}

void Compare(std::span<const Cluster> clusters, Findings& findings) {
  std::map<std::pair<std::string_view, std::string_view>, std::vector<Copy>> services;
  for (const Cluster& cluster : clusters) {
    for (const model::Service& service : cluster.mesh->kubernetes_services()) {
      const model::Object& object = *service.object;
      services[{*object.namespace_, *object.name}].push_back({cluster.name, &service});
    }
  }
  for (const auto& [_, copies] : services) {
    if (copies.size() > 1) CheckCopies(copies, findings);
  }
}

constexpr Kind kReads[] = {kind::kService};

}  // namespace

constinit const Rule kInconsistentService = {
    .name = "inconsistent-service",
    .code = "IST0170",
    .analyzers = {"services.MultiClusterServiceAnalyzer"},
    .level = diag::Level::kWarning,
    .summary = "a Service is not the same in the clusters of a mesh",
    .reads = kReads,
    .compare = Compare,
};

}  // namespace meshctl::analyze
