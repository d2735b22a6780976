// SPDX-License-Identifier: Apache-2.0
// What containers ask for and may use.
#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "schema/formats.h"
#include "validate/kubernetes/kubernetes.h"
#include "validate/kubernetes/pod.h"
#include "validate/kubernetes/resource_names.h"
#include "validate/kubernetes/values.h"

namespace meshctl::validate::kubernetes {
namespace {

using schema::Quantity;

constinit const Rule kUnknownResource = {.code = "KUBE0240",
                                         .name = "unknown-resource",
                                         .summary =
                                             "containers have cpu, memory, ephemeral-storage, huge pages, "
                                             "and resources with a domain before them"};
constinit const Rule kNegativeAmount = {
    .code = "KUBE0241", .name = "negative-amount", .summary = "an amount of a resource must not be negative"};
constinit const Rule kFractionalAmount = {
    .code = "KUBE0242",
    .name = "fractional-amount",
    .summary = "devices and other extended resources come whole, and huge pages in multiples of their size"};
constinit const Rule kRequestOverLimit = {.code = "KUBE0243",
                                          .name = "request-over-limit",
                                          .summary = "a container cannot be granted more than it may use"};
constinit const Rule kRequestUnlikeLimit = {
    .code = "KUBE0244",
    .name = "request-unlike-limit",
    .summary =
        "extended resources and huge pages cannot be promised twice, so limit and request must be equal"};
constinit const Rule kHugePagesAlone = {
    .code = "KUBE0245",
    .name = "huge-pages-alone",
    .summary = "a container that uses huge pages must ask for cpu or memory too"};
constinit const Rule kFractionalBytes = {
    .code = "KUBE0246",
    .name = "fractional-bytes",
    .level = diag::Level::kWarning,
    .summary = "there are no parts of a byte: `m` behind an amount of memory means thousandths, not mega"};
constinit const Rule kUnknownResourceClaim = {
    .code = "KUBE0247",
    .name = "unknown-resource-claim",
    .summary = "a container can use the resource claims of its pod only, each once"};
constinit const Rule kBadPodResources = {
    .code = "KUBE0248",
    .name = "bad-pod-resources",
    .summary = "for the pod as a whole cpu, memory and huge pages can be set, and no claims"};

constexpr const Rule* kRules[] = {&kUnknownResource,  &kNegativeAmount,       &kFractionalAmount,
                                  &kRequestOverLimit, &kRequestUnlikeLimit,   &kHugePagesAlone,
                                  &kFractionalBytes,  &kUnknownResourceClaim, &kBadPodResources};

enum class Level { kContainer, kPod };

void CheckName(const yaml::Node& amounts, std::string_view name, Level level, Verdict& verdict) {
  if (level == Level::kPod) {
    if (name == "cpu" || name == "memory" || IsHugePages(name)) return;
    verdict.AtKey(
        kBadPodResources, amounts, name,
        fmt::format("{} is nothing a pod can have as a whole", verdict.Path(amounts, name)),
        {.label = "must be `cpu`, `memory` or `hugepages-<size>`", .help = "set it on a container"});
    return;
  }
  const bool qualified = schema::Matches(schema::Format::kQualifiedName, name);
  const bool domain = name.find('/') != std::string_view::npos;
  if (qualified && (domain ? IsNativeResource(name) || IsExtendedResource(name) : IsContainerResource(name)))
    return;
  verdict.AtKey(
      kUnknownResource, amounts, name,
      fmt::format("{} is no resource of containers", verdict.Path(amounts, name)),
      {.label = "unknown resource",
       .help = domain
                   ? "write it as `domain/name`, for example `nvidia.com/gpu`"
                   : "use `cpu`, `memory`, `ephemeral-storage` or `hugepages-<size>`, or put a domain before "
                     "it, as in `nvidia.com/gpu`"});
}

void CheckAmount(const yaml::Entry& entry, Verdict& verdict) {
  const auto amount = QuantityOf(entry.value);
  if (!amount) return;
  const auto report = [&](const Rule& rule, std::string_view fault, std::string_view label,
                          std::string_view help) {
    verdict.At(rule, entry.value, fmt::format("{} {}", verdict.Path(entry.value), fault),
               {.label = std::string(label), .help = std::string(help)});
  };
  if (amount->negative()) {
    report(kNegativeAmount, "is negative", "must be 0 or more", "");
  } else if (IsWholeResource(entry.key) && !amount->whole()) {
    report(kFractionalAmount, "is not a whole number", "must be whole", "");
  } else if (IsHugePages(entry.key)) {
    const auto size = Quantity::Parse(entry.key.substr(std::string_view("hugepages-").size()));
    if (!size || !amount->MultipleOf(*size))
      report(kFractionalAmount, "is no multiple of the size of its pages", "must be whole pages", "");
  } else if ((entry.key == "memory" || entry.key == "ephemeral-storage") && !amount->whole()) {
    report(kFractionalBytes, "holds parts of a byte", "not whole bytes",
           "for megabytes write `M`, or `Mi` for 2^20 bytes");
  }
}

void ComparePair(const yaml::Entry& request, const yaml::Node& limits, Verdict& verdict) {
  const yaml::Node& limit = limits.Get(request.key);
  const auto asked = QuantityOf(request.value);
  const auto allowed = QuantityOf(limit);
  const bool overcommit = MayOvercommit(request.key);
  if (!limit.present()) {
    if (overcommit) return;
    verdict.At(kRequestUnlikeLimit, request.value,
               fmt::format("{} has no limit", verdict.Path(request.value)),
               {.label = "needs a limit of the same size",
                .help = fmt::format("set `limits.{}` to {}", request.key, request.value.text())});
    return;
  }
  if (!asked || !allowed || *asked == *allowed || (overcommit && *asked < *allowed)) return;
  verdict.At(overcommit ? kRequestOverLimit : kRequestUnlikeLimit, request.value,
             fmt::format("{} is {}, {} its limit {}", verdict.Path(request.value), request.value.text(),
                         overcommit ? "more than" : "unlike", limit.text()),
             {.label = overcommit ? "more than the limit" : "must equal the limit",
              .help = overcommit ? "lower the request or raise the limit" : "set both to the same amount",
              .secondary = {{limit.span(), "the limit"}}});
}

void CheckRequirements(const yaml::Node& resources, Level level, Verdict& verdict) {
  bool pages = false;
  bool compute = false;
  for (const char* field : {"limits", "requests"}) {
    const yaml::Node& amounts = resources.Get(field);
    for (const yaml::Entry& entry : amounts.entries()) {
      CheckName(amounts, entry.key, level, verdict);
      CheckAmount(entry, verdict);
      pages |= IsHugePages(entry.key);
      compute |= entry.key == "cpu" || entry.key == "memory";
    }
  }
  const yaml::Node& limits = resources.Get("limits");
  for (const yaml::Entry& request : resources.Get("requests").entries())
    ComparePair(request, limits, verdict);
  if (!pages || compute) return;
  verdict.Missing(kHugePagesAlone, resources,
                  fmt::format("{} has huge pages, but neither cpu nor memory", verdict.Path(resources)),
                  {.label = "needs `cpu` or `memory`"});
}

void CheckClaims(const Pod& pod, const yaml::Node& container, Verdict& verdict) {
  const auto claims = container.Get("resources").Get("claims").items();
  const auto declared = pod.spec.Get("resourceClaims").items();
  for (const yaml::Node& claim : claims) {
    const yaml::Node& name = claim.Get("name");
    const bool known = std::ranges::any_of(
        declared, [&](const yaml::Node& other) { return other.Get("name").string() == name.string(); });
    if (known || name.string().empty()) continue;
    verdict.At(kUnknownResourceClaim, name,
               fmt::format("{} is `{}`, but the pod has no such claim", verdict.Path(name), name.string()),
               {.label = "no claim of this name", .help = "declare it in the pod's `resourceClaims`"});
  }
}

void CheckObject(const Object& object, Verdict& verdict) { CheckResources(PodOf(object), verdict); }

}  // namespace

constinit const Code kResourcesCode = {Authority::kApiServer, "", "Pod", kRules, CheckObject};

void CheckResources(const Pod& pod, Verdict& verdict) {
  pod.ForEachContainer([&](const yaml::Node& container) {
    CheckRequirements(container.Get("resources"), Level::kContainer, verdict);
    CheckClaims(pod, container, verdict);
  });
  const auto claims = pod.spec.Get("resourceClaims").items();
  ForEachDuplicate(claims, ByText("name"), [&](const yaml::Node& first, const yaml::Node& again) {
    Repeated(kUnknownResourceClaim, first.Get("name"), again.Get("name"), verdict,
             "give each claim its own name");
  });
  const yaml::Node& whole = pod.spec.Get("resources");
  if (!Given(whole)) return;
  if (whole.Get("claims").size() > 0)
    Unwanted(kBadPodResources, whole, "claims", "only containers use claims", verdict,
             "set it on a container");
  CheckRequirements(whole, Level::kPod, verdict);
}

}  // namespace meshctl::validate::kubernetes
