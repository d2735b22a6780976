// SPDX-License-Identifier: Apache-2.0
// IST0161: what istiod refuses to send to a gateway. A value that is no base64 cannot come from a cluster; in
// a file it is encrypted or a placeholder more often than wrong.
#include <fmt/format.h>

#include <optional>
#include <string>
#include <unordered_map>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/gateways/certificate.h"
#include "analyze/rules/gateways/credentials.h"
#include "analyze/rules/gateways/rules.h"
#include "base/base64.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

// One value of a Secret, as the API server keeps it: what `stringData` says goes over `data`. Nothing: it is
// not base64.
std::optional<std::string> Get(const model::Object& secret, std::string_view key) {
  if (const yaml::Entry* plain = secret.Get("stringData").Find(key))
    return std::string(plain->value.string());
  if (const yaml::Entry* encoded = secret.Get("data").Find(key)) return DecodeBase64(encoded->value.string());
  return std::string();
}

struct Verdict {
  std::string fault;  // empty: the Secret can be used
  std::string detail;
  Certainty certainty = Certainty::kWrong;
};

// The names of a certificate and its key. istiod tries the first pair first.
struct Pair {
  std::string_view certificate;
  std::string_view key;
};
constexpr Pair kPairs[] = {{"cert", "key"}, {"tls.crt", "tls.key"}};

Verdict Judge(const model::Object& secret, Findings::Time now) {
  Verdict incomplete{.fault = "its Secret has no certificate with its key",
                     .detail = "it needs `tls.crt` and `tls.key`"};
  for (const auto& [certificate_name, key_name] : kPairs) {
    const auto certificate = Get(secret, certificate_name);
    const auto key = Get(secret, key_name);
    if (!certificate || !key) {
      return {.fault = "its Secret cannot be read",
              .detail = fmt::format("its `{}` is not base64", certificate ? key_name : certificate_name),
              .certainty = Certainty::kCannotKnow};
    }
    if (!certificate->empty() && !key->empty()) {
      std::string fault = FaultOfCertificate(*certificate, now);
      if (fault.empty()) return {};
      return {.fault = fmt::format("its certificate {}", fault),
              .detail = fmt::format("the certificate is its `{}`", certificate_name)};
    }
    if (!certificate->empty() || !key->empty()) {
      incomplete.detail = fmt::format("it has `{}` without `{}`", key->empty() ? certificate_name : key_name,
                                      key->empty() ? key_name : certificate_name);
    }
  }
  return incomplete;
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  const GatewaySelectors& selectors = findings.Get(SelectorsOfGateways);
  std::unordered_map<const model::Object*, Verdict> verdicts;
  for (const model::Gateway& gateway : mesh.gateways()) {
    for (const Credential& credential : CredentialsOf(mesh, gateway, selectors)) {
      if (!credential.secret) continue;
      auto [at, fresh] = verdicts.try_emplace(credential.secret);
      if (fresh) at->second = Judge(*credential.secret, findings.now());
      const Verdict& verdict = at->second;
      if (verdict.fault.empty()) continue;
      diag::Diagnostic& d = findings.Add(*gateway.object, credential.written->span,
                                         fmt::format("credential `{}` cannot be used", **credential.written),
                                         verdict.certainty);
      d.primary.text = verdict.fault;
      // Only its name: lines with values of a Secret are not to be shown.
      d.secondary.push_back({credential.secret->span(), verdict.detail});
    }
  }
}

constexpr Kind kReads[] = {kind::kGateway, kind::kPod, kind::kSecret};

}  // namespace

constinit const Rule kUnusableCredential = {
    .name = "unusable-credential",
    .code = "IST0161",
    .analyzers = {"gateway.SecretAnalyzer"},
    .level = diag::Level::kError,
    .summary = "the Secret of a Gateway holds no valid certificate",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
