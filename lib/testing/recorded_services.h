// SPDX-License-Identifier: Apache-2.0
// Services as the tables of Istio's tests hold them: with any host in any registry, which manifests cannot
// say.
#pragma once

#include <fmt/format.h>

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "mesh/services.h"
#include "testing/objects.h"
#include "testing/table_cases.h"

namespace meshctl::testing {

class RecordedServices {
 public:
  /// How old services are of which no age is recorded.
  enum class Age { kAsRecorded, kAsListed };

  explicit RecordedServices(const Json& rows, Age age = Age::kAsRecorded) {
    if (!rows.is_array()) return;
    std::string text;
    for (std::size_t i = 0; i < rows.size(); ++i) text += ManifestOf(rows[i], i, age);
    objects_.emplace_back(ObjectsOf(text));
    std::size_t number = 0;
    for (const model::Object& object : objects_.back().objects()) {
      services_.push_back(ServiceOf(rows[number], object));
      ++number;
    }
  }

  /// In the order of the rows.
  const std::vector<mesh::Service>& all() const { return services_; }
  mesh::ServiceDirectory Directory() const { return mesh::ServiceDirectory(services_); }

 private:
  static std::string NamespaceOf(const Json& row) { return TextField(Field(row, "attributes"), "namespace"); }

  static std::string ManifestOf(const Json& row, std::size_t number, Age age) {
    Json metadata = {{"name", fmt::format("service-{}", number)}};
    if (const std::string ns = NamespaceOf(row); !ns.empty()) metadata["namespace"] = ns;
    if (age == Age::kAsListed)
      metadata["creationTimestamp"] = fmt::format("2020-01-01T{:02}:{:02}:00Z", number / 60, number % 60);
    if (age == Age::kAsRecorded && row.contains("creationTime"))
      metadata["creationTimestamp"] = row["creationTime"];
    if (const Json labels = Field(Field(row, "attributes"), "labels"); labels.is_object())
      metadata["labels"] = labels;
    return Json{{"apiVersion", "v1"}, {"kind", "Service"}, {"metadata", metadata}}.dump() + "\n---\n";
  }

  static mesh::Resolution ResolutionOf(const std::string& name) {
    if (name == "Passthrough") return mesh::Resolution::kPassthrough;
    if (name == "DNSLB") return mesh::Resolution::kDns;
    if (name == "DNSRoundRobinLB") return mesh::Resolution::kDnsRoundRobin;
    if (name == "DynamicDNS") return mesh::Resolution::kDynamicDns;
    if (name == "Alias") return mesh::Resolution::kAlias;
    return mesh::Resolution::kStatic;
  }

  std::string_view Keep(std::string text) { return texts_.emplace_back(std::move(text)); }

  mesh::Service ServiceOf(const Json& row, const model::Object& object) {
    const Json attributes = Field(row, "attributes");
    mesh::Service service;
    service.hostname = TextField(row, "hostname");
    const std::string name = TextField(attributes, "name");
    service.name = Keep(name.empty() ? service.hostname : name);
    service.ns = Keep(NamespaceOf(row));
    service.resolution = ResolutionOf(TextField(row, "resolution"));
    service.external = Field(row, "meshExternal") == Json(true);
    service.object = &object;
    // Only Kubernetes gives addresses by cluster.
    if (TextField(attributes, "serviceRegistry") == "Kubernetes" || row.contains("clusterVIPs")) {
      service.kubernetes = &kubernetes_.emplace_back(model::Service{.object = &object});
    } else {
      service.entry = &entries_.emplace_back(model::ServiceEntry{.object = &object});
    }
    AddAddresses(row, service);
    for (const Json& port : Field(row, "ports")) {
      service.ports.push_back({.number = port["port"].get<std::uint32_t>(),
                               .name = Keep(TextField(port, "name")),
                               .protocol = mesh::ParseProtocol(TextField(port, "protocol")),
                               .target_number = port["port"].get<std::uint32_t>(),
                               .target_name = {},
                               .span = object.span()});
    }
    std::string export_to;
    for (const Json& ns : Field(attributes, "exportTo")) export_to += ns.get<std::string>() + ",";
    service.export_to = mesh::ExportTo(Keep(export_to), {"*"}, service.ns);
    return service;
  }

  void AddAddresses(const Json& row, mesh::Service& service) {
    const Json of_clusters = Field(Field(row, "clusterVIPs"), "addresses");
    if (of_clusters.is_object() && of_clusters.contains("cluster-1")) {
      for (const Json& address : of_clusters["cluster-1"])
        service.addresses.push_back(Keep(address.get<std::string>()));
      return;
    }
    const std::string address = TextField(row, "defaultAddress");
    if (!address.empty() && address != "0.0.0.0") service.addresses.push_back(Keep(address));
  }

  std::deque<model::Manifests> objects_;
  std::deque<model::Service> kubernetes_;
  std::deque<model::ServiceEntry> entries_;
  std::deque<std::string> texts_;
  std::vector<mesh::Service> services_;
};

}  // namespace meshctl::testing
