// SPDX-License-Identifier: Apache-2.0
// Load balancing by where hosts are: region/zone/subzone.
#pragma once

#include "validate/rule.h"
#include "validate/verdict.h"
#include "yaml/node.h"

namespace meshctl::validate::istio {

extern const Rule kConflictingLocalitySettings;
extern const Rule kLocalityWeights;
extern const Rule kInvalidLocality;
extern const Rule kOverlappingLocalities;
extern const Rule kInvalidFailover;
extern const Rule kFailoverWithoutDetection;

/// Whether hosts that fail are noticed, without which nothing fails over.
enum class FailureDetection : bool { kNone, kOn };

/// `localityLbSetting`; null is accepted.
void CheckLocalityLb(const yaml::Node& setting, FailureDetection detection, Verdict& verdict);
/// `zoneAwareLbSetting`; null is accepted.
void CheckZoneAwareLb(const yaml::Node& setting, FailureDetection detection, Verdict& verdict);

}  // namespace meshctl::validate::istio
