// SPDX-License-Identifier: Apache-2.0
// The kinds that the API server's own code checks: what takes more than a schema to say, on create. A file
// holds the rules of one kind or of one part of it; kinds with many parts (Pod) have several Codes.
#pragma once

#include <span>

#include "validate/rule.h"

namespace meshctl::validate::kubernetes {

/// Every Code, written out by hand in codes.cc.
std::span<const Code* const> AllCode();

extern const Code kMetadataCode;
extern const Code kLabelSelectorCode;

extern const Code kContainersCode;
extern const Code kPortsCode;
extern const Code kEnvironmentCode;
extern const Code kVolumesCode;
extern const Code kMountsCode;
extern const Code kResourcesCode;
extern const Code kProbesCode;
extern const Code kSecurityContextCode;
extern const Code kSchedulingCode;
extern const Code kAffinityCode;
extern const Code kNetworkingCode;

extern const Code kDeploymentCode;
extern const Code kReplicaSetCode;
extern const Code kDaemonSetCode;
extern const Code kStatefulSetCode;
extern const Code kReplicationControllerCode;
extern const Code kJobCode;
extern const Code kCronJobCode;

extern const Code kClaimCode;
extern const Code kVolumeCode;
extern const Code kStorageClassCode;

}  // namespace meshctl::validate::kubernetes
