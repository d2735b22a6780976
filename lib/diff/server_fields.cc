// SPDX-License-Identifier: Apache-2.0
// A list of names, and one walk for the nulls that Go programs print into templates.
#include "diff/server_fields.h"

#include <array>

namespace meshctl::diff {
namespace {

constexpr std::array kServerMetadata = {"resourceVersion", "uid", "generation", "creationTimestamp",
                                        "selfLink"};
constexpr std::array kServerAnnotations = {"kubectl.kubernetes.io/last-applied-configuration",
                                           "deployment.kubernetes.io/revision"};

/// A member that is itself an object, or null.
Json* Section(Json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found != object.end() && found->is_object() ? &*found : nullptr;
}

void DropUnsetTimes(Json& value) {
  if (value.is_object()) {
    const auto time = value.find("creationTimestamp");
    if (time != value.end() && time->is_null()) value.erase(time);
  }
  if (!value.is_structured()) return;
  for (Json& below : value) DropUnsetTimes(below);
}

}  // namespace

Json WithoutServerFields(Json object, ManagedFields managed_fields) {
  if (!object.is_object()) return object;
  object.erase("status");
  if (Json* metadata = Section(object, "metadata")) {
    for (const char* field : kServerMetadata) metadata->erase(field);
    if (managed_fields == ManagedFields::kHide) metadata->erase("managedFields");
    if (Json* annotations = Section(*metadata, "annotations")) {
      for (const char* annotation : kServerAnnotations) annotations->erase(annotation);
      if (annotations->empty()) metadata->erase("annotations");
    }
  }
  if (Json* spec = Section(object, "spec")) DropUnsetTimes(*spec);
  return object;
}

}  // namespace meshctl::diff
