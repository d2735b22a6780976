// SPDX-License-Identifier: Apache-2.0
// Extensions are messages of any type: `typed_config` with an `@type` that istiod must be able to resolve.
#include "validate/istio/envoy_value.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string>

#include "validate/istio/wording.h"

namespace meshctl::validate::istio {

constinit const Rule kUnknownEnvoyType = {
    .code = "ISTIO1109",
    .name = "unknown-envoy-type",
    .summary =
        "the `@type` of an extension is missing or belongs to version 2 of Envoy's API, which is gone"};
constinit const Rule kUntypedExtension = {
    .code = "ISTIO1110",
    .name = "untyped-extension",
    .level = diag::Level::kWarning,
    .summary = "an extension is named but has no `typed_config`; Envoy no longer finds extensions by name"};

namespace {

constexpr std::array<std::string_view, 4> kExtensions = {"HTTP_FILTER", "NETWORK_FILTER", "LISTENER_FILTER",
                                                         "EXTENSION_CONFIG"};

/// `envoy.api.v2.Cluster`, `envoy.config.filter.http.lua.v2.Lua`: a part of the package is version 1 or 2.
bool IsGone(std::string_view type) {
  if (!type.starts_with("envoy.")) return false;
  while (true) {
    const std::size_t dot = type.find('.');
    if (dot == std::string_view::npos) return false;
    const std::string_view part = type.substr(0, dot);
    if (part == "v1" || part == "v2" || part == "v2alpha" || part == "v2alpha1") return true;
    type.remove_prefix(dot + 1);
  }
}

void CheckTypedConfig(const yaml::Node& config, Verdict& verdict) {
  if (!config.is_map() || config.size() == 0) return;
  const yaml::Node& type = config.Get("@type");
  if (!type.is_string() || type.string().empty()) {
    verdict.AtKey(kUnknownEnvoyType, config, "@type",
                  fmt::format("{} has no `@type`: nothing says what it configures", verdict.Path(config)),
                  Label("no `@type`", "add `\"@type\": type.googleapis.com/...`"));
    return;
  }
  const std::string_view text = type.string();
  const std::size_t slash = text.rfind('/');
  if (!IsGone(slash == std::string_view::npos ? text : text.substr(slash + 1))) return;
  At(verdict, kUnknownEnvoyType, type, "is a type of version 2 of Envoy's API, which is gone",
     Label("unknown to istiod", "use the type of version 3, in a package that ends in `.v3`"));
}

void CheckTypes(const yaml::Node& node, Verdict& verdict) {
  for (const yaml::Entry& entry : node.entries()) {
    if (entry.key == "typed_config" || entry.key == "typedConfig") CheckTypedConfig(entry.value, verdict);
    CheckTypes(entry.value, verdict);
  }
  for (const yaml::Node& item : node.items()) CheckTypes(item, verdict);
}

bool HasAny(const yaml::Node& node, const std::array<std::string_view, 4>& fields) {
  return std::ranges::any_of(fields, [&](std::string_view field) { return !node.Get(field).is_null(); });
}

}  // namespace

void CheckEnvoyValue(std::string_view apply_to, const yaml::Node& value, Verdict& verdict) {
  if (!value.is_map()) return;
  CheckTypes(value, verdict);
  if (std::ranges::find(kExtensions, apply_to) == kExtensions.end()) return;
  if (HasAny(value, {"typed_config", "typedConfig", "config_discovery", "configDiscovery"})) return;
  verdict.Missing(kUntypedExtension, value,
                  fmt::format("{} configures an extension by its name alone", verdict.Path(value)),
                  Label("no `typed_config`", "add `typed_config` with the `@type` of the extension"));
}

}  // namespace meshctl::validate::istio
