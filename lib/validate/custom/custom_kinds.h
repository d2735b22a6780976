// SPDX-License-Identifier: Apache-2.0
// Kinds that somebody else defines: by custom resource definitions among the manifests, or in a cluster.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "validate/custom/schema.h"
#include "yaml/node.h"

namespace meshctl::validate {

/// One kind in one version.
struct CustomKind {
  /// Who says so.
  enum class Source : std::uint8_t { kDefinition, kCluster };

  std::string_view api_version;            ///< `example.com/v1`
  std::string_view name;                   ///< `CronTab`
  const custom::Schema* schema = nullptr;  ///< null: a version without a schema, where anything goes
  Source source = Source::kDefinition;
  bool served = true;
  bool has_status = false;  ///< a status subresource: the server drops `status` of what users send
};

/// A set of kinds. Fill it, then read it from as many threads as you like.
class CustomKinds {
 public:
  CustomKinds();
  ~CustomKinds();
  CustomKinds(CustomKinds&&) noexcept;
  CustomKinds& operator=(CustomKinds&&) noexcept;

  /// Adds every version of what `IsDefinition`; of a List, of all its items. Other objects are passed over.
  /// The document is copied. What a definition gets wrong about itself is not reported here, but where the
  /// definition is validated. Answers how many definitions there were.
  std::size_t AddDefinition(const yaml::Node& document);

  /// Adds the kinds of an API server's OpenAPI v3 document (JSON) that are not built in and known by heart:
  /// of those our tables say more. An error (kind cluster) when the text is no such document.
  Result<void> AddOpenApi(std::string text);

  bool empty() const { return kinds_.empty(); }
  std::size_t size() const { return kinds_.size(); }

  /// Null when there is none.
  const CustomKind* Find(std::string_view api_version, std::string_view kind) const;
  /// Every apiVersion with a served kind of that name, sorted.
  std::vector<std::string_view> ApiVersionsOf(std::string_view kind) const;
  /// Every kind name, sorted, each once.
  std::vector<std::string_view> Names() const;

 private:
  struct Document;
  using Key = std::pair<std::string_view, std::string_view>;  // kind, apiVersion

  void ReadDefinition(const yaml::Node& definition);
  void Add(CustomKind kind);

  std::vector<std::unique_ptr<Document>> documents_;
  std::vector<std::unique_ptr<std::string>> texts_;
  custom::Schemas schemas_;
  std::map<Key, CustomKind> kinds_;
};

/// Whether the document is a CustomResourceDefinition, or a List with one in it.
bool IsDefinition(const yaml::Node& document);

}  // namespace meshctl::validate
