// SPDX-License-Identifier: Apache-2.0
// Label and field selectors: as query text and as the object inside Deployments and Services.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sandbox/status.h"
#include "yaml/json.h"

namespace meshctl::sandbox {

/// Requirements that an object must all meet. Without any, everything is selected.
class Selector {
 public:
  /// `app=a,tier!=db,env in (dev,test),track notin (canary),region,!legacy`. Refuses other text with 400.
  static Answer<Selector> OfLabels(std::string_view text);
  /// `metadata.name=x,status.phase!=Running`: any scalar field by its path.
  static Answer<Selector> OfFields(std::string_view text);
  /// A LabelSelector (`matchLabels`, `matchExpressions`). What has the wrong shape selects nothing.
  static Selector OfLabelSelector(const Json& selector);
  /// A plain map as in a Service. An empty one selects everything.
  static Selector OfMap(const Json& labels);

  bool empty() const { return requirements_.empty(); }
  bool Selects(const Json& object) const;
  /// As text: `app=a,tier in (x,y)`.
  std::string ToString() const;

 private:
  enum class Operator { kIn, kNotIn, kExists, kDoesNotExist };
  struct Requirement {
    bool field = false;  // a field path, not a label
    std::string key;
    Operator op = Operator::kIn;
    std::vector<std::string> values;
  };
  static bool Meets(const Json& object, const Requirement& requirement);
  static Answer<Selector> Parse(std::string_view text, bool fields);

  std::vector<Requirement> requirements_;
};

}  // namespace meshctl::sandbox
