// SPDX-License-Identifier: Apache-2.0
// The schemas of an OpenAPI v3 document, as the API server publishes them: `kubectl explain` prints them, and
// client-side `kubectl apply` takes the keys of its merge from them.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "schema/kinds.h"
#include "yaml/json.h"

namespace meshctl::schema {

/// The name that the API server gives to a built-in type: `io.k8s.api.apps.v1.DeploymentSpec`.
std::string OpenApiName(Type type);
/// The name it gives to a custom resource: `io.istio.networking.v1.Gateway`.
std::string OpenApiName(std::string_view group, std::string_view version, std::string_view kind);

/// Collects `components.schemas` of one document. Built-in types refer to each other by name; custom
/// resources hold their whole shape and refer to the metadata only.
class OpenApiSchemas {
 public:
  /// A kind of the tables. Of custom ones with the fields of all release channels.
  void Add(Kind kind);
  /// A kind with the `openAPIV3Schema` of its CustomResourceDefinition.
  void AddCustom(std::string_view group, std::string_view version, std::string_view kind, Json shape);

  /// A map from name to schema with all that the kinds refer to.
  Json Take() &&;

 private:
  Json Struct(Type type);
  Json Value(Field field);
  Json Collection(Field field);
  Json Element(Field field);
  Json Refer(Type type);
  Json ReferLeaf(Scalar scalar);

  Json schemas_ = Json::object();
  std::set<std::string_view> seen_;
  std::vector<Type> waiting_;
};

}  // namespace meshctl::schema
