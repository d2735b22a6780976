// SPDX-License-Identifier: Apache-2.0
// IST0101 for hosts and ports of destinations and mirrors. Hosts resolve in the directory that Istio's
// analyzers use, which knows exportTo and wildcard ServiceEntries, but not the control plane's choice among
// equals.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/host_checker.h"
#include "analyze/rules/routes/destinations.h"
#include "analyze/rules/routes/rules.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

class Checker {
 public:
  Checker(const mesh::Mesh& mesh, Findings& findings)
      : mesh_(mesh), findings_(findings), hosts_(mesh, findings) {}

  void Check(const model::VirtualService& vs) {
    vs_ = &vs;
    reported_missing_.clear();
    for (const WrittenDestination& written : DestinationsOf(vs))
      CheckDestination(*written.destination, written.role);
  }

 private:
  void CheckDestination(const model::Destination& destination, std::string_view role) {
    if (destination.host->empty()) return AddMissingHost(destination, role);
    const mesh::Service* service =
        hosts_.Resolve(*vs_->object, destination.host, role == "mirror" ? "mirror host" : "destination host",
                       vs_->export_to);
    if (!service) return;
    if (const auto& port = *destination.port; port && !HasPort(*service, *port))
      AddUnknownPort(destination, *service, *port);
  }

  // Several ServiceEntries may share a host and split its ports; which one was found does not matter then.
  bool HasPort(const mesh::Service& found, std::int64_t port) const {
    auto has = [port](const mesh::Service& service) {
      return std::ranges::any_of(service.ports,
                                 [port](const mesh::ServicePort& p) { return p.number == port; });
    };
    if (has(found)) return true;
    return std::ranges::any_of(mesh_.services().OfHost(found.hostname), [&](const mesh::Service* other) {
      return other->export_to.Includes(vs_->ns()) && has(*other);
    });
  }

  // Upstream has no place for these, so all of them are one finding.
  void AddMissingHost(const model::Destination& destination, std::string_view role) {
    if (std::ranges::find(reported_missing_, role) != reported_missing_.end()) return;
    reported_missing_.push_back(role);
    findings_.Add(*vs_->object, destination.span, fmt::format("{} has no host", role));
  }

  void AddUnknownPort(const model::Destination& destination, const mesh::Service& service,
                      std::int64_t port) {
    diag::Diagnostic& d = findings_.Add(*vs_->object, destination.port.span,
                                        fmt::format("host `{}` has no port {}", *destination.host, port));
    std::vector<std::uint32_t> numbers;
    const mesh::ServicePort* behind = nullptr;
    for (const mesh::ServicePort& p : service.ports) {
      numbers.push_back(p.number);
      if (p.target_number == port) behind = &p;
    }
    if (numbers.empty()) {
      d.primary.text = "it has no ports";
    } else {
      d.primary.text =
          fmt::format("it has {} {}", numbers.size() == 1 ? "port" : "ports", fmt::join(numbers, ", "));
    }
    const mesh::ServicePort* only = service.ports.size() == 1 ? &service.ports.front() : nullptr;
    if (behind)
      d.secondary.push_back({behind->span, fmt::format("{} is the target port of {}", port, behind->number)});
    if (const mesh::ServicePort* intended = behind ? behind : only) {
      d.help = fmt::format("did you mean {}?", intended->number);
      d.fixes.push_back({.title = fmt::format("replace {} by {}", port, intended->number),
                         .edits = {{destination.port.span, fmt::to_string(intended->number)}},
                         .safety = diag::Safety::kUnsafe});
    }
  }

  const mesh::Mesh& mesh_;
  Findings& findings_;
  HostChecker hosts_;
  const model::VirtualService* vs_ = nullptr;
  std::vector<std::string_view> reported_missing_;
};

void Check(const mesh::Mesh& mesh, Findings& findings) {
  Checker checker(mesh, findings);
  for (const model::VirtualService& vs : mesh.virtual_services()) checker.Check(vs);
}

constexpr Kind kReads[] = {kind::kService, kind::kServiceEntry, kind::kVirtualService};

}  // namespace

constinit const Rule kUnknownHost = {
    .name = "unknown-host",
    .code = "IST0101",
    .analyzers = {"virtualservice.DestinationHostAnalyzer"},
    .level = diag::Level::kError,
    .summary = "a route leads to a host or port that does not exist",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
