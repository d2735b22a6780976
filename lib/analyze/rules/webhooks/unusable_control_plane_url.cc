// SPDX-License-Identifier: Apache-2.0
// IST0163. A hook needs a Service or a URL; which of the two says where the control plane is.
#include <fmt/format.h>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/webhooks/control_plane_hooks.h"
#include "analyze/rules/webhooks/rules.h"
#include "validate/istio/urls.h"

namespace meshctl::analyze {
namespace {

bool IsGiven(const yaml::Node& node) { return node.present() && !node.is_null(); }

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const Webhook& hook : ControlPlaneHooks(mesh)) {
    const yaml::Node& url = hook.client().Get("url");
    if (IsGiven(url)) {
      if (url.string().empty() || validate::istio::IsUrl(url.string())) continue;
      diag::Diagnostic& d =
          findings.Add(*hook.configuration, url.span(),
                       fmt::format("`url` of webhook `{}` is no URL: `{}`", *hook.name, url.string()));
      d.primary.text = "cannot be parsed";
      d.help = "write it in full, as in `https://istiod.example.com:15017/inject`";
    } else if (!IsGiven(hook.client().Get("service"))) {
      diag::Diagnostic& d = findings.Add(
          *hook.configuration, hook.name.span,
          fmt::format("webhook `{}` has neither a `url` nor a `service` to send requests to", *hook.name));
      d.help =
          "set `clientConfig.url` to the address of the external control plane, or `clientConfig.service`";
    }
  }
}

constexpr Kind kReads[] = {kind::kMutatingWebhookConfiguration, kind::kValidatingWebhookConfiguration};

}  // namespace

constinit const Rule kUnusableControlPlaneUrl = {
    .name = "unusable-control-plane-url",
    .code = "IST0163",
    .analyzers = {"externalcontrolplane.ExternalControlPlaneAnalyzer"},
    .level = diag::Level::kWarning,
    .summary = "a webhook of Istio's does not say where the control plane is",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
