// SPDX-License-Identifier: Apache-2.0
// IST0175. istiod fetches `jwksUri` itself, from wherever whoever writes RequestAuthentications says. The
// variable counts when a container has a literal value for it.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <ranges>
#include <string>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/workloads/rules.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

constexpr std::string_view kVariable = "BLOCKED_CIDRS_IN_JWKS_URIS";
constexpr std::size_t kMostNamed = 5;

const yaml::Node& ContainersOf(const model::Object& deployment) {
  return deployment.Get("spec").Get("template").Get("spec").Get("containers");
}

bool Blocks(const yaml::Node& container) {
  return std::ranges::any_of(container.Get("env").items(), [](const yaml::Node& variable) {
    return variable.Get("name").string() == kVariable && !variable.Get("value").string().empty();
  });
}

std::string NamesOf(std::span<const model::Object* const> objects) {
  std::vector<std::string> names;
  for (const model::Object* object : objects | std::views::take(kMostNamed))
    names.push_back(fmt::format("`{}`", object->namespace_->empty()
                                            ? std::string(*object->name)
                                            : fmt::format("{}/{}", *object->namespace_, *object->name)));
  std::string text = fmt::format("{}", fmt::join(names, ", "));
  if (objects.size() > kMostNamed) text += fmt::format(" and {} more", objects.size() - kMostNamed);
  return text;
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  const auto policies = mesh.ObjectsOf(kind::kRequestAuthentication.group, kind::kRequestAuthentication.name);
  if (policies.empty()) return;
  for (const model::Object* object : mesh.ObjectsOf(kind::kDeployment.group, kind::kDeployment.name)) {
    if (object->labels.Get("app") != "istiod") continue;
    if (std::ranges::any_of(ContainersOf(*object).items(), Blocks)) continue;
    diag::Diagnostic& d =
        findings.Add(*object, object->name.span,
                     fmt::format("`{}` fetches keys from any address that a RequestAuthentication names: {}",
                                 *object->name, NamesOf(policies)));
    d.primary.text = fmt::format("no container sets `{}`", kVariable);
    d.help = fmt::format("set `{}` to the networks that istiod must not reach, such as `169.254.169.254/32`",
                         kVariable);
  }
}

constexpr Kind kReads[] = {kind::kDeployment, kind::kRequestAuthentication};

}  // namespace

constinit const Rule kUnrestrictedJwksFetch = {
    .name = "unrestricted-jwks-fetch",
    .code = "IST0175",
    .analyzers = {"authn.BlockedCIDRsAnalyzer"},
    .level = diag::Level::kWarning,
    .summary = "istiod fetches JWKS keys from addresses that nobody restricts",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
