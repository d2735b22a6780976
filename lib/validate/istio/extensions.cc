// SPDX-License-Identifier: Apache-2.0
// Code that users bring into proxies: WasmPlugins and TrafficExtensions; and ProxyConfigs.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "validate/istio/kinds.h"
#include "validate/istio/limits.h"
#include "validate/istio/metadata.h"
#include "validate/istio/ports.h"
#include "validate/istio/selectors.h"
#include "validate/istio/urls.h"
#include "validate/istio/wording.h"

namespace meshctl::validate::istio {
namespace {

constinit const Rule kInvalidWasmUrl = {
    .code = "ISTIO1010",
    .name = "invalid-wasm-url",
    .summary = "a module is fetched from an OCI registry, by HTTP or from a file, and from nowhere else"};
constinit const Rule kInvalidChecksum = {.code = "ISTIO1011",
                                         .name = "invalid-wasm-checksum",
                                         .summary = "a SHA-256 checksum is 64 lower-case hexadecimal digits"};
constinit const Rule kInvalidVariable = {
    .code = "ISTIO1012",
    .name = "invalid-wasm-variable",
    .summary = "an environment variable of a module has no name, one too long, or the name of another one"};
constinit const Rule kHostVariableWithValue = {
    .code = "ISTIO1013",
    .name = "host-variable-with-value",
    .summary = "a variable takes its value from the proxy's environment and is given one as well"};
constinit const Rule kExtensionCode = {
    .code = "ISTIO1014",
    .name = "extension-without-code",
    .summary = "a TrafficExtension is either a Wasm module or a Lua script, of 1 to 65536 bytes"};
constinit const Rule kLongWasmName = {
    .code = "ISTIO1015",
    .name = "long-wasm-name",
    .summary = "the name of a plugin has at most 256 bytes, that of a pull secret 253"};

constexpr std::size_t kMaxName = 256;
constexpr std::size_t kMaxSecretName = 253;
constexpr std::size_t kMaxLuaSize = 65536;

void CheckUrl(const yaml::Node& parent, Verdict& verdict) {
  const yaml::Node& url = parent.Get("url");
  if (url.string().empty()) {
    Missing(verdict, kInvalidWasmUrl, parent, "url", "is required: where the module is");
    return;
  }
  const std::string_view scheme = UrlScheme(url.string());
  const auto known = [&](std::string_view name) { return IsScheme(scheme, name); };
  static constexpr std::array<std::string_view, 4> kSchemes = {"oci", "http", "https", "file"};
  if (!scheme.empty() && std::ranges::none_of(kSchemes, known)) {
    At(verdict, kInvalidWasmUrl, url,
       fmt::format("has the scheme `{}`, which istiod does not fetch from", scheme),
       Label("unsupported scheme", "write `oci://registry/module:tag`, `https://...` or `file:///path`"));
    return;
  }
  // Without a scheme it is an image, which is read as if `http://` stood in front of it.
  const std::string with_scheme = scheme.empty() && !url.string().starts_with('/')
                                      ? fmt::format("http://{}", url.string())
                                      : std::string(url.string());
  if (!IsUrl(with_scheme)) At(verdict, kInvalidWasmUrl, url, "is no URL", Label("not a URL"));
}

void CheckChecksum(const yaml::Node& sha256, Verdict& verdict) {
  const std::string_view text = sha256.string();
  const bool valid = text.empty() || (text.size() == 64 && std::ranges::all_of(text, [](char c) {
                                        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
                                      }));
  if (!valid)
    At(verdict, kInvalidChecksum, sha256, "is no SHA-256 checksum", Label("not 64 lower-case hex digits"));
}

void CheckLength(const yaml::Node& name, std::size_t limit, Verdict& verdict) {
  if (name.string().size() <= limit) return;
  At(verdict, kLongWasmName, name,
     fmt::format("has {} bytes; at most {} are taken", name.string().size(), limit), Label("too long"));
}

void CheckVariables(const yaml::Node& variables, Verdict& verdict) {
  const auto items = variables.items();
  for (const yaml::Node& variable : items) {
    const yaml::Node& name = variable.Get("name");
    if (name.string().empty()) {
      Missing(verdict, kInvalidVariable, variable, "name", "is required");
      return;
    }
    if (name.string().size() > kMaxName) {
      At(verdict, kInvalidVariable, name, fmt::format("is longer than {} bytes", kMaxName),
         Label("too long"));
      return;
    }
    const auto first = std::ranges::find_if(
        items, [&](const yaml::Node& other) { return other.Get("name").string() == name.string(); });
    if (&*first != &variable) {
      At(verdict, kInvalidVariable, name, "is the name of another variable",
         {.label = "second time", .secondary = {{first->Get("name").span(), "first"}}});
      return;
    }
    if (variable.Get("valueFrom").string() == "HOST" && !variable.Get("value").string().empty()) {
      AtKey(verdict, kHostVariableWithValue, variable, "value", "can not be set with `valueFrom: HOST`",
            Label("not used", "remove it, or write `valueFrom: INLINE`"));
      return;
    }
  }
}

void CheckWasm(const yaml::Node& wasm, Verdict& verdict) {
  CheckUrl(wasm, verdict);
  CheckChecksum(wasm.Get("sha256"), verdict);
  CheckLength(wasm.Get("imagePullSecret"), kMaxSecretName, verdict);
  CheckLength(wasm.Get("pluginName"), kMaxName, verdict);
  CheckVariables(wasm.Get("vmConfig").Get("env"), verdict);
}

void CheckMatches(const yaml::Node& matches, Verdict& verdict) {
  for (const yaml::Node& match : matches.items()) {
    for (const yaml::Node& port : match.Get("ports").items()) CheckPort(port, "number", verdict);
  }
}

void CheckWasmPlugin(const Object& object, Verdict& verdict) {
  if (!CheckMetadata(object, verdict)) return;
  CheckTargets(object, verdict);
  CheckWasm(object.spec(), verdict);
  CheckMatches(object.spec().Get("match"), verdict);
}

void CheckLua(const yaml::Node& lua, Verdict& verdict) {
  const yaml::Node& code = lua.Get("inlineCode");
  if (code.string().empty()) {
    Missing(verdict, kExtensionCode, lua, "inlineCode", "is required: the script to run");
  } else if (code.string().size() > kMaxLuaSize) {
    AtKey(verdict, kExtensionCode, lua, "inlineCode",
          fmt::format("has {} bytes; at most {} are taken", code.string().size(), kMaxLuaSize),
          Label("too large"));
  }
}

void CheckTrafficExtension(const Object& object, Verdict& verdict) {
  if (!CheckMetadata(object, verdict)) return;
  const yaml::Node& spec = object.spec();
  const yaml::Node& wasm = spec.Get("wasm");
  const yaml::Node& lua = spec.Get("lua");
  if (wasm.is_null() && lua.is_null()) {
    verdict.Missing(kExtensionCode, spec, "the TrafficExtension runs nothing",
                    Label("neither `wasm` nor `lua`", "add one of them"));
  } else if (!wasm.is_null() && !lua.is_null()) {
    AtKey(verdict, kExtensionCode, spec, "lua", "can not stand beside `wasm`",
          {.label = "not both",
           .help = "write one TrafficExtension for each",
           .secondary = {{spec.Find("wasm")->key_span(), "a module"}}});
  }
  CheckTargets(object, verdict);
  if (!lua.is_null()) CheckLua(lua, verdict);
  if (!wasm.is_null()) CheckWasm(wasm, verdict);
  CheckMatches(spec.Get("match"), verdict);
}

void CheckProxyConfig(const Object& object, Verdict& verdict) {
  if (!CheckMetadata(object, verdict)) return;
  CheckPolicySelector(object.spec().Get("selector"), verdict);
  CheckNotNegative(object.spec().Get("concurrency"), verdict);
}

constexpr std::array kWasmRules = {&kInvalidWasmUrl, &kInvalidChecksum, &kInvalidVariable,
                                   &kHostVariableWithValue, &kLongWasmName};
constexpr std::array kExtensionRules = {&kExtensionCode};

}  // namespace

constinit const Code kWasmPlugin = {Authority::kIstio, "extensions.istio.io", "WasmPlugin", kWasmRules,
                                    CheckWasmPlugin};
constinit const Code kTrafficExtension = {Authority::kIstio, "extensions.istio.io", "TrafficExtension",
                                          kExtensionRules, CheckTrafficExtension};
constinit const Code kProxyConfig = {
    Authority::kIstio, "networking.istio.io", "ProxyConfig", {}, CheckProxyConfig};

}  // namespace meshctl::validate::istio
