// SPDX-License-Identifier: Apache-2.0
// The `hosts` of a Sidecar's egress listener: which names of which namespaces a proxy wants to know.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mesh/services.h"
#include "model/sidecar.h"

namespace meshctl::route {

class Imports {
 public:
  /// Entries are `namespace/host`: the namespace may be `*`, `.` (`own_ns`), or begin with `~`, which takes
  /// hosts out again (`~/host`: of all namespaces). Entries of another form do not count.
  Imports(const std::vector<model::Text>& hosts, std::string_view own_ns);
  /// `*/*`.
  static Imports Everything();

  /// Whether a service is imported: its host lies within an entry for its namespace and within no exclusion.
  bool Covers(const mesh::Service& service) const;
  /// Whether a VirtualService of namespace `ns` is, by one of its hosts. Its hosts and the entries need only
  /// overlap, in either direction.
  bool CoversRoutesOf(std::string_view host, std::string_view ns) const;
  /// Whether routes for hosts under Gateway API's rules are: the host has to lie within an entry.
  bool CoversStrictly(std::string_view host, std::string_view ns) const;
  /// Of the hosts that stand for an imported service, those that the entry that imports it covers too.
  std::vector<std::string_view> AliasesAmong(std::vector<std::string_view> aliases,
                                             const mesh::Service& service) const;

  /// The host entries by namespace when each names exactly one host of one namespace; istiod then takes a
  /// short cut that sees one service for each. Empty otherwise.
  std::vector<std::pair<std::string_view, std::string_view>> exact() const;

 private:
  struct OfNamespace {
    std::vector<std::string_view> hosts;
    std::vector<std::string_view> excluded;
  };

  Imports() = default;
  const OfNamespace* Find(std::string_view ns) const;
  bool Excluded(std::string_view host, std::string_view ns) const;
  template <typename Fits>
  bool Any(std::string_view host, std::string_view ns, Fits fits) const;

  std::unordered_map<std::string_view, OfNamespace> namespaces_;
  std::vector<std::string_view> order_;  // of first mention
};

}  // namespace meshctl::route
