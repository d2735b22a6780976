// SPDX-License-Identifier: Apache-2.0
// ValidatingWebhookConfiguration and MutatingWebhookConfiguration.
#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "schema/formats.h"
#include "validate/kubernetes/admission_rules.h"
#include "validate/kubernetes/kubernetes.h"
#include "validate/kubernetes/label_selector.h"
#include "validate/kubernetes/values.h"
#include "validate/object.h"

namespace meshctl::validate::kubernetes {
namespace {

constinit const Rule kDuplicateWebhook = {.code = "KUBE0901",
                                          .name = "duplicate-webhook-name",
                                          .summary = "the webhooks of a configuration have different names"};
constinit const Rule kWildcardNotAlone = {
    .code = "KUBE0902",
    .name = "wildcard-not-alone",
    .summary = "`*` means everything, so what stands beside it says nothing and is refused"};
constinit const Rule kReviewVersions = {
    .code = "KUBE0903",
    .name = "bad-review-versions",
    .summary = "the API server asks in v1 or v1beta1; a webhook that knows neither is never asked"};
constinit const Rule kWebhookUrl = {
    .code = "KUBE0904",
    .name = "bad-webhook-url",
    .summary = "a webhook is called at a host and a path; user, query and fragment are not sent"};
constinit const Rule kWebhookPath = {.code = "KUBE0905",
                                     .name = "bad-webhook-path",
                                     .summary = "the path of a webhook's Service is absolute, of DNS names"};
constinit const Rule kDuplicateCondition = {.code = "KUBE0906",
                                            .name = "duplicate-match-condition",
                                            .summary = "match conditions have different names"};

constexpr const Rule* kRules[] = {&kDuplicateWebhook, &kWildcardNotAlone, &kReviewVersions,
                                  &kWebhookUrl,       &kWebhookPath,      &kDuplicateCondition};

void CheckUrl(const yaml::Node& url, Verdict& verdict) {
  constexpr std::string_view kScheme = "https://";
  std::string_view rest = url.string();
  if (!rest.starts_with(kScheme)) return;
  rest.remove_prefix(kScheme.size());
  const std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
  const auto report = [&](std::string_view what, std::string_view label) {
    verdict.At(kWebhookUrl, url, fmt::format("{} {}", verdict.Path(url), what),
               {.label = std::string(label)});
  };
  if (host.empty()) {
    report("has no host", "needs a host");
  } else if (host.find('@') != std::string_view::npos) {
    report("holds a user", "no user allowed");
  } else if (rest.find('?') != std::string_view::npos) {
    report("holds a query", "no query allowed");
  } else if (rest.find('#') != std::string_view::npos) {
    report("holds a fragment", "no fragment allowed");
  }
}

bool IsServicePath(std::string_view path) {
  if (path.empty() || path == "/") return true;
  if (!path.starts_with('/') || path == "//") return false;
  path.remove_prefix(1);
  if (path.ends_with('/')) path.remove_suffix(1);
  while (true) {
    const std::size_t slash = path.find('/');
    if (!Matches(schema::Format::kDns1123Subdomain, path.substr(0, slash))) return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

void CheckWebhook(const yaml::Node& webhook, Verdict& verdict) {
  CheckUrl(webhook.Get("clientConfig").Get("url"), verdict);
  const yaml::Node& path = webhook.Get("clientConfig").Get("service").Get("path");
  if (!IsServicePath(path.string())) {
    verdict.At(kWebhookPath, path, fmt::format("{} is no path of DNS names", verdict.Path(path)),
               {.label = "must be like `/validate/pods`"});
  }
  const yaml::Node& versions = webhook.Get("admissionReviewVersions");
  const auto known = [](const yaml::Node& version) {
    return version.string() == "v1" || version.string() == "v1beta1";
  };
  if (versions.size() > 0 && std::ranges::none_of(versions.items(), known)) {
    verdict.At(kReviewVersions, versions,
               fmt::format("{} holds neither v1 nor v1beta1", verdict.Path(versions)),
               {.label = "never asked", .help = "add `v1`"});
  }
  ForEachDuplicate(versions.items(), ByItself, [&](const yaml::Node& first, const yaml::Node& again) {
    Repeated(kReviewVersions, first, again, verdict, "remove one of them");
  });
  for (const yaml::Node& rule : webhook.Get("rules").items()) CheckAdmissionRule(rule, verdict);
  CheckSelector(webhook.Get("namespaceSelector"), verdict);
  CheckSelector(webhook.Get("objectSelector"), verdict);
  CheckMatchConditions(webhook.Get("matchConditions"), verdict);
}

void CheckConfiguration(const Object& object, Verdict& verdict) {
  const auto webhooks = object.root().Get("webhooks").items();
  ForEachDuplicate(webhooks, ByText("name"), [&](const yaml::Node& first, const yaml::Node& again) {
    Repeated(kDuplicateWebhook, first.Get("name"), again.Get("name"), verdict,
             "give each webhook its own name");
  });
  for (const yaml::Node& webhook : webhooks) CheckWebhook(webhook, verdict);
}

constexpr std::string_view kGroup = "admissionregistration.k8s.io";

}  // namespace

constinit const Code kValidatingWebhookCode = {Authority::kApiServer, kGroup,
                                               "ValidatingWebhookConfiguration", kRules, CheckConfiguration};
constinit const Code kMutatingWebhookCode = {Authority::kApiServer, kGroup, "MutatingWebhookConfiguration",
                                             kRules, CheckConfiguration};

void CheckAdmissionRule(const yaml::Node& rule, Verdict& verdict) {
  for (const char* field : {"operations", "apiGroups", "apiVersions", "resources"}) {
    const auto items = rule.Get(field).items();
    if (items.size() < 2) continue;
    const bool resources = field == std::string_view("resources");
    for (const yaml::Node& item : items) {
      const bool all = item.string() == "*/*";
      if (item.string() != "*" && !(resources && all)) continue;
      // Of resources `*` leaves out subresources, which may be named beside it; and the API server looks no
      // farther than the last resource.
      const auto plain = [](const yaml::Node& other) {
        return other.string().find('/') == std::string_view::npos;
      };
      if (resources && !all) {
        const auto last = std::find_if(items.rbegin(), items.rend(), plain);
        if (last->string() == "*") continue;
      }
      verdict.At(kWildcardNotAlone, item, fmt::format("{} stands beside others", verdict.Path(item)),
                 {.label = "means all of them", .help = "keep only this one"});
    }
  }
}

void CheckMatchConditions(const yaml::Node& conditions, Verdict& verdict) {
  ForEachDuplicate(conditions.items(), ByText("name"), [&](const yaml::Node& first, const yaml::Node& again) {
    Repeated(kDuplicateCondition, first.Get("name"), again.Get("name"), verdict,
             "give each condition its own name");
  });
}

}  // namespace meshctl::validate::kubernetes
