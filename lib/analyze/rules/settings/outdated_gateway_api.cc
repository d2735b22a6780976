// SPDX-License-Identifier: Apache-2.0
// IST0176. istiod does not watch a kind of the Gateway API whose definition is older than it needs.
// Definitions without a version, or with one that cannot be read, are passed over, as upstream.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <compare>
#include <optional>
#include <string_view>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/settings/rules.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

constexpr std::string_view kBundleVersion = "gateway.networking.k8s.io/bundle-version";

struct Version {
  unsigned major = 0, minor = 0, patch = 0;
  auto operator<=>(const Version&) const = default;
};

struct Minimum {
  std::string_view definition;
  Version version;
};
constexpr std::array<Minimum, 4> kMinimums = {{
    {"backendtlspolicies.gateway.networking.k8s.io", {1, 4, 0}},
    {"grpcroutes.gateway.networking.k8s.io", {1, 1, 0}},
    {"tcproutes.gateway.networking.k8s.io", {1, 6, 0}},
    {"tlsroutes.gateway.networking.k8s.io", {1, 5, 0}},
}};

// A version as forgiving as upstream reads it: `1.2` and `v1.2.3-rc.1+build` are fine. Of a pre-release the
// release counts.
std::optional<Version> ParseVersion(std::string_view text) {
  if (text.starts_with('v')) text.remove_prefix(1);
  const std::size_t suffix = text.find_first_of("-+");
  const bool clean = suffix == std::string_view::npos ||
                     (suffix + 1 < text.size() && std::ranges::all_of(text.substr(suffix + 1), [](char c) {
                        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                               c == '.' || c == '-' || c == '+';
                      }));
  if (!clean) return std::nullopt;
  text = text.substr(0, suffix);
  Version version;
  for (unsigned* part : {&version.major, &version.minor, &version.patch}) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *part);
    if (error != std::errc()) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (text.empty()) return version;
    if (!text.starts_with('.')) return std::nullopt;
    text.remove_prefix(1);
  }
  return std::nullopt;
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const model::Object* definition :
       mesh.ObjectsOf(kind::kCustomResourceDefinition.group, kind::kCustomResourceDefinition.name)) {
    const auto* minimum = std::ranges::find(kMinimums, *definition->name, &Minimum::definition);
    const yaml::Entry* written = definition->annotations.Find(kBundleVersion);
    if (minimum == kMinimums.end() || !written) continue;
    const auto installed = ParseVersion(written->value.text());
    if (!installed || *installed >= minimum->version) continue;
    const auto& [major, minor, patch] = minimum->version;
    diag::Diagnostic& d =
        findings.Add(*definition, written->value.span(),
                     fmt::format("definition `{}` is of Gateway API {}, and Istio needs {}.{}.{} or later",
                                 *definition->name, written->value.text(), major, minor, patch));
    d.primary.text = "objects of this kind are ignored";
    d.help = "install a later release of the Gateway API";
  }
}

constexpr Kind kReads[] = {kind::kCustomResourceDefinition};

}  // namespace

constinit const Rule kOutdatedGatewayApi = {
    .name = "outdated-gateway-api",
    .code = "IST0176",
    .analyzers = {"k8sgateway.CRDVersionAnalyzer"},
    .level = diag::Level::kWarning,
    .summary = "a definition of the Gateway API is older than Istio needs, so its objects are ignored",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
