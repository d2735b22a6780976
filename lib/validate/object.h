// SPDX-License-Identifier: Apache-2.0
// The object that rules look at.
#pragma once

#include <string>
#include <string_view>

#include "schema/kinds.h"
#include "source/source_file.h"
#include "yaml/node.h"

namespace meshctl::validate {

/// What rules may know besides the object.
struct Surroundings {
  /// Where istiod runs: its own Services and Deployments are exempt from mesh rules.
  std::string_view istio_namespace = "istio-system";
  /// For objects that name none; empty: `default`.
  std::string_view default_namespace;
  /// Istio's analyzers show istiod's code name, namespace and spec only: labels and annotations read as "not
  /// given".
  bool spec_only = false;
};

/// One object with its kind. Decoding has succeeded: a field that is there has the type of its schema,
/// though it may be null. Absent nodes answer every question with "nothing".
class Object {
 public:
  Object(const yaml::Node& root, schema::Kind kind, const Surroundings& surroundings);

  const yaml::Node& root() const { return root_; }
  const yaml::Node& metadata() const { return metadata_; }
  const yaml::Node& spec() const { return spec_; }
  schema::Kind kind() const { return kind_; }
  const Surroundings& surroundings() const { return surroundings_; }
  std::string_view name() const;
  /// As the object says it; else the default namespace; empty for cluster-scoped kinds.
  std::string_view ns() const;
  const yaml::Node& labels() const;
  const yaml::Node& annotations() const;
  /// The value of a label or annotation, or the absent node.
  const yaml::Node& Label(std::string_view key) const;
  const yaml::Node& Annotation(std::string_view key) const;

  /// `spec.servers[0].port` of a node that was reached from the root by reference (`Get`, `items`,
  /// `entries`); empty for the root and for nodes of elsewhere. Searches the tree: for findings only.
  std::string PathOf(const yaml::Node& node) const;
  /// The path of a field in `parent`, whether it is there or not.
  std::string PathOf(const yaml::Node& parent, std::string_view field) const;
  /// What to point at when something is missing from `parent`: the key it stands under, the first key of a
  /// list item, the `kind` of a document.
  source::Span Anchor(const yaml::Node& parent) const;

 private:
  const yaml::Node& Meta(std::string_view key) const;

  const yaml::Node& root_;
  const yaml::Node& metadata_;
  const yaml::Node& spec_;
  schema::Kind kind_;
  const Surroundings& surroundings_;
};

}  // namespace meshctl::validate
