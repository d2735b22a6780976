// SPDX-License-Identifier: Apache-2.0
// What all findings of a rule share is written once, here.
#include "analyze/findings.h"

#include <utility>

namespace meshctl::analyze {

diag::Diagnostic& Findings::Add(const model::Object& object, source::Span at, std::string message) {
  diag::Diagnostic diagnostic;
  diagnostic.code = rule_.code;
  diagnostic.name = rule_.name;
  diagnostic.level = rule_.level;
  diagnostic.message = std::move(message);
  diagnostic.primary.span = at ? at : object.span();
  diagnostic.resource = object.resource();
  findings_.push_back({std::move(diagnostic), &object});
  return findings_.back().diagnostic;
}

}  // namespace meshctl::analyze
