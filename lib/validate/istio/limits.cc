// SPDX-License-Identifier: Apache-2.0
// istiod hands durations to Envoy in whole milliseconds, which is why it takes no finer ones.
#include "validate/istio/limits.h"

#include <fmt/core.h>

#include "base/duration.h"
#include "validate/istio/wording.h"

namespace meshctl::validate::istio {

using namespace std::chrono_literals;

constinit const Rule kImpreciseDuration = {
    .code = "ISTIO0110",
    .name = "imprecise-duration",
    .summary =
        "a duration is below 1ms or not a whole number of milliseconds, which is as fine as Istio counts"};
constinit const Rule kPercentOutOfRange = {.code = "ISTIO0111",
                                           .name = "percent-out-of-range",
                                           .summary = "a percentage is not in the range from 0 to 100"};
constinit const Rule kNegativeLimit = {
    .code = "ISTIO0124", .name = "negative-limit", .summary = "a limit or count is below 0"};

void CheckDuration(const yaml::Node& value, Verdict& verdict) {
  const auto duration = ParseDuration(value.string());
  if (!duration) return;
  if (*duration < 1ms) {
    At(verdict, kImpreciseDuration, value, "must be at least 1ms", Label("too short"));
  } else if (*duration % 1ms != 0ms) {
    At(verdict, kImpreciseDuration, value, "must be a whole number of milliseconds", Label("too fine"));
  }
}

void CheckPercent(const yaml::Node& value, Verdict& verdict) {
  const std::int64_t percent = value.integer().value_or(0);
  if (percent >= 0 && percent <= 100) return;
  At(verdict, kPercentOutOfRange, value, "must be a percentage from 0 to 100", Label("out of range"));
}

void CheckFraction(const yaml::Node& value, double smallest, Verdict& verdict) {
  const double percent = value.number().value_or(0);
  if (percent == 0 || (percent >= smallest && percent <= 100)) return;
  At(verdict, kPercentOutOfRange, value,
     smallest > 0 ? fmt::format("must be 0 or a percentage from {:.4f} to 100", smallest)
                  : "must be a percentage from 0 to 100",
     Label("out of range"));
}

void CheckNotNegative(const yaml::Node& value, Verdict& verdict) {
  if (value.number().value_or(0) >= 0) return;
  At(verdict, kNegativeLimit, value, "must not be negative", Label("below 0"));
}

}  // namespace meshctl::validate::istio
