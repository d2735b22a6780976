// SPDX-License-Identifier: Apache-2.0
// IST0138. Browsers reuse a connection for every host of its certificate, so a request may come in at the
// wrong one of two Gateways. Upstream looks in one direction: from a Gateway to those whose selector has all
// of its pairs; and it compares credential names as texts.
#include <fmt/format.h>

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/gateways/rules.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

// Upstream makes a finding for each pair of Gateways, which nobody reads to the end.
constexpr std::size_t kMostPairs = 100;

struct Use {
  const model::Gateway* gateway = nullptr;
  source::Span span;
};

struct Certificate {
  std::string identity;  // empty when there is none to compare
  const model::Text* written = nullptr;
};

Certificate CertificateOf(const model::Server& server) {
  if (!server.tls) return {};
  const model::ServerTls& tls = *server.tls;
  if (!tls.credential_name->empty())
    return {fmt::format("secret {}", *tls.credential_name), &tls.credential_name};
  if (tls.server_certificate->empty() || tls.private_key->empty()) return {};
  return {fmt::format("files {}\n{}", *tls.server_certificate, *tls.private_key), &tls.server_certificate};
}

class Checker {
 public:
  Checker(const mesh::Mesh& mesh, Findings& findings) : findings_(findings) {
    for (const model::Gateway& gateway : mesh.gateways()) {
      for (const model::Server& server : gateway.servers) {
        const Certificate certificate = CertificateOf(server);
        if (!certificate.identity.empty())
          uses_[certificate.identity].push_back({&gateway, certificate.written->span});
      }
    }
  }

  void Check(const model::Gateway& gateway) {
    std::unordered_set<const model::Gateway*> reported = {&gateway};
    for (const model::Server& server : gateway.servers) {
      const Certificate certificate = CertificateOf(server);
      if (certificate.identity.empty()) continue;
      for (const Use& use : uses_.at(certificate.identity)) {
        if (reported.size() > kMostPairs) return;
        if (!use.gateway->selector.Satisfy(gateway.selector) || !reported.insert(use.gateway).second)
          continue;
        AddFinding(gateway, *certificate.written, use, reported.size() > kMostPairs);
      }
    }
  }

 private:
  void AddFinding(const model::Gateway& gateway, const model::Text& certificate, const Use& other,
                  bool last) {
    diag::Diagnostic& d = findings_.Add(
        *gateway.object, certificate.span,
        fmt::format("certificate `{}` is used by `{}` too", *certificate, other.gateway->object->resource()));
    d.primary.text = "browsers may reuse one connection for the hosts of both";
    d.secondary.push_back({other.span, "the same certificate"});
    d.help = "serve all hosts of a certificate from one Gateway";
    if (last) d.notes.push_back("more gateways that use it are not shown");
  }

  Findings& findings_;
  std::unordered_map<std::string, std::vector<Use>> uses_;  // by identity of the certificate
};

void Check(const mesh::Mesh& mesh, Findings& findings) {
  if (mesh.gateways().size() < 2) return;
  Checker checker(mesh, findings);
  for (const model::Gateway& gateway : mesh.gateways()) checker.Check(gateway);
}

constexpr Kind kReads[] = {kind::kGateway};

}  // namespace

constinit const Rule kDuplicateCertificate = {
    .name = "duplicate-certificate",
    .code = "IST0138",
    .analyzers = {"gateway.CertificateAnalyzer"},
    .level = diag::Level::kWarning,
    .summary = "two Gateways of the same pods serve the same certificate",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
