// SPDX-License-Identifier: Apache-2.0
// Load balancing of a DestinationRule: hashing, localities, warm-up.
#include "validate/istio/load_balancer.h"

#include <algorithm>
#include <cstdint>

#include "validate/istio/limits.h"
#include "validate/istio/wording.h"

namespace meshctl::validate::istio {

constinit const Rule kUnnamedCookie = {
    .code = "ISTIO0405",
    .name = "unnamed-cookie",
    .summary = "the cookie to hash by, or one of its attributes, has no name"};
constinit const Rule kDuplicateCookieAttribute = {.code = "ISTIO0406",
                                                  .name = "duplicate-cookie-attribute",
                                                  .summary = "an attribute of a cookie is given twice"};
constinit const Rule kDeprecatedRingSize = {.code = "ISTIO0407",
                                            .name = "deprecated-ring-size",
                                            .level = diag::Level::kWarning,
                                            .summary = "`minimumRingSize` has moved into `ringHash`"};
constinit const Rule kConflictingRingSize = {
    .code = "ISTIO0408",
    .name = "conflicting-ring-size",
    .summary = "the deprecated `minimumRingSize` stands beside `ringHash` or `maglev`, which replace it"};
constinit const Rule kInvalidTableSize = {
    .code = "ISTIO0409",
    .name = "invalid-table-size",
    .summary = "the size of a Maglev table must be a prime number below 5000011"};
constinit const Rule kTwoKindsOfLocality = {
    .code = "ISTIO0410",
    .name = "two-kinds-of-locality",
    .summary = "`localityLbSetting` and `zoneAwareLbSetting` choose localities in different ways"};
constinit const Rule kInvalidWarmup = {.code = "ISTIO0411",
                                       .name = "invalid-warmup",
                                       .summary = "a warm-up needs a duration and an aggression above 0"};

namespace {

constexpr std::int64_t kTableLimit = 5'000'011;

bool IsPrime(std::int64_t number) {
  if (number < 2) return false;
  for (std::int64_t factor = 2; factor * factor <= number; ++factor) {
    if (number % factor == 0) return false;
  }
  return true;
}

void CheckCookie(const yaml::Node& cookie, Verdict& verdict) {
  if (cookie.is_null()) return;
  if (cookie.Get("name").string().empty())
    Missing(verdict, kUnnamedCookie, cookie, "name", "is required: which cookie to hash by");
  const auto attributes = cookie.Get("attributes").items();
  for (const yaml::Node& attribute : attributes) {
    const std::string_view name = attribute.Get("name").string();
    if (name.empty()) {
      Missing(verdict, kUnnamedCookie, attribute, "name", "is required: an attribute has a name");
      continue;
    }
    const auto first = std::ranges::find_if(
        attributes, [&](const yaml::Node& other) { return other.Get("name").string() == name; });
    if (&*first == &attribute) continue;
    At(verdict, kDuplicateCookieAttribute, attribute.Get("name"), "is given before",
       {.label = "second time", .secondary = {{first->Get("name").span(), "first"}}});
  }
}

void CheckTableSize(const yaml::Node& maglev, Verdict& verdict) {
  if (maglev.is_null()) return;
  const yaml::Node& size = maglev.Get("tableSize");
  const std::int64_t number = size.integer().value_or(size.is_null() ? 0 : kTableLimit);
  if (number == 0) {
    Missing(verdict, kInvalidTableSize, maglev, "tableSize", "is required: a prime number below 5000011",
            Help("65537 is Envoy's default"));
  } else if (number >= kTableLimit || !IsPrime(number)) {
    At(verdict, kInvalidTableSize, size, "must be a prime number below 5000011",
       Label(number >= kTableLimit ? "too large" : "not prime", "65537 is Envoy's default"));
  }
}

void CheckConsistentHash(const yaml::Node& hash, Verdict& verdict) {
  CheckCookie(hash.Get("httpCookie"), verdict);
  if (const yaml::Node& size = hash.Get("minimumRingSize"); size.number().value_or(0) != 0) {
    if (hash.Get("ringHash").is_null() && hash.Get("maglev").is_null()) {
      AtKey(verdict, kDeprecatedRingSize, hash, "minimumRingSize", "is deprecated",
            Label("deprecated", "write `ringHash: {minimumRingSize: ...}`"));
    } else {
      AtKey(verdict, kConflictingRingSize, hash, "minimumRingSize",
            "can not stand beside `ringHash` or `maglev`", Label("deprecated", "remove it"));
    }
  }
  CheckTableSize(hash.Get("maglev"), verdict);
}

void CheckWarmup(const yaml::Node& warmup, Verdict& verdict) {
  if (warmup.is_null()) return;
  if (warmup.Get("duration").is_null()) {
    Missing(verdict, kInvalidWarmup, warmup, "duration", "is required: how long hosts warm up");
  } else {
    CheckDuration(warmup.Get("duration"), verdict);
  }
  if (const yaml::Node& percent = warmup.Get("minimumPercent"); percent.number().value_or(0) > 100)
    At(verdict, kPercentOutOfRange, percent, "must be a percentage from 0 to 100", Label("out of range"));
  if (const yaml::Node& aggression = warmup.Get("aggression"); aggression.number().value_or(1) <= 0) {
    At(verdict, kInvalidWarmup, aggression, "must be greater than 0",
       Label("not above 0", "1 grows linearly"));
  }
}

}  // namespace

void CheckLoadBalancer(const yaml::Node& balancer, FailureDetection detection, Verdict& verdict) {
  if (balancer.is_null()) return;
  CheckConsistentHash(balancer.Get("consistentHash"), verdict);
  if (!balancer.Get("localityLbSetting").is_null() && !balancer.Get("zoneAwareLbSetting").is_null()) {
    AtKey(verdict, kTwoKindsOfLocality, balancer, "zoneAwareLbSetting",
          "can not stand beside `localityLbSetting`",
          {.label = "a second way to choose localities",
           .help = "keep one of them",
           .secondary = {{balancer.Find("localityLbSetting")->key_span(), "the first"}}});
  }
  CheckLocalityLb(balancer.Get("localityLbSetting"), detection, verdict);
  CheckZoneAwareLb(balancer.Get("zoneAwareLbSetting"), detection, verdict);
  CheckWarmup(balancer.Get("warmup"), verdict);
}

}  // namespace meshctl::validate::istio
