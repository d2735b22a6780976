// SPDX-License-Identifier: Apache-2.0
// IST0139 for `clientConfig.service`. Hooks that are called by URL are passed over.
#include <fmt/format.h>

#include <set>
#include <tuple>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/webhooks/injection_hooks.h"
#include "analyze/rules/webhooks/rules.h"

namespace meshctl::analyze {
namespace {

void Check(const mesh::Mesh& mesh, Findings& findings) {
  // Upstream does not say which hook it means, so one finding stands for all of a configuration.
  std::set<std::tuple<const model::Object*, std::string_view, std::string_view>> said;
  for (const Webhook& hook : FindInjectionHooks(mesh).hooks) {
    const yaml::Node& service = hook.client().Get("service");
    if (!service.is_map()) continue;
    std::string_view ns = service.Get("namespace").string(), name = service.Get("name").string();
    if (mesh.manifests().Find(kind::kService.group, kind::kService.name, ns, name)) continue;
    if (!said.emplace(hook.configuration, ns, name).second) continue;
    diag::Diagnostic& d = findings.Add(
        *hook.configuration, service.Get("name").span(),
        fmt::format("webhook `{}` calls a service that does not exist: `{}/{}`", *hook.name, ns, name),
        findings.Knows(kind::kService, ns) ? Certainty::kWrong : Certainty::kCannotKnow);
    d.primary.text = fmt::format("no Service of this name in namespace `{}`", ns);
    d.help = "remove the configuration if its control plane is gone; else correct the reference";
  }
}

constexpr Kind kReads[] = {kind::kMutatingWebhookConfiguration, kind::kService};

}  // namespace

constinit const Rule kWebhookWithoutService = {
    .name = "webhook-without-service",
    .code = "IST0139",
    .analyzers = {"webhook.Analyzer"},
    .level = diag::Level::kError,
    .summary = "an injection webhook calls a Service that does not exist",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
