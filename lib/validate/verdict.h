// SPDX-License-Identifier: Apache-2.0
// What rules have to say of one object.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "diag/report.h"
#include "validate/object.h"
#include "validate/rule.h"

namespace meshctl::validate {

/// What goes with a message, all of it optional.
struct Words {
  std::string label;  ///< at the caret
  std::string help;   ///< what to do
  std::vector<diag::Label> secondary;
  std::vector<std::string> notes;
  std::vector<diag::Fix> fixes;
};

/// Collects the findings of one object. A finding at a place where there is an error already, be it of the
/// schema or of another rule, is left out: one fault, one finding.
class Verdict {
 public:
  /// The findings of this object in `report`, such as those of its schema, begin at `begin`.
  Verdict(const Object& object, diag::Report& report, std::size_t begin);

  /// Something is wrong with a value. Its level is the rule's.
  void At(const Rule& rule, const yaml::Node& value, std::string message, Words words = {});
  /// Something is wrong with a key of `parent` (an unknown name, a field that must not be there).
  void AtKey(const Rule& rule, const yaml::Node& parent, std::string_view key, std::string message,
             Words words = {});
  /// Something is missing from `parent`.
  void Missing(const Rule& rule, const yaml::Node& parent, std::string message, Words words = {});

  /// "`spec.servers[0].port`" for messages: the path in backticks; of the root "the object".
  std::string Path(const yaml::Node& node) const;
  std::string Path(const yaml::Node& parent, std::string_view field) const;

 private:
  void Add(const Rule& rule, source::Span span, std::string message, Words words);

  const Object& object_;
  diag::Report& report_;
  std::size_t begin_;  // of this object's findings in the report
};

}  // namespace meshctl::validate
