// SPDX-License-Identifier: Apache-2.0
// The kinds meshctl knows: every version of every Kubernetes, Istio and Gateway API kind in data/.
#pragma once

#include <string_view>
#include <vector>

#include "schema/names.h"
#include "schema/types.h"

namespace meshctl::schema {

/// One column that `kubectl get` prints for a custom resource.
class Column {
 public:
  explicit Column(const tables::ColumnRow& row) : row_(&row) {}
  std::string_view name() const;
  std::string_view type() const;
  std::string_view path() const;  ///< JSONPath: `.spec.hosts`
  std::string_view format() const;
  int priority() const;  ///< above 0: only with `-o wide`

 private:
  const tables::ColumnRow* row_;
};
using Columns = Rows<Column, tables::ColumnRow>;

/// One kind in one version. A handle like `Type`: cheap to copy, false when absent.
class Kind {
 public:
  Kind() = default;
  explicit Kind(const tables::KindRow& row) : row_(&row) {}
  explicit operator bool() const { return row_ != nullptr; }
  friend bool operator==(Kind, Kind) = default;

  std::string_view group() const;        ///< `apps`; empty for the core group
  std::string_view version() const;      ///< `v1`
  std::string_view api_version() const;  ///< `apps/v1`; `v1` for the core group
  std::string_view name() const;         ///< `Deployment`
  std::string_view plural() const;       ///< `deployments`
  std::string_view singular() const;     ///< `deployment`
  std::string_view list_name() const;    ///< `DeploymentList`
  Names short_names() const;             ///< `deploy`
  Names categories() const;              ///< `all`
  Names subresources() const;            ///< `scale`, `status`
  Columns columns() const;               ///< of custom resources
  Names channels() const;                ///< release channels that hold the kind; empty: there are none

  bool namespaced() const;
  /// Whether an API server with the standard CRDs answers for this version.
  bool served() const;
  /// Whether one with the experimental CRDs does.
  bool served_experimental() const;
  bool storage() const;
  /// Whether the API server warns whoever uses the version.
  bool deprecated() const;
  /// Whether the kind is only read from files; no API server knows it.
  bool file_only() const;
  /// Whether the kind is only the body of a subresource (`Scale`).
  bool subresource_only() const;
  /// Whether a CRD defines the kind; else it is built into the API server.
  bool custom() const;
  /// The syntax of `metadata.name`.
  Format name_format() const;
  /// JSONPaths of the scale subresource, empty without one.
  std::string_view scale_spec_path() const;
  std::string_view scale_status_path() const;
  std::string_view scale_selector_path() const;

  /// What the kind is for, one line without a final stop; empty when nobody wrote it down.
  std::string_view description() const;
  /// The shape of the whole object.
  Type type() const;

 private:
  const tables::KindRow& row() const;

  const tables::KindRow* row_ = nullptr;
};
using Kinds = Rows<Kind, tables::KindRow>;

/// Every kind in every version, sorted by group, kind and version; the version that `Preferred` answers
/// comes first among those of a kind.
Kinds AllKinds();

/// `FindKind("apps", "v1", "Deployment")`; absent when there is none.
Kind FindKind(std::string_view group, std::string_view version, std::string_view kind);
/// `FindKind("apps/v1", "Deployment")`.
Kind FindKind(std::string_view api_version, std::string_view kind);
/// The version of a kind that an API server prefers (the newest stable one that is served).
Kind Preferred(std::string_view group, std::string_view kind);

/// The kind a user means on the command line: `deploy`, `deployment`, `Deployment`, `deployments`,
/// `deployments.apps`, `deployments.v1.apps`; case does not matter. Preferred versions only, unless a version
/// is named. On a name in two groups kubectl's order decides: built-in kinds, then groups by name.
Kind FindResource(std::string_view resource);
/// The plural, singular, short or kind name nearest to a misspelt resource; empty when none is near.
std::string_view NearestResource(std::string_view resource);

/// `apps/v1` as its parts; a text without a slash is a version of the core group.
struct GroupVersion {
  std::string_view group;
  std::string_view version;
};
GroupVersion SplitApiVersion(std::string_view api_version);

/// Every version of every kind with this name, in any group (`Gateway` has two groups).
std::vector<Kind> KindsNamed(std::string_view kind);
/// The kind name nearest to a misspelt one, or empty.
std::string_view NearestKindName(std::string_view kind);
/// The apiVersion nearest to a misspelt one among those of `kind`, or among all when that is empty.
std::string_view NearestApiVersion(std::string_view api_version, std::string_view kind);

}  // namespace meshctl::schema
