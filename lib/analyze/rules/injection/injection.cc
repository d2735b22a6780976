// SPDX-License-Identifier: Apache-2.0
// As upstream: the configuration is found by its name alone, and a revision is a decision whatever it names.
#include "analyze/rules/injection/injection.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "analyze/kinds.h"
#include "yaml/json.h"

namespace meshctl::analyze {
namespace {

// The injector's values; null when they cannot be read.
Json ValuesOf(const model::Object& config_map) {
  auto values = yaml::ParseJson(config_map.Get("data").Get("values").string());
  return values ? *std::move(values) : Json();
}

// A member of an object; null when there is none.
Json Member(const Json& object, std::string_view key) {
  return object.is_object() && object.contains(key) ? object.at(std::string(key)) : Json();
}

bool Enables(const model::Object& config_map) {
  return Member(Member(ValuesOf(config_map), "sidecarInjectorWebhook"), "enableNamespacesByDefault") == true;
}

}  // namespace

bool InjectsByDefault(const mesh::Mesh& mesh) {
  return std::ranges::any_of(mesh.ObjectsOf(kind::kConfigMap.group, kind::kConfigMap.name),
                             [](const model::Object* object) {
                               return *object->name == "istio-sidecar-injector" && Enables(*object);
                             });
}

std::string InjectedImage(const model::Object& config_map) {
  const Json values = ValuesOf(config_map);
  const Json global = Member(values, "global"), image = Member(Member(global, "proxy"), "image");
  const Json hub = Member(global, "hub"), tag = Member(global, "tag");
  for (const Json* part : {&image, &hub, &tag}) {
    if (!part->is_null() && !part->is_string()) return {};  // Go's decoder refuses the whole
  }
  if (!values.is_object()) return {};
  auto text = [](const Json& part) { return part.is_null() ? std::string() : part.get<std::string>(); };
  if (text(image).find('/') != std::string::npos) return text(image);
  return fmt::format("{}/{}:{}", text(hub), text(image), text(tag));
}

bool LeavesInjectionOpen(const mesh::Namespace& ns) {
  const model::Labels& labels = ns.labels();
  return ns.name() != "istio-system" && labels.Get(kInjectionLabel).empty() && !labels.Has(kRevisionLabel) &&
         labels.Get(kDataplaneLabel) != "ambient";
}

}  // namespace meshctl::analyze
