// SPDX-License-Identifier: Apache-2.0
// Telemetry: metrics, traces and access logs.
#include <fmt/core.h>

#include <array>
#include <string>
#include <string_view>

#include "validate/istio/kinds.h"
#include "validate/istio/limits.h"
#include "validate/istio/log_filter.h"
#include "validate/istio/metadata.h"
#include "validate/istio/selectors.h"
#include "validate/istio/wording.h"

namespace meshctl::validate::istio {
namespace {

constinit const Rule kUnnamedProvider = {
    .code = "ISTIO1001",
    .name = "unnamed-telemetry-provider",
    .summary = "a provider has no name, by which the mesh configuration defines it"};
constinit const Rule kUnnamedMetricTag = {.code = "ISTIO1002",
                                          .name = "unnamed-metric-tag",
                                          .level = diag::Level::kWarning,
                                          .summary = "a tag of a metric has an empty name"};
constinit const Rule kTagWithoutValue = {
    .code = "ISTIO1003",
    .name = "tag-without-value",
    .summary = "a tag is to be set, which is also what no operation means, but there is no value"};
constinit const Rule kRemovedTagWithValue = {.code = "ISTIO1004",
                                             .name = "removed-tag-with-value",
                                             .summary = "a tag is to be removed and has a value"};
constinit const Rule kSeveralTracings = {
    .code = "ISTIO1005",
    .name = "several-tracings",
    .level = diag::Level::kWarning,
    .summary = "Istio uses the first entry of `tracing` and the first of its providers"};
constinit const Rule kInvalidSpanTag = {
    .code = "ISTIO1007",
    .name = "incomplete-span-tag",
    .summary = "a tag of a span has no name, or does not say where its value comes from"};
constinit const Rule kInvalidLogFilter = {.code = "ISTIO1008",
                                          .name = "invalid-log-filter",
                                          .summary = "the filter of an access log is no CEL expression"};
constinit const Rule kEmptyCustomMetric = {.code = "ISTIO1009",
                                           .name = "empty-custom-metric",
                                           .summary = "an override is for a custom metric without a name"};

void CheckProviders(const yaml::Node& providers, Verdict& verdict) {
  for (const yaml::Node& provider : providers.items()) {
    if (!provider.Get("name").string().empty()) continue;
    Missing(verdict, kUnnamedProvider, provider, "name", "is required",
            Help("name one of the mesh's `extensionProviders`"));
  }
}

void CheckTagOverrides(const yaml::Node& tags, Verdict& verdict) {
  for (const yaml::Entry& entry : tags.entries()) {
    if (entry.key.empty())
      AtKey(verdict, kUnnamedMetricTag, tags, entry.key, "is a tag without a name", Label("empty"));
    const std::string_view operation = entry.value.Get("operation").string();
    const yaml::Node& value = entry.value.Get("value");
    if (operation == "REMOVE") {
      if (value.string().empty()) continue;
      AtKey(verdict, kRemovedTagWithValue, entry.value, "value", "can not be set: the tag is removed",
            Label("not used", "remove it, or write `operation: UPSERT`"));
    } else if (value.string().empty()) {
      verdict.AtKey(kTagWithoutValue, tags, entry.key,
                    fmt::format("{} is set to no value", verdict.Path(tags, entry.key)),
                    Label("no `value`", "give a `value`, or write `operation: REMOVE`"));
    }
  }
}

void CheckMetrics(const yaml::Node& metrics, Verdict& verdict) {
  CheckProviders(metrics.Get("providers"), verdict);
  for (const yaml::Node& override : metrics.Get("overrides").items()) {
    CheckTagOverrides(override.Get("tagOverrides"), verdict);
    const yaml::Node& custom = override.Get("match").Get("customMetric");
    if (custom.is_string() && custom.string().empty())
      At(verdict, kEmptyCustomMetric, custom, "must not be empty", Label("no metric"));
  }
}

void CheckSpanTags(const yaml::Node& tags, Verdict& verdict) {
  for (const yaml::Entry& entry : tags.entries()) {
    if (entry.key.empty())
      AtKey(verdict, kInvalidSpanTag, tags, entry.key, "is a tag without a name", Label("empty"));
    if (entry.value.is_null()) {
      AtKey(verdict, kInvalidSpanTag, tags, entry.key, "has no value",
            Label("no value", "write `literal`, `environment` or `header`"));
    }
    struct Source {
      std::string_view type;
      std::string_view field;
    };
    static constexpr std::array<Source, 3> kSources = {
        {{"literal", "value"}, {"header", "name"}, {"environment", "name"}}};
    for (const auto& [type, field] : kSources) {
      const yaml::Node& source = entry.value.Get(type);
      if (source.is_null() || !source.Get(field).string().empty()) continue;
      Missing(verdict, kInvalidSpanTag, source, field, "is required: where the value of the tag comes from");
    }
  }
}

void CheckTracings(const yaml::Node& tracings, Verdict& verdict) {
  const auto items = tracings.items();
  if (items.size() > 1) {
    verdict.Missing(kSeveralTracings, items[1],
                    fmt::format("{} is not used: Istio uses the first entry", verdict.Path(items[1])),
                    Label("not the first", "put everything into one entry"));
  }
  for (const yaml::Node& tracing : items) {
    const yaml::Node& providers = tracing.Get("providers");
    if (providers.size() > 1) {
      verdict.Missing(
          kSeveralTracings, providers.items()[1],
          fmt::format("{} is not used: Istio uses the first provider", verdict.Path(providers.items()[1])),
          Label("not the first", "keep one provider"));
    }
    CheckProviders(providers, verdict);
    CheckFraction(tracing.Get("randomSamplingPercentage"), 0, verdict);
    CheckSpanTags(tracing.Get("customTags"), verdict);
  }
}

void CheckAccessLog(const yaml::Node& log, Verdict& verdict) {
  const yaml::Node& filter = log.Get("filter");
  if (!filter.is_null()) {
    const yaml::Node& expression = filter.Get("expression");
    if (const std::string fault = LogFilterFault(expression.string()); !fault.empty()) {
      verdict.AtKey(kInvalidLogFilter, filter, "expression",
                    fmt::format("{} is no CEL expression: {}", verdict.Path(filter, "expression"), fault),
                    Label("not an expression", "compare attributes, such as `response.code >= 400`"));
    }
  }
  CheckProviders(log.Get("providers"), verdict);
}

void CheckTelemetry(const Object& object, Verdict& verdict) {
  if (!CheckMetadata(object, verdict)) return;
  CheckTargets(object, verdict);
  const yaml::Node& spec = object.spec();
  for (const yaml::Node& metrics : spec.Get("metrics").items()) CheckMetrics(metrics, verdict);
  CheckTracings(spec.Get("tracing"), verdict);
  for (const yaml::Node& log : spec.Get("accessLogging").items()) CheckAccessLog(log, verdict);
}

constexpr std::array kRules = {&kUnnamedProvider,     &kUnnamedMetricTag, &kTagWithoutValue,
                               &kRemovedTagWithValue, &kSeveralTracings,  &kInvalidSpanTag,
                               &kInvalidLogFilter,    &kEmptyCustomMetric};

}  // namespace

constinit const Code kTelemetry = {Authority::kIstio, "telemetry.istio.io", "Telemetry", kRules,
                                   CheckTelemetry};

}  // namespace meshctl::validate::istio
