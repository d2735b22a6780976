// SPDX-License-Identifier: Apache-2.0
// One look at each object serves all rules of a run: validation costs more than they do.
#include "analyze/rules/schema/validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

#include "diag/report.h"
#include "validate/findings.h"
#include "validate/validate.h"

namespace meshctl::analyze {
namespace {

// What istiod says when it decodes an object; the rest of the schema is the API server's.
bool IsIstiods(const diag::Diagnostic& fault) {
  constexpr std::array kDecoding = {validate::Fault::kWrongType, validate::Fault::kUnknownValue,
                                    validate::Fault::kNullItem, validate::Fault::kNotAnObject};
  if (fault.code.starts_with("ISTIO")) return true;
  return std::ranges::any_of(
      kDecoding, [&](validate::Fault decoding) { return validate::Describe(decoding).code == fault.code; });
}

void ValidateObject(const model::Object& object, std::vector<InvalidObject>& found) {
  diag::Report report;
  validate::Validate(*object.root,
                     {.as = validate::Options::As::kIstioctl,
                      .surroundings = {.default_namespace = *object.namespace_, .spec_only = true}},
                     report);
  if (report.empty()) return;
  for (diag::Diagnostic& fault : std::move(report).Take()) {
    if (IsIstiods(fault)) found.push_back({&object, std::move(fault)});
  }
}

}  // namespace

std::vector<InvalidObject> InvalidObjects(const mesh::Mesh& mesh) {
  std::vector<InvalidObject> found;
  for (const Kind& kind : kValidatedKinds) {
    for (const model::Object* object : mesh.ObjectsOf(kind.group, kind.name)) ValidateObject(*object, found);
  }
  return found;
}

void AddInvalidObjects(diag::Level level, Findings& findings) {
  for (const auto& [object, fault] : findings.Get(InvalidObjects)) {
    if (fault.level != level) continue;
    diag::Diagnostic& d = findings.Add(*object, fault.primary.span, fault.message);
    d.primary.text = fault.primary.text;
    d.secondary = fault.secondary;
    d.notes = fault.notes;
    d.notes.push_back(fmt::format("this is `{}` ({}) of `meshctl validate`", fault.name, fault.code));
    d.help = fault.help;
    d.fixes = fault.fixes;
  }
}

}  // namespace meshctl::analyze
