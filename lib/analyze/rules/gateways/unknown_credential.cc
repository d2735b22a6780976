// SPDX-License-Identifier: Apache-2.0
// IST0101 for `credentialName`. The Secret has to be where the gateway's Pods are; next to the Gateway object
// is the place where it is put by mistake.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/gateways/credentials.h"
#include "analyze/rules/gateways/rules.h"
#include "analyze/rules/known_names.h"
#include "analyze/rules/replacement.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

class Checker {
 public:
  Checker(const mesh::Mesh& mesh, Findings& findings)
      : mesh_(mesh), findings_(findings), selectors_(findings.Get(SelectorsOfGateways)) {}

  void Check(const model::Gateway& gateway) {
    for (const Credential& credential : CredentialsOf(mesh_, gateway, selectors_)) {
      if (!credential.secret) AddFinding(gateway, credential);
    }
  }

 private:
  void AddFinding(const model::Gateway& gateway, const Credential& credential) {
    auto is_known = [&](std::string_view ns) { return findings_.Knows(kind::kSecret, ns); };
    const bool sure = std::ranges::all_of(credential.namespaces, is_known);
    diag::Diagnostic& d = findings_.Add(
        *gateway.object, credential.written->span,
        fmt::format("credential `{}` {}", **credential.written, sure ? "does not exist" : "is not given"),
        sure ? Certainty::kWrong : Certainty::kCannotKnow);
    std::vector<std::string> places;
    for (std::string_view ns : credential.namespaces) places.push_back(fmt::format("`{}`", ns));
    d.primary.text = fmt::format("no Secret of this name in namespace {}", fmt::join(places, ", "));

    if (!names_) names_ = SecretNames();
    std::string_view elsewhere = names_->OnlyNamespaceOf(credential.name);
    if (!elsewhere.empty()) {
      const model::Object* misplaced =
          mesh_.manifests().Find(kind::kSecret.group, kind::kSecret.name, elsewhere, credential.name);
      d.secondary.push_back({misplaced->span(), fmt::format("this one is in namespace `{}`", elsewhere)});
      d.help = "put the Secret into the namespace of the gateway's pods";
    } else if (credential.namespaces.size() == 1 && credential.name == **credential.written) {
      ProposeReplacement(*credential.written,
                         names_->NearestIn(credential.namespaces.front(), credential.name), d);
    }
  }

  KnownNames SecretNames() const {
    KnownNames names;
    for (const model::Object* secret : mesh_.ObjectsOf(kind::kSecret.group, kind::kSecret.name))
      names.Add(*secret->namespace_, *secret->name);
    return names;
  }

  const mesh::Mesh& mesh_;
  Findings& findings_;
  const GatewaySelectors& selectors_;
  std::optional<KnownNames> names_;  // only made when something is wrong
};

void Check(const mesh::Mesh& mesh, Findings& findings) {
  Checker checker(mesh, findings);
  for (const model::Gateway& gateway : mesh.gateways()) checker.Check(gateway);
}

constexpr Kind kReads[] = {kind::kGateway, kind::kPod, kind::kSecret};

}  // namespace

constinit const Rule kUnknownCredential = {
    .name = "unknown-credential",
    .code = "IST0101",
    .analyzers = {"gateway.SecretAnalyzer"},
    .level = diag::Level::kError,
    .summary = "a Gateway names a Secret that its pods cannot find",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
