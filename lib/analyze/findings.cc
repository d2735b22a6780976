// SPDX-License-Identifier: Apache-2.0
// What all findings of a rule share is written once, here.
#include "analyze/findings.h"

#include <utility>

namespace meshctl::analyze {

diag::Diagnostic& Findings::Add(const model::Object& object, source::Span at, std::string message,
                                Certainty certainty) {
  return Push(&object, object.resource(), at ? at : object.span(), std::move(message), certainty);
}

diag::Diagnostic& Findings::AddAboutMesh(std::string resource, source::Span at, std::string message,
                                         Certainty certainty) {
  return Push(nullptr, std::move(resource), at, std::move(message), certainty);
}

diag::Diagnostic& Findings::Push(const model::Object* object, std::string resource, source::Span at,
                                 std::string message, Certainty certainty) {
  diag::Diagnostic diagnostic;
  diagnostic.code = rule_.code;
  diagnostic.name = rule_.name;
  diagnostic.level = rule_.level;
  diagnostic.message = std::move(message);
  diagnostic.primary.span = at;
  diagnostic.resource = std::move(resource);
  findings_.push_back({std::move(diagnostic), object, certainty});
  return findings_.back().diagnostic;
}

}  // namespace meshctl::analyze
