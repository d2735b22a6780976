// SPDX-License-Identifier: Apache-2.0
// IST0164. A URL with an address works until the address or the certificate changes.
#include <fmt/format.h>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/webhooks/control_plane_hooks.h"
#include "analyze/rules/webhooks/rules.h"
#include "base/ip_address.h"
#include "validate/istio/urls.h"

namespace meshctl::analyze {
namespace {

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const Webhook& hook : ControlPlaneHooks(mesh)) {
    const yaml::Node& url = hook.client().Get("url");
    if (!validate::istio::IsUrl(url.string())) continue;
    std::string_view host = validate::istio::UrlHost(url.string());
    if (!IpAddress::Parse(host)) continue;
    diag::Diagnostic& d = findings.Add(*hook.configuration, url.span(),
                                       fmt::format("`url` of webhook `{}` names the control plane by an IP "
                                                   "address: `{}`",
                                                   *hook.name, url.string()));
    d.primary.text = fmt::format("`{}` is no host name", host);
    d.help = "use a host name that the control plane's certificate is for";
  }
}

constexpr Kind kReads[] = {kind::kMutatingWebhookConfiguration, kind::kValidatingWebhookConfiguration};

}  // namespace

constinit const Rule kControlPlaneByIpAddress = {
    .name = "control-plane-by-ip-address",
    .code = "IST0164",
    .analyzers = {"externalcontrolplane.ExternalControlPlaneAnalyzer"},
    .level = diag::Level::kInfo,
    .summary = "a webhook of Istio's names the control plane by an IP address",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
