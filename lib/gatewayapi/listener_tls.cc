// SPDX-License-Identifier: Apache-2.0
// Terminate means SIMPLE unless an option of Istio or validation of clients at the Gateway's front end says
// more. Of several certificate references it takes one that may be used.
#include "gatewayapi/listener_tls.h"

#include <fmt/format.h>

#include <algorithm>

namespace meshctl::gatewayapi {
namespace {

constexpr std::string_view kModeOption = "gateway.istio.io/tls-terminate-mode";
constexpr std::string_view kListenerOption = "gateway.istio.io/listener-protocol";
constexpr std::size_t kMostCertificates = 2;

/// Passthrough on the port between networks of a mesh is for the mesh's own traffic.
bool PassesMeshTraffic(const Listener& listener, const model::Object& owner) {
  if (listener.tls->options.Get(kListenerOption) == "auto-passthrough") return true;
  if (!owner.labels.Has("topology.istio.io/network")) return false;
  const std::string_view port = owner.labels.Get("networking.istio.io/gatewayPort");
  return fmt::format("{}", listener.port.value.value_or(0)) == (port.empty() ? "15443" : port);
}

/// The validation of clients for a port: that of the port, else the default.
const yaml::Node& ValidationFor(const Gateway& gateway, std::int64_t port) {
  for (const yaml::Node& item : gateway.frontend_tls->Get("perPort").items()) {
    if (item.Get("port").integer() == port) return item.Get("tls").Get("validation");
  }
  return gateway.frontend_tls->Get("default").Get("validation");
}

/// Why no certificate can be served; empty: one can.
std::string CertificateRefusal(const ListenerTls& tls, const model::Object& owner,
                               std::string_view owner_kind, const Grants& grants) {
  if (tls.certificates.size() > kMostCertificates)
    return fmt::format("Istio serves {} certificates at most, and `certificateRefs` has {}",
                       kMostCertificates, tls.certificates.size());
  const std::string_view own = *owner.namespace_;
  std::string refusal;
  for (const Reference& secret : tls.certificates) {
    const std::string_view ns = secret.NamespaceFrom(own);
    if (!secret.Is("", "Secret")) {
      refusal = fmt::format("certificates are Secrets, not `{}`", *secret.kind);
    } else if (ns != own && !grants.Allow(owner_kind, own, "", "Secret", ns, *secret.name)) {
      refusal = fmt::format("no ReferenceGrant in namespace `{}` lets a {} of namespace `{}` use Secret `{}`",
                            ns, owner_kind, own, *secret.name);
    } else {
      return {};
    }
  }
  return refusal;
}

/// Asks for client certificates where the front end validates them. Answers with a refusal.
std::string ApplyValidation(const yaml::Node& validation, std::string_view option, const model::Object& owner,
                            std::string_view owner_kind, const Grants& grants, model::ServerTls& tls) {
  const auto authorities = validation.Get("caCertificateRefs").items();
  if (authorities.empty()) return {};
  if (authorities.size() > 1) return "only one `caCertificateRefs` is supported";
  const Reference authority = DecodeReference(model::Fields(authorities.front()), "", "");
  const std::string_view own = *owner.namespace_;
  const std::string_view ns = authority.NamespaceFrom(own);
  const bool known = authority.Is("", "ConfigMap") || authority.Is("", "Secret");
  if (ns != own &&
      !grants.Allow(owner_kind, own, "", known && *authority.kind == "Secret" ? "Secret" : "ConfigMap", ns,
                    *authority.name))
    return fmt::format("no ReferenceGrant in namespace `{}` lets a {} of namespace `{}` use {} `{}`", ns,
                       owner_kind, own, *authority.kind, *authority.name);
  if (!known)
    return fmt::format("authorities of client certificates are ConfigMaps or Secrets, not `{}`",
                       *authority.kind);
  const bool fallback = validation.Get("mode").string() == "AllowInsecureFallback";
  tls.mode.value = fallback ? "OPTIONAL_MUTUAL" : "MUTUAL";
  if (option == "MUTUAL" || option == "OPTIONAL_MUTUAL") tls.mode.value = option;
  return {};
}

}  // namespace

ServerSettings ServerSettingsOf(const Listener& listener, const Gateway& gateway, const model::Object& owner,
                                std::string_view owner_kind, const Grants& grants) {
  ServerSettings settings;
  if (!listener.tls) return settings;
  const ListenerTls& written = *listener.tls;
  model::ServerTls& tls = settings.tls.emplace();
  tls.span = written.span;
  tls.mode.span = written.mode.span ? written.mode.span : written.span;
  if (*written.mode == "Passthrough") {
    tls.mode.value = PassesMeshTraffic(listener, owner) ? "AUTO_PASSTHROUGH" : "PASSTHROUGH";
    return settings;
  }
  const std::string_view option = written.options.Get(kModeOption);
  tls.mode.value =
      option == "MUTUAL" || option == "OPTIONAL_MUTUAL" || option == "ISTIO_MUTUAL" ? option : "SIMPLE";
  // The workload's own certificate needs no reference.
  if (option == "ISTIO_SIMPLE" || option == "ISTIO_MUTUAL") return settings;
  settings.refusal = CertificateRefusal(written, owner, owner_kind, grants);
  if (!settings.refusal.empty() || written.certificates.empty()) return settings;
  if (!written.certificates.empty()) tls.credential_name = written.certificates.front().name;
  settings.refusal = ApplyValidation(ValidationFor(gateway, listener.port.value.value_or(0)), option, owner,
                                     owner_kind, grants, tls);
  return settings;
}

}  // namespace meshctl::gatewayapi
