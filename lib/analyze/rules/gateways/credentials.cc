// SPDX-License-Identifier: Apache-2.0
// A gateway's proxy gets Secrets of its own namespace only, wherever the Gateway object is. Upstream takes
// the namespace of any one Pod; with Pods in several, one that has the Secret is enough here.
#include "analyze/rules/gateways/credentials.h"

#include <set>

#include "analyze/kinds.h"

namespace meshctl::analyze {

std::vector<Credential> CredentialsOf(const mesh::Mesh& mesh, const model::Gateway& gateway,
                                      const GatewaySelectors& selectors) {
  std::vector<Credential> credentials;
  std::set<std::string_view> namespaces;
  for (const model::Server& server : gateway.servers) {
    if (!server.tls || server.tls->credential_name->empty()) continue;
    if (namespaces.empty()) {
      for (const model::Workload* pod : selectors.PodsOf(gateway))
        namespaces.insert(*pod->object->namespace_);
      if (namespaces.empty()) return {};
    }
    Credential& credential = credentials.emplace_back();
    credential.written = &server.tls->credential_name;
    credential.name = **credential.written;
    if (std::size_t slash = credential.name.find('/'); slash != credential.name.npos) {
      credential.namespaces = {credential.name.substr(0, slash)};
      credential.name.remove_prefix(slash + 1);
    } else {
      credential.namespaces.assign(namespaces.begin(), namespaces.end());
    }
    for (std::string_view ns : credential.namespaces) {
      credential.secret = mesh.manifests().Find(kind::kSecret.group, kind::kSecret.name, ns, credential.name);
      if (credential.secret) break;
    }
  }
  return credentials;
}

}  // namespace meshctl::analyze
