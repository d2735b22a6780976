// SPDX-License-Identifier: Apache-2.0
// Upstream looks at the host's policy and at those of its ports, not at subsets, and takes no notice of
// `insecureSkipVerify`.
#include "analyze/rules/destinations/server_verification.h"

#include <fmt/format.h>

namespace meshctl::analyze {

bool TrustsAnyServer(const model::DestinationRule& rule, const model::PortPolicy& policy) {
  if (!policy.tls) return false;
  const model::ClientTls& tls = *policy.tls;
  if (*tls.mode != "SIMPLE" && *tls.mode != "MUTUAL") return false;
  return tls.ca_certificates->empty() && (tls.credential_name->empty() || !rule.workload_selector);
}

void AddUnverifiedServer(const model::DestinationRule& rule, const model::PortPolicy& policy,
                         const std::string& where, Findings& findings) {
  const model::ClientTls& tls = *policy.tls;
  diag::Diagnostic& d =
      findings.Add(*rule.object, tls.mode.span,
                   fmt::format("TLS to `{}`{} does not say whose certificates to trust", *rule.host, where));
  d.primary.text = "there is no `caCertificates` beside it";
  if (!tls.credential_name->empty()) {
    d.secondary.push_back({tls.credential_name.span, "sidecars read this only under a `workloadSelector`"});
  }
  d.help = "set `caCertificates` to the file of the authority, or to `system` for those in the proxy's image";
}

}  // namespace meshctl::analyze
