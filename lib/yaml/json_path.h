// SPDX-License-Identifier: Apache-2.0
// JSONPath as kubectl speaks it (k8s.io/client-go/util/jsonpath): a template of text and `{...}`.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "yaml/json.h"

namespace meshctl::yaml {

struct PathTemplate;

/// A parsed template: `{.metadata.name}`, `{.items[*].spec.replicas}`, `{range .items[*]}{.kind}{"\n"}{end}`,
/// `{.status.conditions[?(@.type=="Ready")].status}`, slices (`[1:3]`, `[-1]`), unions (`['a','b']`), `..` at
/// any depth, quoted text, text between braces. Fields that are missing have no values; `*` and `..` visit
/// keys in order of name.
class JsonPath {
 public:
  /// Errors (kind usage) say what is wrong and where.
  static Result<JsonPath> Parse(std::string_view text);
  /// One path, whose braces and first dot may be left out: `status.phase`, `.status.phase`,
  /// `{.status.phase}`.
  static Result<JsonPath> ParseRelaxed(std::string_view text);

  /// What each part of the template (expression or text, ranges unrolled) finds. Pointers are into `value`
  /// and into this. Fails (kind cluster) where an index is out of bounds, something that is no list is
  /// filtered or indexed, or values of different types are compared.
  Result<std::vector<std::vector<const Json*>>> Find(const Json& value) const;
  /// What kubectl prints: values side by side with a blank between them, lists and objects as JSON.
  Result<std::string> Print(const Json& value) const;

 private:
  explicit JsonPath(std::shared_ptr<const PathTemplate> content) : content_(std::move(content)) {}

  std::shared_ptr<const PathTemplate> content_;
};

/// A value as Go's fmt.Print shows it: text without quotes, `<nil>` for null, lists and objects as JSON.
std::string PlainText(const Json& value);

}  // namespace meshctl::yaml
