// SPDX-License-Identifier: Apache-2.0
// Label and field selectors: as query text and as the object inside Deployments and Services.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sandbox/status.h"
#include "yaml/json.h"

namespace meshctl::sandbox {

struct Resource;

/// Requirements that an object must all meet. Without any, everything is selected.
class Selector {
 public:
  /// `app=a,tier!=db,env in (dev,test),track notin (canary),region,!legacy,size>3`. Refuses other text, and
  /// what no label can be called or hold, with 400.
  static Answer<Selector> OfLabels(std::string_view text);
  /// `metadata.name=x,status.phase!=Running`. Refuses other text, and fields that objects of this resource
  /// cannot be selected by (see field_labels.h), with 400.
  static Answer<Selector> OfFields(std::string_view text, const Resource& resource);
  /// A LabelSelector (`matchLabels`, `matchExpressions`). What has the wrong shape selects nothing.
  static Selector OfLabelSelector(const Json& selector);
  /// A plain map as in a Service. An empty one selects everything.
  static Selector OfMap(const Json& labels);

  bool empty() const { return requirements_.empty(); }
  bool Selects(const Json& object) const;
  /// As text: `app=a,tier in (x,y)`.
  std::string ToString() const;

 private:
  friend class LabelSelectorParser;
  enum class Operator { kIn, kNotIn, kExists, kDoesNotExist, kGreater, kLess };
  struct Requirement {
    bool field = false;  // a field, not a label
    std::string key;     // of a field: where it is
    Operator op = Operator::kIn;
    std::vector<std::string> values;
    std::string absent = {};  // what a field counts as that is not there
  };
  static bool Meets(const Json& object, const Requirement& requirement);

  std::vector<Requirement> requirements_;
};

}  // namespace meshctl::sandbox
