// SPDX-License-Identifier: Apache-2.0
// What istiod checks of every object of Istio's kinds before it looks at the spec.
#include "validate/istio/metadata.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "validate/istio/wording.h"

namespace meshctl::validate::istio {

constinit const Rule kReservedAnnotation = {
    .code = "ISTIO0101",
    .name = "reserved-annotation",
    .summary = "an annotation is set that only istiod itself may set"};
constinit const Rule kInvalidDryRun = {
    .code = "ISTIO0102",
    .name = "invalid-dry-run",
    .summary = "`istio.io/dry-run` is set where there is no dry run: only ALLOW and DENY policies have one"};

namespace {

constexpr std::string_view kDryRun = "istio.io/dry-run";
constexpr std::array<std::string_view, 3> kReserved = {"internal.istio.io/webhook-always-reject",
                                                       "internal.istio.io/parent-namespace",
                                                       "internal.istio.io/parents"};
// What Go's strconv.ParseBool takes.
constexpr std::array<std::string_view, 12> kBooleans = {"1", "t", "T", "TRUE",  "true",  "True",
                                                        "0", "f", "F", "FALSE", "false", "False"};

bool CheckDryRun(const Object& object, Verdict& verdict) {
  const yaml::Node& annotations = object.annotations();
  const yaml::Entry* entry = annotations.Find(kDryRun);
  if (entry == nullptr) return true;
  if (object.kind().name() != "AuthorizationPolicy") {
    AtKey(verdict, kInvalidDryRun, annotations, kDryRun, "only means something on an AuthorizationPolicy",
          Label("not supported here", "remove the annotation"));
    return false;
  }
  const std::string_view action = object.spec().Get("action").string();
  if (!action.empty() && action != "ALLOW" && action != "DENY") {
    AtKey(verdict, kInvalidDryRun, annotations, kDryRun, "only works with action ALLOW or DENY",
          Label("no dry run of this action"));
    return false;
  }
  if (std::ranges::find(kBooleans, entry->value.string()) == kBooleans.end()) {
    At(verdict, kInvalidDryRun, entry->value, "must be a boolean",
       Label("neither true nor false", "write `\"true\"` or `\"false\"`"));
    return false;
  }
  return true;
}

}  // namespace

bool CheckMetadata(const Object& object, Verdict& verdict) {
  const yaml::Node& annotations = object.annotations();
  if (annotations.size() == 0) return true;
  if (!CheckDryRun(object, verdict)) return false;
  for (const std::string_view reserved : kReserved) {
    if (annotations.Find(reserved) == nullptr) continue;
    AtKey(verdict, kReservedAnnotation, annotations, reserved, "must not be set by users",
          Label("reserved for istiod", "remove the annotation"));
    return false;
  }
  return true;
}

}  // namespace meshctl::validate::istio
