// SPDX-License-Identifier: Apache-2.0
// TLS settings of connections that proxies open.
#pragma once

#include <string_view>

#include "validate/rule.h"
#include "validate/verdict.h"
#include "yaml/node.h"

namespace meshctl::validate::istio {

extern const Rule kUnverifiedConnection;
extern const Rule kCertificateBesideCredential;
extern const Rule kClientWithoutCertificate;
extern const Rule kInvalidConfigMapCredential;

/// `ns` is the namespace of the object, empty in mesh configuration. Null is accepted.
void CheckClientTls(const yaml::Node& tls, std::string_view ns, Verdict& verdict);

}  // namespace meshctl::validate::istio
