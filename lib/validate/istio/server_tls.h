// SPDX-License-Identifier: Apache-2.0
// TLS settings of listeners: of a Gateway's servers and a Sidecar's ingress.
#pragma once

#include <array>

#include "validate/rule.h"
#include "validate/verdict.h"
#include "yaml/node.h"

namespace meshctl::validate::istio {

extern const Rule kLegacyTlsWithoutCiphers;
extern const Rule kUnknownCipher;
extern const Rule kDuplicateCipher;
extern const Rule kCertificateInIstioMutual;
extern const Rule kCertificateInPassthrough;
extern const Rule kSeveralCertificateSources;
extern const Rule kTlsWithoutCertificate;
extern const Rule kMutualTlsWithoutCa;
extern const Rule kMisplacedRevocationList;

/// Null is accepted.
void CheckServerTls(const yaml::Node& tls, Verdict& verdict);

}  // namespace meshctl::validate::istio
