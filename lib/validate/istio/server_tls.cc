// SPDX-License-Identifier: Apache-2.0
// Where the certificates of a listener come from, and which ciphers it speaks. More than two
// `tlsCertificates`, of which istiod only warns, are an error of the schema already.
#include "validate/istio/server_tls.h"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

#include "base/nearest.h"
#include "validate/istio/labels.h"
#include "validate/istio/wording.h"

namespace meshctl::validate::istio {

constinit const Rule kLegacyTlsWithoutCiphers = {
    .code = "ISTIO0130",
    .name = "legacy-tls-without-ciphers",
    .level = diag::Level::kWarning,
    .summary = "TLS below 1.2 is allowed, but none of Envoy's default ciphers works with it"};
constinit const Rule kUnknownCipher = {.code = "ISTIO0131",
                                       .name = "unknown-cipher",
                                       .level = diag::Level::kWarning,
                                       .summary = "a cipher suite is unknown to Envoy and left out"};
constinit const Rule kDuplicateCipher = {.code = "ISTIO0132",
                                         .name = "duplicate-cipher",
                                         .level = diag::Level::kWarning,
                                         .summary = "a cipher suite is listed twice"};
constinit const Rule kCertificateInIstioMutual = {
    .code = "ISTIO0133",
    .name = "certificate-in-istio-mutual",
    .summary = "mode ISTIO_MUTUAL uses the certificates of the mesh, but others are given"};
constinit const Rule kCertificateInPassthrough = {
    .code = "ISTIO0134",
    .name = "certificate-in-passthrough",
    .level = diag::Level::kWarning,
    .summary = "TLS is passed through and not ended here, so that certificates are not used"};
constinit const Rule kSeveralCertificateSources = {
    .code = "ISTIO0135",
    .name = "several-certificate-sources",
    .summary = "the certificate of a server is given in more than one way"};
constinit const Rule kTlsWithoutCertificate = {
    .code = "ISTIO0136",
    .name = "tls-without-certificate",
    .summary = "a listener that ends TLS has no certificate or no private key"};
constinit const Rule kMutualTlsWithoutCa = {
    .code = "ISTIO0137",
    .name = "mutual-tls-without-ca",
    .summary = "a listener asks clients for certificates but has nothing to verify them with"};
constinit const Rule kMisplacedRevocationList = {
    .code = "ISTIO0138",
    .name = "misplaced-revocation-list",
    .summary = "`caCrl` is given where no client certificate is verified by it"};

namespace {

constexpr std::array<std::string_view, 15> kCiphers = {"ECDHE-ECDSA-AES128-GCM-SHA256",
                                                       "ECDHE-RSA-AES128-GCM-SHA256",
                                                       "ECDHE-ECDSA-AES256-GCM-SHA384",
                                                       "ECDHE-RSA-AES256-GCM-SHA384",
                                                       "ECDHE-ECDSA-CHACHA20-POLY1305",
                                                       "ECDHE-ECDSA-AES128-SHA",
                                                       "ECDHE-RSA-AES128-SHA",
                                                       "ECDHE-ECDSA-AES256-SHA",
                                                       "ECDHE-RSA-AES256-SHA",
                                                       "AES128-GCM-SHA256",
                                                       "AES256-GCM-SHA384",
                                                       "AES128-SHA",
                                                       "AES256-SHA",
                                                       "DES-CBC3-SHA",
                                                       "ALL"};
constexpr std::array<std::string_view, 6> kCertificates = {"serverCertificate", "privateKey",
                                                           "caCertificates",    "tlsCertificates",
                                                           "credentialName",    "credentialNames"};

/// Whether a string is not empty, or a list has items.
bool IsGiven(const yaml::Node& value) { return value.is_list() ? value.size() > 0 : !value.string().empty(); }

bool IsKnownCipher(std::string_view cipher) {
  // Anything that begins with another sign is an expression of BoringSSL's, which istiod lets pass.
  return cipher.empty() || !IsAlphanumeric(cipher.front()) ||
         std::ranges::find(kCiphers, cipher) != kCiphers.end();
}

void CheckCiphers(const yaml::Node& tls, Verdict& verdict) {
  const yaml::Node& ciphers = tls.Get("cipherSuites");
  const std::string_view oldest = tls.Get("minProtocolVersion").string();
  if ((oldest == "TLSV1_0" || oldest == "TLSV1_1") && ciphers.size() == 0) {
    At(verdict, kLegacyTlsWithoutCiphers, tls.Get("minProtocolVersion"),
       "allows a version for which there are no default ciphers",
       Label("no ciphers for this version", "list the ciphers to use in `cipherSuites`, or write `TLSV1_2`"));
  }
  const auto items = ciphers.items();
  for (const yaml::Node& cipher : items) {
    if (!IsKnownCipher(cipher.string())) {
      const std::string_view near = Nearest(cipher.string(), kCiphers);
      At(verdict, kUnknownCipher, cipher, "is no cipher that Envoy knows, and left out",
         Label("unknown cipher", near.empty() ? std::string() : fmt::format("did you mean `{}`?", near)));
      continue;
    }
    const auto first = std::ranges::find(items, cipher.string(), &yaml::Node::string);
    if (&*first == &cipher) continue;
    At(verdict, kDuplicateCipher, cipher, "is listed before",
       {.label = "second time", .secondary = {{first->span(), "first"}}});
  }
}

void CheckIstioMutual(const yaml::Node& tls, Verdict& verdict) {
  for (const std::string_view field : kCertificates) {
    if (!IsGiven(tls.Get(field))) continue;
    AtKey(verdict, kCertificateInIstioMutual, tls, field,
          "can not be set in mode ISTIO_MUTUAL, which uses the certificates of the mesh",
          Label("not used", "remove it, or write another `mode`"));
  }
}

void CheckPassthrough(const yaml::Node& tls, std::string_view mode, Verdict& verdict) {
  for (const yaml::Entry& entry : tls.entries()) {
    const bool certificate =
        entry.key == "caCrl" || std::ranges::find(kCertificates, entry.key) != kCertificates.end();
    if (!certificate || !IsGiven(entry.value)) continue;
    AtKey(verdict, kCertificateInPassthrough, tls, entry.key,
          fmt::format("is ignored: mode {} does not end TLS", mode),
          Label("not used", "remove it, or write the `mode` that is meant, such as `mode: SIMPLE`"));
    return;
  }
}

/// Answers the name of the field that names a secret, or nothing.
std::string_view CheckSources(const yaml::Node& tls, Verdict& verdict) {
  const bool files = IsGiven(tls.Get("serverCertificate")) && IsGiven(tls.Get("privateKey"));
  std::string_view first = files ? "serverCertificate" : "";
  std::string_view secret;
  for (const std::string_view field : {"credentialName", "credentialNames", "tlsCertificates"}) {
    if (!IsGiven(tls.Get(field))) continue;
    if (field != "tlsCertificates" && secret.empty()) secret = field;
    if (first.empty()) {
      first = field;
      continue;
    }
    AtKey(verdict, kSeveralCertificateSources, tls, field,
          fmt::format("gives a certificate beside `{}`: a server has one source of certificates", first),
          {.label = "second source",
           .help = "keep one of them",
           .secondary = {{tls.Find(first)->key_span(), "first source"}}});
  }
  return secret;
}

void CheckPair(const yaml::Node& pair, Verdict& verdict) {
  for (const std::string_view field : {"serverCertificate", "privateKey"}) {
    if (!IsGiven(pair.Get(field))) {
      Missing(verdict, kTlsWithoutCertificate, pair, field, "is required to end TLS here",
              Label("no certificate",
                    "name a secret in `credentialName`, or files in `serverCertificate` and "
                    "`privateKey`"));
    }
  }
}

void CheckTermination(const yaml::Node& tls, std::string_view mode, Verdict& verdict) {
  if (mode != "SIMPLE" && !IsGiven(tls.Get("caCertificates"))) {
    Missing(verdict, kMutualTlsWithoutCa, tls, "caCertificates",
            fmt::format("is required in mode {}, to verify clients by", mode),
            Label("clients can not be verified",
                  "name the file of the authorities, or a secret that holds them in `credentialName`"));
  }
  if (const yaml::Node& pairs = tls.Get("tlsCertificates"); IsGiven(pairs)) {
    for (const yaml::Node& pair : pairs.items()) CheckPair(pair, verdict);
  } else {
    CheckPair(tls, verdict);
  }
}

}  // namespace

void CheckServerTls(const yaml::Node& tls, Verdict& verdict) {
  if (tls.is_null()) return;
  CheckCiphers(tls, verdict);
  const std::string_view given = tls.Get("mode").string();
  const std::string_view mode = given.empty() ? "PASSTHROUGH" : given;
  if (mode == "ISTIO_MUTUAL") return CheckIstioMutual(tls, verdict);
  const bool passthrough = mode == "PASSTHROUGH" || mode == "AUTO_PASSTHROUGH";
  if (passthrough) CheckPassthrough(tls, mode, verdict);
  const std::string_view secret = CheckSources(tls, verdict);
  if (!passthrough) {
    if (!secret.empty()) return;
    CheckTermination(tls, mode, verdict);
  }
  if (!IsGiven(tls.Get("caCrl"))) return;
  if (secret == "credentialName") {
    AtKey(verdict, kMisplacedRevocationList, tls, "caCrl", "can not stand beside `credentialName`",
          Label("not used", "put the list into the secret, under `ca.crl`"));
  } else if (mode == "SIMPLE") {
    AtKey(verdict, kMisplacedRevocationList, tls, "caCrl", "has no effect in mode SIMPLE",
          Label("no client certificates to verify", "remove it, or write `mode: MUTUAL`"));
  }
}

}  // namespace meshctl::validate::istio
