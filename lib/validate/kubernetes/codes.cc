// SPDX-License-Identifier: Apache-2.0
// A kind that is not listed is checked by its schema alone.
#include "validate/kubernetes/kubernetes.h"

namespace meshctl::validate::kubernetes {
namespace {

constexpr const Code* kCodes[] = {
    &kMetadataCode,
    &kLabelSelectorCode,
    &kContainersCode,
    &kPortsCode,
    &kEnvironmentCode,
    &kVolumesCode,
    &kMountsCode,
    &kResourcesCode,
    &kProbesCode,
    &kSecurityContextCode,
    &kSchedulingCode,
    &kAffinityCode,
    &kNetworkingCode,
    &kDeploymentCode,
    &kReplicaSetCode,
    &kDaemonSetCode,
    &kStatefulSetCode,
    &kReplicationControllerCode,
    &kJobCode,
    &kCronJobCode,
    &kClaimCode,
    &kVolumeCode,
    &kStorageClassCode,
    &kServiceCode,
    &kNamespaceCode,
    &kConfigMapCode,
    &kSecretCode,
    &kIngressCode,
    &kIngressClassCode,
    &kNetworkPolicyCode,
    &kAutoscalerCode,
    &kBudgetCode,
    &kRoleCode,
    &kClusterRoleCode,
    &kRoleBindingCode,
    &kClusterRoleBindingCode,
    &kValidatingWebhookCode,
    &kMutatingWebhookCode,
    &kValidatingPolicyCode,
    &kMutatingPolicyCode,
    &kValidatingBindingCode,
    &kMutatingBindingCode,
    &kEndpointsCode,
    &kEndpointSliceCode,
    &kLimitRangeCode,
    &kResourceQuotaCode,
    &kPriorityClassCode,
    &kDefinitionCode,
    // Warnings of a name come last: an error at the same place says more.
    &kPodNameCode,
    &kDeploymentNameCode,
    &kReplicaSetNameCode,
    &kReplicationControllerNameCode,
    &kJobNameCode,
    &kCronJobNameCode,
};

}  // namespace

std::span<const Code* const> AllCode() { return kCodes; }

}  // namespace meshctl::validate::kubernetes
