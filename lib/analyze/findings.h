// SPDX-License-Identifier: Apache-2.0
// Where a rule puts what it found.
#pragma once

#include <string>
#include <vector>

#include "analyze/rule.h"
#include "diag/diagnostic.h"
#include "model/object.h"
#include "source/source_file.h"

namespace meshctl::analyze {

/// A finding with the object it is about, which decides whether it is suppressed.
struct Finding {
  diag::Diagnostic diagnostic;
  const model::Object* object = nullptr;
};

/// The findings of one rule. Fills in what all of them share: code, name, level and the object's name.
class Findings {
 public:
  explicit Findings(const Rule& rule) : rule_(rule) {}

  /// Adds a finding about `object`. `at` is the smallest span that shows the fault; when it points nowhere
  /// (a field that is missing), the object's name is shown instead. The caller may go on filling the result
  /// in until the next call.
  diag::Diagnostic& Add(const model::Object& object, source::Span at, std::string message);

  const std::vector<Finding>& all() const { return findings_; }
  std::vector<Finding> Take() { return std::move(findings_); }

 private:
  const Rule& rule_;
  std::vector<Finding> findings_;
};

}  // namespace meshctl::analyze
