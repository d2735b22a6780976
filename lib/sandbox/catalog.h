// SPDX-License-Identifier: Apache-2.0
// The resources that the sandbox serves.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fields/topology.h"
#include "sandbox/status.h"
#include "schema/kinds.h"

namespace meshctl::sandbox {

using fields::Topology;

/// One of the additionalPrinterColumns of a custom resource.
struct PrinterColumn {
  std::string name;
  std::string type;  ///< `string`, `integer`, `date`
  std::string path;  ///< JSONPath: `.spec.hosts`
  std::string format = {};
  std::string description = {};
  int priority = 0;  ///< above 0: only with `-o wide`
};

/// One kind in one version, as the API serves it. Own strings and not a schema::Kind, so that a
/// CustomResourceDefinition can make one too.
struct Resource {
  std::string group;    ///< empty for the core group
  std::string version;  ///< `v1`
  std::string kind;
  std::string list_kind;
  std::string plural;
  std::string singular;
  std::vector<std::string> short_names;
  std::vector<std::string> categories;
  bool namespaced = false;
  bool custom = false;      ///< defined by a CRD, not built into the API server
  bool has_status = false;  ///< has the subresource `status`
  std::string scale_spec;   ///< JSONPath of the wanted replicas; empty without the subresource `scale`
  std::string scale_status;
  std::string scale_selector;
  std::vector<PrinterColumn> columns;  ///< of custom resources; without any, their age is shown
  std::string deprecation_warning;
  Topology topology = Topology::Free();

  /// `apps/v1`, or `v1` for the core group.
  std::string api_version() const { return group.empty() ? version : group + "/" + version; }
  /// What the objects of every version share.
  GroupResource id() const { return {group, plural}; }
};

/// Every resource, sorted by group, then kind; of a kind the preferred version comes first.
class Catalog {
 public:
  /// The kinds of the schema tables that an API server serves. A version whose shape is not that of the
  /// kind's preferred version is left out, since objects are not converted.
  Catalog();

  const std::vector<Resource>& all() const { return resources_; }
  /// Null when there is none.
  const Resource* Find(std::string_view group, std::string_view version, std::string_view plural) const;
  const Resource* FindKind(std::string_view api_version, std::string_view kind) const;
  /// The preferred version of a resource, or null.
  const Resource* Preferred(const GroupResource& id) const;
  /// The versions of a group, the preferred one first; empty for an unknown group.
  std::vector<std::string> VersionsOf(std::string_view group) const;
  /// All groups but the core group, by name.
  std::vector<std::string> Groups() const;

 private:
  std::vector<Resource> resources_;
};

}  // namespace meshctl::sandbox
