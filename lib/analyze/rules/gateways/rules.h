// SPDX-License-Identifier: Apache-2.0
// Rules about Gateways: who opens them, on which ports, with which certificates.
#pragma once

#include "analyze/rule.h"

namespace meshctl::analyze {

extern const Rule kConflictingGateways;
extern const Rule kDuplicateCertificate;
extern const Rule kGatewayPortNotOnService;
extern const Rule kGatewayWithoutServers;
extern const Rule kGatewayWithoutWorkload;
extern const Rule kUnknownCredential;
extern const Rule kUnusableCredential;

inline constexpr const Rule* kGatewaysRules[] = {
    &kConflictingGateways,    &kDuplicateCertificate, &kGatewayPortNotOnService, &kGatewayWithoutServers,
    &kGatewayWithoutWorkload, &kUnknownCredential,    &kUnusableCredential,
};

}  // namespace meshctl::analyze
