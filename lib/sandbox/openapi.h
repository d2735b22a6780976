// SPDX-License-Identifier: Apache-2.0
// The OpenAPI v3 documents of the API, one for each group version.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/catalog.h"

namespace meshctl::sandbox {

/// Writes each document when it is first asked for, and again when its group version serves other resources.
/// Must not outlive its catalog.
class OpenApi {
 public:
  explicit OpenApi(const Catalog& catalog) : catalog_(catalog) {}

  /// The JSON text behind `/openapi/v3`, `/openapi/v3/api/v1` or `/openapi/v3/apis/GROUP/VERSION`; nothing
  /// for every other path and for groups that are not served. The first lists the others, each with a hash of
  /// its content.
  std::optional<std::string> Find(std::string_view path);

 private:
  struct Document {
    std::vector<const Resource*> resources;
    std::string text;
    std::string hash;  ///< SHA-512, in hexadecimal digits
  };
  std::string Index();
  /// Null when nothing is served there.
  const Document* DocumentOf(std::string_view group, std::string_view version);

  const Catalog& catalog_;
  std::map<std::string, Document> documents_;  // by `GROUP/VERSION`
};

}  // namespace meshctl::sandbox
