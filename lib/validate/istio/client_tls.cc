// SPDX-License-Identifier: Apache-2.0
// A client either gets everything from one secret or names files; what is there beside is a contradiction.
#include "validate/istio/client_tls.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <initializer_list>

#include "validate/istio/wording.h"

namespace meshctl::validate::istio {

constinit const Rule kUnverifiedConnection = {
    .code = "ISTIO0151",
    .name = "verification-without-effect",
    .summary = "`insecureSkipVerify` turns verification off, but settings that only serve it are given"};
constinit const Rule kCertificateBesideCredential = {
    .code = "ISTIO0152",
    .name = "certificate-beside-credential",
    .summary = "`credentialName` takes all certificates from a secret, but files are given as well"};
constinit const Rule kClientWithoutCertificate = {
    .code = "ISTIO0153",
    .name = "client-without-certificate",
    .summary = "mode MUTUAL without the certificate or private key of the client"};
constinit const Rule kInvalidConfigMapCredential = {
    .code = "ISTIO0154",
    .name = "invalid-config-map-credential",
    .summary =
        "`configmap://` names no ConfigMap of the namespace of the object, the only one it may come from"};

namespace {

constexpr std::string_view kConfigMap = "configmap://";

bool IsGiven(const yaml::Node& value) { return value.is_list() ? value.size() > 0 : !value.string().empty(); }

void Refuse(const yaml::Node& tls, std::initializer_list<std::string_view> fields, const Rule& rule,
            std::string_view why, std::string_view help, Verdict& verdict) {
  for (const std::string_view field : fields) {
    if (IsGiven(tls.Get(field))) AtKey(verdict, rule, tls, field, why, Label("not used", std::string(help)));
  }
}

/// `configmap://name` or `configmap://namespace/name`.
void CheckConfigMap(const yaml::Node& credential, std::string_view ns, Verdict& verdict) {
  const std::string_view name = credential.string().substr(kConfigMap.size());
  const std::size_t slash = name.find('/');
  const bool one_part = slash == std::string_view::npos;
  const bool valid = one_part ? !name.empty() && !ns.empty()
                              : name.substr(0, slash) == ns && slash + 1 < name.size() &&
                                    name.find('/', slash + 1) == std::string_view::npos;
  if (valid) return;
  At(verdict, kInvalidConfigMapCredential, credential, "names no ConfigMap of this namespace",
     Label("not in this namespace",
           ns.empty() ? std::string() : fmt::format("write `configmap://{}/name`", ns)));
}

}  // namespace

void CheckClientTls(const yaml::Node& tls, std::string_view ns, Verdict& verdict) {
  if (tls.is_null()) return;
  const std::string_view mode = tls.Get("mode").string();
  const yaml::Node& credential = tls.Get("credentialName");
  if (credential.string().starts_with(kConfigMap)) CheckConfigMap(credential, ns, verdict);
  if (tls.Get("insecureSkipVerify").boolean().value_or(false)) {
    constexpr std::string_view kWhy = "can not be set with `insecureSkipVerify`, which verifies nothing";
    constexpr std::string_view kHelp = "remove `insecureSkipVerify` to verify the server";
    if (mode == "SIMPLE") {
      Refuse(tls, {"caCertificates", "credentialName", "subjectAltNames"}, kUnverifiedConnection, kWhy, kHelp,
             verdict);
    } else if (mode == "MUTUAL") {
      Refuse(tls, {"caCertificates", "subjectAltNames"}, kUnverifiedConnection, kWhy, kHelp, verdict);
    }
  }
  if (mode != "SIMPLE" && mode != "MUTUAL") return;
  if (IsGiven(credential)) {
    Refuse(tls, {"clientCertificate", "privateKey", "caCertificates", "caCrl"}, kCertificateBesideCredential,
           "can not be set beside `credentialName`, which brings all certificates",
           "put it into the secret, or remove `credentialName`", verdict);
  } else if (mode == "MUTUAL") {
    for (const std::string_view field : {"clientCertificate", "privateKey"}) {
      if (!IsGiven(tls.Get(field))) {
        Missing(verdict, kClientWithoutCertificate, tls, field, "is required in mode MUTUAL",
                Label("the client has no certificate",
                      "name files in `clientCertificate` and `privateKey`, or a secret in `credentialName`"));
      }
    }
  }
}

}  // namespace meshctl::validate::istio
