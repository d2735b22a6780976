// SPDX-License-Identifier: Apache-2.0
// The service directory: Kubernetes Services and ServiceEntries as one kind of thing.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mesh/config.h"
#include "mesh/export_to.h"
#include "mesh/host_index.h"
#include "mesh/protocol.h"
#include "model/service.h"
#include "model/service_entry.h"

namespace meshctl::mesh {

/// How a client's proxy finds the endpoints.
enum class Resolution : std::uint8_t {
  kStatic,         ///< endpoints are known and the proxy picks one
  kPassthrough,    ///< headless or NONE: traffic goes where the client dialled
  kDns,            ///< STRICT_DNS
  kDnsRoundRobin,  ///< LOGICAL_DNS
  kDynamicDns,
  kAlias,  ///< ExternalName: another name for a host
};

struct ServicePort {
  std::uint32_t number = 0;
  std::string_view name;
  Protocol protocol = Protocol::kAuto;
  /// Where endpoints listen: a number, or the name of a container port when target_name is not empty.
  std::uint32_t target_number = 0;
  std::string_view target_name;
  source::Span span;
};

/// One host of the mesh in one namespace.
struct Service {
  std::string hostname;   ///< `test-app.default.svc.cluster.local`, or a ServiceEntry's host
  std::string_view name;  ///< the Service's name, or the host again: Istio orders by it
  std::string_view ns;
  std::vector<ServicePort> ports;
  Resolution resolution = Resolution::kStatic;
  /// Addresses clients dial; empty when any address will do. IPs, or CIDRs of ServiceEntries.
  std::vector<std::string_view> addresses;
  std::string_view alias_of;  ///< kAlias: the external name
  ExportTo export_to;
  bool external = false;  ///< outside of the mesh: MESH_EXTERNAL or ExternalName
  const model::Object* object = nullptr;
  const model::Service* kubernetes = nullptr;  ///< exactly one of these two
  const model::ServiceEntry* entry = nullptr;

  const ServicePort* FindPort(std::uint32_t number) const;
  bool headless() const { return kubernetes && kubernetes->headless(); }
};

class ServiceDirectory {
 public:
  ServiceDirectory() = default;
  ServiceDirectory(ServiceDirectory&&) noexcept = default;
  ServiceDirectory& operator=(ServiceDirectory&&) noexcept = default;
  /// Sorts the services by creation, name and namespace, the order of every answer.
  explicit ServiceDirectory(std::vector<Service> services);

  std::span<const Service> all() const { return services_; }
  /// The services of a host, one per namespace at most for Kubernetes and any number for ServiceEntries.
  std::span<const Service* const> OfHost(std::string_view hostname) const;
  /// Services whose host is this name or covers or is covered by it, wildcards included.
  std::vector<const Service*> Overlapping(std::string_view host) const;
  /// What a namespace sees: services exported to it by name first, then public ones.
  std::vector<const Service*> VisibleTo(std::string_view ns) const;

  /// The service that has a host in a namespace: the oldest, Kubernetes' own before others. Null: there is
  /// none.
  const Service* InNamespace(std::string_view hostname, std::string_view ns) const;
  /// The hosts of ExternalName Services that stand for `hostname`, directly or through others, in order of
  /// namespace and name.
  std::vector<std::string_view> AliasesOf(std::string_view hostname) const;

  /// The one service that a proxy of `ns` means by a host: the oldest visible one, unless `ns` has one itself
  /// or a Kubernetes Service stands against a ServiceEntry. A wildcard ServiceEntry is found by its own host
  /// only.
  const Service* Find(std::string_view hostname, std::string_view ns) const;
  /// Like Find, for gateways: no preference for the own namespace.
  const Service* FindForGateway(std::string_view hostname, std::string_view ns) const;

  /// Whether Istio's analyzers would resolve a host written by an object in `ns` with this exportTo: among
  /// public services, then those of the scopes named (or of `ns`), then wildcard ServiceEntries that cover
  /// it. `host` is given as written. Null: not found.
  const Service* FindForAnalysis(std::string_view host, std::string_view ns,
                                 const std::vector<model::Text>& export_to) const;

 private:
  enum class Preference : std::uint8_t { kNone, kOwnNamespace };
  const Service* Choose(std::string_view hostname, std::string_view ns, Preference preference) const;

  std::vector<Service> services_;
  HostIndex<std::vector<const Service*>> by_host_;
  std::vector<const Service*> public_;
  std::unordered_map<std::string, std::vector<const Service*>>
      named_;  // namespace: what is exported to it by name
  std::unordered_map<std::string_view, std::vector<const Service*>> aliases_;  // by what they stand for
};

/// The services of a Kubernetes Service (one) and of a ServiceEntry (one for each host).
Service FromKubernetes(const model::Service& service, const MeshConfig& config);
std::vector<Service> FromEntry(const model::ServiceEntry& entry, const MeshConfig& config);

}  // namespace meshctl::mesh
