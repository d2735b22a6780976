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
extern const Code kPodNameCode;
extern const Code kDeploymentNameCode;
extern const Code kReplicaSetNameCode;
extern const Code kReplicationControllerNameCode;
extern const Code kJobNameCode;
extern const Code kCronJobNameCode;

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

extern const Code kServiceCode;
extern const Code kNamespaceCode;
extern const Code kConfigMapCode;
extern const Code kSecretCode;
extern const Code kIngressCode;
extern const Code kIngressClassCode;
extern const Code kNetworkPolicyCode;
extern const Code kAutoscalerCode;
extern const Code kBudgetCode;
extern const Code kRoleCode;
extern const Code kClusterRoleCode;
extern const Code kRoleBindingCode;
extern const Code kClusterRoleBindingCode;
extern const Code kValidatingWebhookCode;
extern const Code kMutatingWebhookCode;
extern const Code kValidatingPolicyCode;
extern const Code kMutatingPolicyCode;
extern const Code kValidatingBindingCode;
extern const Code kMutatingBindingCode;
extern const Code kEndpointsCode;
extern const Code kEndpointSliceCode;
extern const Code kLimitRangeCode;
extern const Code kResourceQuotaCode;
extern const Code kPriorityClassCode;
extern const Code kDefinitionCode;

}  // namespace meshctl::validate::kubernetes
