// SPDX-License-Identifier: Apache-2.0
// What kinds a server offers, and which of them people mean when they type `deploy` or
// `gateways.networking.istio.io`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "kube/client.h"
#include "kube/cluster.h"
#include "kube/failure.h"

namespace meshctl::kube {

/// One kind in one version, as the server describes it.
struct OfferedKind {
  ResourceType type;
  std::string singular;                   ///< "deployment"; servers may leave it empty
  std::vector<std::string> short_names;   ///< "deploy"
  std::vector<std::string> categories;    ///< "all"
  std::vector<std::string> verbs;         ///< "get", "list", "watch", ...
  std::vector<std::string> subresources;  ///< "status", "scale"

  /// Whether the server says that it takes this verb.
  bool Allows(std::string_view verb) const;
};

/// A group version whose kinds the server could not tell, such as an aggregated API that is down.
struct UnknownVersion {
  std::string api_version;
  Error error;
};

/// All kinds of a server at one moment.
class Discovery {
 public:
  /// Asks `/api` and `/apis` at once in the aggregated form (Kubernetes 1.26 and newer: nothing else is
  /// needed), else for the lists of groups and then for every group version, several at a time. Fails when
  /// the groups cannot be had; a group version that cannot be had is one of `unknown()`.
  static Answer<Discovery> Read(Cluster& cluster);

  /// In the order in which names are looked up: the core group first, then the groups in the server's order;
  /// in a group the preferred version first.
  const std::vector<OfferedKind>& offered() const { return offered_; }
  const std::vector<UnknownVersion>& unknown() const { return unknown_; }

  /// The kind in exactly this version, or null.
  const OfferedKind* Find(std::string_view api_version, std::string_view kind) const;
  /// The kind in the first version of its group that has it, or null.
  const OfferedKind* FindPreferred(std::string_view group, std::string_view kind) const;
  /// Why the kinds of `group` are not all known, or null when they are.
  const UnknownVersion* UnknownIn(std::string_view group) const;

  /// The kind that kubectl would take for this word: plural, singular or short name in any case, also with
  /// its group (`deployments.apps`, or the beginning of the group) or version and group
  /// (`deployments.v1.apps`). An Error (kind cluster) names the nearest.
  Result<const OfferedKind*> Named(std::string_view word) const;
  /// The kinds of a list (`pods,svc`), whose parts may be categories (`all`), each once.
  Result<std::vector<const OfferedKind*>> NamedList(std::string_view words) const;

 private:
  friend class DiscoveryReader;

  const OfferedKind* Lookup(std::string_view resource, std::string_view version,
                            std::string_view group) const;
  Error NoSuchType(std::string_view word) const;

  std::vector<OfferedKind> offered_;
  std::vector<UnknownVersion> unknown_;
};

}  // namespace meshctl::kube
