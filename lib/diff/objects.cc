// SPDX-License-Identifier: Apache-2.0
// Cleans both objects of what nobody applied, hides secrets, prints both as YAML with sorted keys (so the
// order of fields never shows) and compares the lines.
#include "diff/objects.h"

#include <fmt/format.h>

#include <array>

#include "diff/unified.h"

namespace meshctl::diff {
namespace {

constexpr std::array kServerMetadata = {"managedFields", "resourceVersion",   "uid",
                                        "generation",    "creationTimestamp", "selfLink"};
constexpr const char* kLastApplied = "kubectl.kubernetes.io/last-applied-configuration";

std::string Text(const Json& object, const char* key) {
  if (!object.is_object()) return "";
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// A member that is itself an object, or null.
Json* Section(Json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found != object.end() && found->is_object() ? &*found : nullptr;
}

bool IsSecret(const Json& object) {
  return Text(object, "kind") == "Secret" && Text(object, "apiVersion") == "v1";
}

void MaskSection(Json* before, Json* after) {
  if (after) {
    for (auto& [key, value] : after->items()) {
      const auto old = before ? before->find(key) : Json::iterator();
      if (!before || old == before->end()) {
        value = "***";
      } else if (*old == value) {
        value = *old = "***";
      } else {
        value = "*** (after)";
        *old = "*** (before)";
      }
    }
  }
  if (!before) return;
  for (auto& [key, value] : before->items()) {
    if (!after || !after->contains(key)) value = "***";
  }
}

std::string Print(const Json& object) { return object.is_null() ? std::string() : yaml::PrintYaml(object); }

}  // namespace

Json WithoutServerFields(Json object) {
  if (!object.is_object()) return object;
  object.erase("status");
  if (Json* metadata = Section(object, "metadata")) {
    for (const char* field : kServerMetadata) metadata->erase(field);
    if (Json* annotations = Section(*metadata, "annotations")) {
      annotations->erase(kLastApplied);
      if (annotations->empty()) metadata->erase("annotations");
    }
  }
  return object;
}

void MaskSecrets(Json& before, Json& after) {
  if (!IsSecret(before) && !IsSecret(after)) return;
  for (const char* field : {"data", "stringData"}) MaskSection(Section(before, field), Section(after, field));
}

std::string ObjectLabel(const Json& object) {
  const auto found = object.find("metadata");
  const Json metadata = found == object.end() ? Json() : *found;
  const std::string name_space = Text(metadata, "namespace");
  return fmt::format("{}/{}{}{}", Text(object, "kind"), name_space, name_space.empty() ? "" : "/",
                     Text(metadata, "name"));
}

std::string DiffObjects(Json live, Json merged, const diag::Style& style) {
  live = WithoutServerFields(std::move(live));
  merged = WithoutServerFields(std::move(merged));
  MaskSecrets(live, merged);
  const std::string label = ObjectLabel(merged.is_null() ? live : merged);
  return RenderUnified(Print(live), Print(merged),
                       {.before_name = "live/" + label, .after_name = "merged/" + label, .style = style});
}

}  // namespace meshctl::diff
