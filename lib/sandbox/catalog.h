// SPDX-License-Identifier: Apache-2.0
// The resources that the sandbox serves.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
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
  std::vector<PrinterColumn> columns;          ///< of custom resources; without any, their age is shown
  std::vector<std::string> selectable_fields;  ///< of custom resources: `spec.size`
  std::string deprecation_warning;
  Topology topology = Topology::Free();
  /// The openAPIV3Schema of a kind that was defined at run time; null for those of the schema tables.
  std::shared_ptr<const Json> schema;

  /// `apps/v1`, or `v1` for the core group.
  std::string api_version() const { return group.empty() ? version : group + "/" + version; }
  /// What the objects of every version share.
  GroupResource id() const { return {group, plural}; }
};

/// Every resource, the kinds of the schema tables first; of a kind the preferred version comes first.
/// Resources stay where they are as long as the catalog lives, even when they are served no more.
class Catalog {
 public:
  /// The kinds of the schema tables that an API server serves. A version whose shape is not that of the
  /// kind's preferred version is left out, since objects are not converted.
  Catalog();
  Catalog(const Catalog&) = delete;
  Catalog& operator=(const Catalog&) = delete;

  /// Serves the versions of a CustomResourceDefinition in the place of those it had. Kinds of the schema
  /// tables stay as they are.
  void Define(const Json& definition);
  /// Serves a kind no more that came with Define.
  void Undefine(const GroupResource& id);

  const std::vector<const Resource*>& all() const { return served_; }
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
  void Index();

  std::deque<Resource> resources_;
  std::vector<const Resource*> served_;
  std::map<GroupResource, const Resource*> preferred_;
  std::map<std::pair<std::string, std::string>, const Resource*, std::less<>>
      kinds_;  // by apiVersion and kind
};

}  // namespace meshctl::sandbox
