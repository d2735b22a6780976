// SPDX-License-Identifier: Apache-2.0
// Routes inside the mesh are followed by sidecars, on the client's side, and by the waypoint of the service.
// Where no client has a sidecar and the service has no waypoint, nobody follows them: ztunnel forwards
// connections. As long as one workload has a sidecar, or may have one, the route may be for it.
#include <fmt/format.h>

#include <algorithm>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/ambient/captured.h"
#include "analyze/rules/ambient/rules.h"
#include "analyze/rules/ambient/waypoints.h"
#include "analyze/rules/membership.h"
#include "mesh/endpoints.h"
#include "mesh/host.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

bool MayHaveSidecars(const mesh::Mesh& mesh) {
  return std::ranges::any_of(mesh.workloads().all(), [&](const mesh::Workload& workload) {
    if (!workload.pods) return true;  // a machine joins the mesh with a proxy of its own
    if (IsGatewayWorkload(workload)) return false;
    return HasSidecar(mesh, *workload.pods) || !mesh.FindNamespace(workload.ns);
  });
}

class Checker {
 public:
  Checker(const mesh::Mesh& mesh, Findings& findings)
      : mesh_(mesh), findings_(findings), captured_(findings.Get(Captured)) {}

  void Check() {
    if (captured_.empty() || MayHaveSidecars(mesh_)) return;
    for (const model::VirtualService& vs : mesh_.virtual_services()) CheckVirtualService(vs);
    for (const Kind& kind : {kind::kHttpRoute, kind::kGrpcRoute}) {
      for (const model::Object* route : mesh_.ObjectsOf(kind.group, kind.name)) CheckRoute(*route);
    }
  }

 private:
  // Whether ztunnel alone stands before everything that the Service selects.
  bool HasOnlyZtunnel(const mesh::Service& service) const {
    const auto captured = captured_.Behind(service);
    return !captured.empty() && captured.size() == mesh::WorkloadsOf(service, mesh_.workloads()).size() &&
           !WaypointOf(mesh_, service.ns, service.object->labels);
  }

  void CheckVirtualService(const model::VirtualService& vs) {
    const bool inside =
        vs.gateways.empty() ||
        std::ranges::any_of(vs.gateways, [](const model::Text& gateway) { return *gateway == "mesh"; });
    if (!inside) return;
    for (const model::Text& host : vs.hosts) {
      const std::string full = mesh::ExpandForRouting(*host, vs.ns(), mesh_.config().short_name_domain);
      const mesh::Service* service = mesh_.services().Find(full, vs.ns());
      if (service && service->kubernetes && HasOnlyZtunnel(*service))
        AddFinding(*vs.object, host.span, *service);
    }
  }

  void CheckRoute(const model::Object& route) {
    for (const yaml::Node& parent : route.Get("spec").Get("parentRefs").items()) {
      const std::string_view group = parent.Get("group").string();
      if (parent.Get("kind").string() != "Service" || !(group.empty() || group == "core")) continue;
      const yaml::Node& name = parent.Get("name");
      const std::string_view ns =
          parent.Get("namespace") ? parent.Get("namespace").string() : *route.namespace_;
      const std::string full = fmt::format("{}.{}.svc.{}", name.string(), ns, mesh_.config().cluster_domain);
      for (const mesh::Service* service : mesh_.services().OfHost(full)) {
        if (service->kubernetes && HasOnlyZtunnel(*service)) AddFinding(route, name.span(), *service);
      }
    }
  }

  void AddFinding(const model::Object& object, source::Span at, const mesh::Service& service) {
    diag::Diagnostic& d = findings_.Add(object, at,
                                        fmt::format("nobody follows the routes of {} `{}` to `{}`",
                                                    *object.kind, *object.name, service.name));
    d.primary.text = "an ambient service without a waypoint";
    d.secondary.push_back(
        {service.object->span(), fmt::format("neither this nor its namespace has `{}`", kUseWaypointLabel)});
    d.help = fmt::format("give the service a waypoint with the label `{}`", kUseWaypointLabel);
  }

  const mesh::Mesh& mesh_;
  Findings& findings_;
  const CapturedWorkloads& captured_;
};

void Check(const mesh::Mesh& mesh, Findings& findings) { Checker(mesh, findings).Check(); }

constexpr Kind kReads[] = {kind::kGrpcRoute, kind::kHttpRoute,      kind::kNamespace,    kind::kPod,
                           kind::kService,   kind::kVirtualService, kind::kWorkloadEntry};

}  // namespace

constinit const Rule kRouteWithoutWaypoint = {
    .name = "route-without-waypoint",
    .code = "MESH0309",
    .level = diag::Level::kWarning,
    .summary = "routes lead to an ambient service without a waypoint, so that nobody follows them",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
