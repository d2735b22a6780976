// SPDX-License-Identifier: Apache-2.0
// Environment variables, and the fields of the pod that they and files may be filled from.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "schema/formats.h"
#include "validate/kubernetes/kubernetes.h"
#include "validate/kubernetes/pod.h"
#include "validate/kubernetes/values.h"

namespace meshctl::validate::kubernetes {
namespace {

constinit const Rule kValueAndValueFrom = {
    .code = "KUBE0212",
    .name = "value-and-value-from",
    .summary = "an environment variable is written out or taken from elsewhere, not both"};
constinit const Rule kDuplicateEnvironmentName = {
    .code = "KUBE0213",
    .name = "duplicate-environment-name",
    .level = diag::Level::kWarning,
    .summary = "of two variables of one name the last one counts, and server-side apply drops one of them"};
constinit const Rule kUnknownPodField = {
    .code = "KUBE0214",
    .name = "unknown-pod-field",
    .summary = "only some fields of a pod can be handed to its containers"};
constinit const Rule kUnknownContainerResource = {
    .code = "KUBE0215",
    .name = "unknown-container-resource",
    .summary =
        "only requests and limits of cpu, memory, ephemeral-storage and huge pages can be handed to "
        "containers"};
constinit const Rule kBadDivisor = {
    .code = "KUBE0216",
    .name = "bad-divisor",
    .summary = "amounts are handed over in units: cores or millicores, bytes or their usual multiples"};

constexpr const Rule* kRules[] = {&kValueAndValueFrom, &kDuplicateEnvironmentName, &kUnknownPodField,
                                  &kUnknownContainerResource, &kBadDivisor};

constexpr std::array<std::string_view, 9> kEnvironmentFields = {
    "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName",
    "status.hostIP", "status.hostIPs",     "status.podIP", "status.podIPs"};
constexpr std::array<std::string_view, 5> kFileFields = {
    "metadata.name", "metadata.namespace", "metadata.uid", "metadata.labels", "metadata.annotations"};
constexpr std::array<std::string_view, 6> kContainerResources = {
    "limits.cpu",   "limits.memory",   "limits.ephemeral-storage",
    "requests.cpu", "requests.memory", "requests.ephemeral-storage"};
constexpr std::array<std::string_view, 13> kByteUnits = {"1",   "1k",  "1M",  "1G",  "1T",  "1P", "1E",
                                                         "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"};

template <std::size_t kSize>
bool Contains(const std::array<std::string_view, kSize>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

/// `metadata.labels['key']`, `metadata.annotations['key']`.
bool IsKeyOfMetadata(std::string_view path) {
  if (!path.ends_with("']")) return false;
  for (const std::string_view map : {"metadata.labels['", "metadata.annotations['"}) {
    if (!path.starts_with(map)) continue;
    const std::string_view key = path.substr(map.size(), path.size() - map.size() - 2);
    return Matches(map == "metadata.labels['" ? schema::Format::kLabelKey : schema::Format::kLabelKeyAnyCase,
                   key);
  }
  return false;
}

void CheckField(const yaml::Node& reference, Downward use, Verdict& verdict) {
  const yaml::Node& path = reference.Get("fieldPath");
  const std::string_view text = path.string();
  const bool known =
      use == Downward::kFile ? Contains(kFileFields, text) : Contains(kEnvironmentFields, text);
  if (text.empty() || known || IsKeyOfMetadata(text)) return;
  verdict.At(
      kUnknownPodField, path,
      fmt::format("{} names `{}`, which cannot be handed to {}", verdict.Path(path), text,
                  use == Downward::kFile ? "files" : "environment variables"),
      {.label = "not available here",
       .help =
           use == Downward::kFile
               ? "files can hold `metadata.name`, `metadata.namespace`, `metadata.uid`, `metadata.labels`, "
                 "`metadata.annotations` and one of their keys, as in `metadata.labels['app']`"
               : "variables can hold name, namespace and uid of `metadata`, one label or annotation, as in "
                 "`metadata.labels['app']`, `spec.nodeName`, `spec.serviceAccountName`, and host and pod "
                 "IPs of `status`"});
}

void CheckResource(const yaml::Node& reference, Downward use, Verdict& verdict) {
  const yaml::Node& resource = reference.Get("resource");
  const std::string_view text = resource.string();
  const bool pages = text.starts_with("limits.hugepages-") || text.starts_with("requests.hugepages-");
  if (!text.empty() && !pages && !Contains(kContainerResources, text)) {
    verdict.At(
        kUnknownContainerResource, resource,
        fmt::format("{} names `{}`, which cannot be handed over", verdict.Path(resource), text),
        {.label = "no such resource",
         .help =
             "use `limits.` or `requests.` and `cpu`, `memory`, `ephemeral-storage` or `hugepages-<size>`"});
    return;
  }
  if (use == Downward::kFile && reference.Get("containerName").string().empty()) {
    verdict.Missing(kUnknownContainerResource, reference,
                    fmt::format("{} does not say of which container", verdict.Path(reference)),
                    {.label = "needs `containerName`"});
  }
  const yaml::Node& divisor = reference.Get("divisor");
  const auto unit = QuantityOf(divisor);
  if (!unit || *unit == schema::Quantity::Of(0)) return;
  const bool cpu = text.ends_with(".cpu");
  const bool fits = cpu ? *unit == schema::Quantity::Of(1) || *unit == *schema::Quantity::Parse("1m")
                        : std::ranges::any_of(kByteUnits, [&](std::string_view known) {
                            return *unit == *schema::Quantity::Parse(known);
                          });
  if (fits) return;
  verdict.At(kBadDivisor, divisor, fmt::format("{} is no unit of `{}`", verdict.Path(divisor), text),
             {.label = cpu ? "must be `1` or `1m`" : "must be `1` or a unit like `1k`, `1Mi` or `1Gi`"});
}

/// A variable that builds on the one it hides (`PATH: /opt/bin:$(PATH)`) is meant.
bool BuildsOnEarlier(const yaml::Node& variable) {
  if (Given(variable.Get("valueFrom"))) return false;
  const std::string_view value = variable.Get("value").string();
  const std::string_view name = variable.Get("name").string();
  if (value.size() == name.size() + 3) return false;
  for (std::size_t at = value.find("$("); at != std::string_view::npos; at = value.find("$(", at + 1)) {
    const std::string_view rest = value.substr(at + 2);
    if (rest.starts_with(name) && rest.substr(name.size()).starts_with(')')) return true;
  }
  return false;
}

void CheckObject(const Object& object, Verdict& verdict) { CheckEnvironment(PodOf(object), verdict); }

}  // namespace

constinit const Code kEnvironmentCode = {Authority::kApiServer, "", "Pod", kRules, CheckObject};

void CheckDownward(const yaml::Node& source, Downward use, Verdict& verdict) {
  if (Given(source.Get("fieldRef"))) CheckField(source.Get("fieldRef"), use, verdict);
  if (Given(source.Get("resourceFieldRef"))) CheckResource(source.Get("resourceFieldRef"), use, verdict);
}

void CheckEnvironment(const Pod& pod, Verdict& verdict) {
  pod.ForEachContainer([&](const yaml::Node& container) {
    const auto variables = container.Get("env").items();
    for (const yaml::Node& variable : variables) {
      const yaml::Node& from = variable.Get("valueFrom");
      if (!Given(from)) continue;
      if (!variable.Get("value").string().empty()) {
        verdict.AtKey(kValueAndValueFrom, variable, "valueFrom",
                      fmt::format("{} has a `value` and a `valueFrom`", verdict.Path(variable)),
                      {.label = "not beside `value`",
                       .help = "remove one of them",
                       .secondary = {{variable.Get("value").span(), "the value"}}});
      }
      CheckDownward(from, Downward::kEnvironment, verdict);
    }
    ForEachDuplicate(variables, ByText("name"), [&](const yaml::Node& first, const yaml::Node& again) {
      if (BuildsOnEarlier(again)) return;
      verdict.At(kDuplicateEnvironmentName, again.Get("name"),
                 fmt::format("{} hides {}", verdict.Path(again), verdict.Path(first)),
                 {.label = "the same variable again",
                  .help = "remove one of them",
                  .secondary = {{first.Get("name").span(), "without effect"}}});
    });
  });
}

}  // namespace meshctl::validate::kubernetes
