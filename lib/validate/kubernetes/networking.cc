// SPDX-License-Identifier: Apache-2.0
// Names and name resolution of pods, and the rest of a pod's spec that fits no other part.
#include <fmt/core.h>

#include <array>
#include <string>
#include <string_view>

#include "schema/formats.h"
#include "validate/kubernetes/kubernetes.h"
#include "validate/kubernetes/pod.h"
#include "validate/kubernetes/values.h"

namespace meshctl::validate::kubernetes {
namespace {

constinit const Rule kDnsWithoutNameservers = {
    .code = "KUBE0290",
    .name = "dns-without-nameservers",
    .summary = "with `dnsPolicy: None` the cluster's DNS is out of the game, so nameservers must be given"};
constinit const Rule kBadDnsSearch = {
    .code = "KUBE0291",
    .name = "bad-dns-search",
    .summary = "search paths are DNS names, all together at most 2048 characters"};
constinit const Rule kDnsOptionWithoutName = {.code = "KUBE0292",
                                              .name = "dns-option-without-name",
                                              .summary = "an option of the resolver needs a name"};
constinit const Rule kHostnameOverride = {.code = "KUBE0293",
                                          .name = "hostname-override-conflict",
                                          .summary =
                                              "a hostname can only be overridden where the pod's own name "
                                              "would be used, with at most 64 characters"};
constinit const Rule kDuplicateHostAlias = {
    .code = "KUBE0294",
    .name = "duplicate-host-alias",
    .level = diag::Level::kWarning,
    .summary = "aliases of one address belong into one entry: server-side apply keeps one of two"};
constinit const Rule kUselessPullSecret = {
    .code = "KUBE0295",
    .name = "useless-pull-secret",
    .level = diag::Level::kWarning,
    .summary = "a pull secret without a name, or named twice, does nothing"};
constinit const Rule kNegativeGracePeriod = {.code = "KUBE0296",
                                             .name = "negative-grace-period",
                                             .level = diag::Level::kWarning,
                                             .summary = "a negative grace period is read as one second"};
constinit const Rule kDeadPodAnnotation = {
    .code = "KUBE0297",
    .name = "dead-pod-annotation",
    .level = diag::Level::kWarning,
    .summary = "a field took the place of this annotation, which no longer does anything"};

constexpr const Rule* kRules[] = {&kDnsWithoutNameservers, &kBadDnsSearch,       &kDnsOptionWithoutName,
                                  &kHostnameOverride,      &kDuplicateHostAlias, &kUselessPullSecret,
                                  &kNegativeGracePeriod,   &kDeadPodAnnotation};

struct Replaced {
  std::string_view annotation;
  std::string_view field;
};
constexpr std::array<Replaced, 3> kReplaced = {
    {{"scheduler.alpha.kubernetes.io/critical-pod", "priorityClassName"},
     {"security.alpha.kubernetes.io/sysctls", "securityContext.sysctls"},
     {"security.alpha.kubernetes.io/unsafe-sysctls", "securityContext.sysctls"}}};

/// A DNS name that may also hold `_`, as those of services do.
bool IsSearchPath(std::string_view text) {
  if (text == ".") return true;
  if (text.ends_with('.')) text.remove_suffix(1);
  std::string plain(text);
  for (char& c : plain) {
    if (c == '_') c = 'x';
  }
  return Matches(schema::Format::kDns1123Subdomain, plain);
}

void CheckDns(const yaml::Node& spec, Verdict& verdict) {
  constexpr std::size_t kMaxSearchList = 2048;
  const yaml::Node& config = spec.Get("dnsConfig");
  if (spec.Get("dnsPolicy").string() == "None" && config.Get("nameservers").size() == 0) {
    verdict.At(kDnsWithoutNameservers, spec.Get("dnsPolicy"),
               fmt::format("{} is `None`, but there are no nameservers", verdict.Path(spec.Get("dnsPolicy"))),
               {.label = "needs `dnsConfig.nameservers`"});
  }
  std::size_t size = 0;
  for (const yaml::Node& search : config.Get("searches").items()) {
    size += search.string().size() + 1;
    if (IsSearchPath(search.string())) continue;
    verdict.At(kBadDnsSearch, search, fmt::format("{} is no DNS name", verdict.Path(search)),
               {.label = "must be a DNS name", .help = "lower-case letters, digits, `-`, `_` and `.`"});
  }
  if (size > kMaxSearchList + 1) {
    verdict.At(kBadDnsSearch, config.Get("searches"),
               fmt::format("{} has {} characters, more than {}", verdict.Path(config.Get("searches")),
                           size - 1, kMaxSearchList),
               {.label = "too long in all"});
  }
  for (const yaml::Node& option : config.Get("options").items()) {
    if (!option.Get("name").string().empty()) continue;
    verdict.Missing(kDnsOptionWithoutName, option, fmt::format("{} has no name", verdict.Path(option)),
                    {.label = "needs a `name`"});
  }
}

void CheckHostname(const yaml::Node& spec, Verdict& verdict) {
  constexpr std::size_t kMaxHostname = 64;
  const yaml::Node& name = spec.Get("hostnameOverride");
  if (!Given(name)) return;
  for (const char* other : {"setHostnameAsFQDN", "hostNetwork"}) {
    if (!IsTrue(spec.Get(other))) continue;
    Unwanted(kHostnameOverride, spec, "hostnameOverride", fmt::format("`{}` is set too", other), verdict,
             "remove one of them");
  }
  if (name.string().size() > kMaxHostname || !Matches(schema::Format::kDns1123Subdomain, name.string())) {
    verdict.At(kHostnameOverride, name,
               fmt::format("{} is no DNS name of at most 64 characters", verdict.Path(name)),
               {.label = "must be a DNS name"});
  }
}

void CheckPullSecrets(const yaml::Node& spec, Verdict& verdict) {
  const auto secrets = spec.Get("imagePullSecrets").items();
  for (const yaml::Node& secret : secrets) {
    if (!secret.Get("name").string().empty()) continue;
    verdict.Missing(kUselessPullSecret, secret, fmt::format("{} names no secret", verdict.Path(secret)),
                    {.label = "needs a `name`"});
  }
  ForEachDuplicate(secrets, ByText("name"), [&](const yaml::Node& first, const yaml::Node& again) {
    Repeated(kUselessPullSecret, first.Get("name"), again.Get("name"), verdict, "remove one of them");
  });
}

void CheckObject(const Object& object, Verdict& verdict) { CheckNetworking(PodOf(object), verdict); }

}  // namespace

constinit const Code kNetworkingCode = {Authority::kApiServer, "", "Pod", kRules, CheckObject};

void CheckNetworking(const Pod& pod, Verdict& verdict) {
  CheckDns(pod.spec, verdict);
  CheckHostname(pod.spec, verdict);
  CheckPullSecrets(pod.spec, verdict);
  const auto aliases = pod.spec.Get("hostAliases").items();
  ForEachDuplicate(aliases, ByText("ip"), [&](const yaml::Node& first, const yaml::Node& again) {
    Repeated(kDuplicateHostAlias, first.Get("ip"), again.Get("ip"), verdict,
             "put all hostnames into one entry");
  });
  const yaml::Node& grace = pod.spec.Get("terminationGracePeriodSeconds");
  if (pod.is_template && NumberOr(grace, 0) < 0) {
    verdict.At(kNegativeGracePeriod, grace, fmt::format("{} is negative", verdict.Path(grace)),
               {.label = "read as 1"});
  }
  const yaml::Node& annotations = pod.metadata.Get("annotations");
  for (const Replaced& replaced : kReplaced) {
    if (annotations.Find(replaced.annotation) == nullptr) continue;
    verdict.AtKey(kDeadPodAnnotation, annotations, replaced.annotation,
                  fmt::format("the annotation `{}` does nothing", replaced.annotation),
                  {.label = "without effect",
                   .help = fmt::format("use the field `{}` of the pod's spec", replaced.field)});
  }
}

}  // namespace meshctl::validate::kubernetes
