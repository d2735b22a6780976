// SPDX-License-Identifier: Apache-2.0
// One Kubernetes object as it was written, before its kind gives it a meaning.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/labels.h"
#include "schema/kinds.h"
#include "source/source_file.h"
#include "yaml/node.h"

namespace meshctl::model {

/// A string and its place; empty when it was not given or is no string.
using Text = source::Located<std::string_view>;

/// The groups whose kinds have typed views.
inline constexpr std::string_view kCore = "";
inline constexpr std::string_view kApps = "apps";
inline constexpr std::string_view kBatch = "batch";
inline constexpr std::string_view kNetworking = "networking.istio.io";
inline constexpr std::string_view kSecurity = "security.istio.io";

struct Object {
  /// The mapping of the object: a document, or an item of a List. Lives as long as the Manifests.
  const yaml::Node* root = nullptr;

  Text api_version;          ///< `networking.istio.io/v1`
  std::string_view group;    ///< `networking.istio.io`; empty for the core group
  std::string_view version;  ///< `v1`
  Text kind;                 ///< `VirtualService`
  /// In effect: the default namespace (without a span) when none was written, empty for cluster-scoped kinds.
  Text namespace_;
  Text name;  ///< Empty when missing; validation reports that.
  Labels labels;
  Labels annotations;
  /// metadata.creationTimestamp in seconds since 1970; nothing when it was not given, as in most files.
  std::optional<std::int64_t> created;

  /// What the schema tables know about the kind in this version; absent for kinds without a table.
  schema::Kind schema_kind;
  /// False for cluster-scoped kinds. An unknown kind counts as namespaced when it has a namespace.
  bool namespaced = true;

  const source::SourceFile& file() const { return *root->span().file; }
  /// The value at the top of the object, for example `spec`; absent when it was not given.
  const yaml::Node& Get(std::string_view key) const { return root->Get(key); }
  /// Whether this is a `kind` of `group` in any served version: Istio's versions of a kind are equivalent.
  bool Is(std::string_view of_group, std::string_view of_kind) const {
    return group == of_group && *kind == of_kind;
  }
  /// `Kind namespace/name`, or `Kind name` when there is no namespace: how findings name the object.
  std::string resource() const;
  /// The place to show when no field is nearer: the name, else the kind.
  source::Span span() const { return name.span ? name.span : kind.span; }
};

/// The object's age as Istio orders it: older is smaller. A file rarely says when an object was made; the
/// answer is then "before everything" for Kubernetes' own kinds and "after everything" for Istio's.
std::int64_t CreationOrder(const Object& object);

/// Istio's order of configuration: by creation, then name, then namespace.
bool Older(const Object& a, const Object& b);

}  // namespace meshctl::model
