// SPDX-License-Identifier: Apache-2.0
// The rules on values that many kinds share, in one list, so that each is documented once.
#include <array>

#include "validate/istio/addresses.h"
#include "validate/istio/client_tls.h"
#include "validate/istio/connection_pool.h"
#include "validate/istio/export_to.h"
#include "validate/istio/headers.h"
#include "validate/istio/hosts.h"
#include "validate/istio/kinds.h"
#include "validate/istio/labels.h"
#include "validate/istio/limits.h"
#include "validate/istio/locality.h"
#include "validate/istio/metadata.h"
#include "validate/istio/ports.h"
#include "validate/istio/retries.h"
#include "validate/istio/selectors.h"
#include "validate/istio/server_tls.h"
#include "validate/istio/string_match.h"

namespace meshctl::validate::istio {
namespace {

constexpr std::array kRules = {&kReservedAnnotation,
                               &kInvalidDryRun,
                               &kInvalidHost,
                               &kInvalidIpAddress,
                               &kInvalidSubnet,
                               &kInvalidSocketPath,
                               &kPortOutOfRange,
                               &kInvalidPortName,
                               &kUnknownProtocol,
                               &kImpreciseDuration,
                               &kPercentOutOfRange,
                               &kInvalidLabel,
                               &kInvalidExportTo,
                               &kConflictingExportTo,
                               &kInvalidSelector,
                               &kSelectorWithoutLabels,
                               &kSeveralSelectors,
                               &kInvalidTargetRef,
                               &kInvalidHeaderName,
                               &kInvalidHeaderValue,
                               &kInvalidRegex,
                               &kEmptyMatch,
                               &kInvalidSubsetName,
                               &kNegativeLimit,
                               &kTargetPort,
                               &kInvalidNamespaceName,
                               &kLegacyTlsWithoutCiphers,
                               &kUnknownCipher,
                               &kDuplicateCipher,
                               &kCertificateInIstioMutual,
                               &kCertificateInPassthrough,
                               &kSeveralCertificateSources,
                               &kTlsWithoutCertificate,
                               &kMutualTlsWithoutCa,
                               &kMisplacedRevocationList,
                               &kEmptyConnectionPool,
                               &kUpgradeOfClientProtocol,
                               &kIncompleteKeepalive,
                               &kDeprecatedConsecutiveErrors,
                               &kUnsplitLocalFailures,
                               &kConflictingLocalitySettings,
                               &kLocalityWeights,
                               &kInvalidLocality,
                               &kOverlappingLocalities,
                               &kInvalidFailover,
                               &kFailoverWithoutDetection,
                               &kUnverifiedConnection,
                               &kCertificateBesideCredential,
                               &kClientWithoutCertificate,
                               &kInvalidConfigMapCredential,
                               &kRetriesWithoutAttempts,
                               &kUnknownRetryCondition};

void CheckNothing(const Object&, Verdict&) {}

}  // namespace

constinit const Code kCommon = {Authority::kIstio, "istio.io", "common", kRules, CheckNothing};

}  // namespace meshctl::validate::istio
