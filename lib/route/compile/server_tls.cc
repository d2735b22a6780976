// SPDX-License-Identifier: Apache-2.0
// Secrets have the names under which a proxy asks its agent for them (SDS), as config dumps show them.
#include "route/compile/server_tls.h"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace meshctl::route {
namespace {

std::string NameOfCredential(std::string_view credential) {
  // Gateway API listeners name theirs in full.
  if (credential.find("://") != std::string_view::npos) return std::string(credential);
  return fmt::format("kubernetes://{}", credential);
}

std::string SecretOf(const model::ServerTls& tls) {
  if (*tls.mode == "ISTIO_MUTUAL") return "default";
  if (!tls.credential_name->empty()) return NameOfCredential(*tls.credential_name);
  if (!tls.credential_names.empty()) return NameOfCredential(*tls.credential_names.front());
  return fmt::format("file-cert:{}~{}", *tls.server_certificate, *tls.private_key);
}

}  // namespace

void EndTls(const model::ServerTls& tls, FilterChain& chain) {
  const bool of_the_mesh = *tls.mode == "ISTIO_MUTUAL";
  chain.termination = of_the_mesh ? FilterChain::Termination::kMeshMtls : FilterChain::Termination::kServer;
  chain.secret = SecretOf(tls);
  chain.asks_client_certificate = of_the_mesh || *tls.mode == "MUTUAL";
}

}  // namespace meshctl::route
