// SPDX-License-Identifier: Apache-2.0
// As istiod's trustdomain.Bundle: wildcards in a principal's trust domain are compared with the mesh's names
// as texts, and where `*suffix` covers a name already, the principal stays as it is written.
#include "access/trust_domains.h"

#include <algorithm>

namespace meshctl::access {
namespace {

constexpr std::string_view kLocal = "cluster.local";
constexpr std::ptrdiff_t kSlashesOfIdentity = 4;  // td/ns/NAMESPACE/sa/ACCOUNT

bool IsPrefix(std::string_view pattern, std::string_view text) {
  return pattern.ends_with('*') && text.starts_with(pattern.substr(0, pattern.size() - 1));
}

bool IsSuffix(std::string_view pattern, std::string_view text) {
  return pattern.starts_with('*') && text.ends_with(pattern.substr(1));
}

bool Alike(std::string_view a, std::string_view b) {
  return a == b || b == "*" || IsPrefix(b, a) || IsPrefix(a, b) || IsSuffix(b, a) || IsSuffix(a, b);
}

}  // namespace

TrustDomains::TrustDomains(const mesh::MeshConfig& config) : names_{config.trust_domain} {
  names_.insert(names_.end(), config.trust_domain_aliases.begin(), config.trust_domain_aliases.end());
}

std::vector<std::string> TrustDomains::OfPrincipal(std::string_view principal) const {
  const std::string_view domain = principal.substr(0, principal.find('/'));
  const bool concerned =
      !names_.empty() && std::ranges::count(principal, '/') == kSlashesOfIdentity && domain != "*" &&
      (domain == kLocal ||
       std::ranges::any_of(names_, [&](const std::string& name) { return Alike(domain, name); }));
  if (!concerned) return {std::string(principal)};
  std::vector<std::string> all;
  for (const std::string& name : names_) {
    std::string one =
        IsSuffix(domain, name) ? std::string(principal) : name + std::string(principal.substr(domain.size()));
    if (std::ranges::find(all, one) == all.end()) all.push_back(std::move(one));
  }
  return all;
}

std::vector<std::string> TrustDomains::OfTrustDomain(std::string_view name) const {
  if (std::ranges::find(names_, name) == names_.end()) return {std::string(name)};
  return names_;
}

}  // namespace meshctl::access
