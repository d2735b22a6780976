// SPDX-License-Identifier: Apache-2.0
// The recorded answers of Istio's own analyzers. A case is run with the rules that stand for its analyzer, on
// the kinds that they read, and compared as a multiset of code and object. Everything else that the recording
// did is done here too: no default namespace, Kubernetes' own namespaces left out, a default ingress gateway.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyze/kinds.h"
#include "analyze/registry.h"
#include "analyze/runner.h"
#include "mesh/config_file.h"
#include "testing/conformance.h"
#include "testing/verdicts.h"
#include "yaml/json.h"

namespace meshctl::analyze {
namespace {

using testing::Verdicts;
using RuleList = std::vector<const Rule*>;
using Answers = std::multiset<std::string>;

/// None. A gap would be `{"case id", "why we answer differently"}`.
const testing::KnownGaps kGaps = {};

std::string ReadFile(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

/// A file that a case names.
std::string ReadData(const std::string& name) {
  const auto path = testing::ConformancePath("analyze/data/" + name);
  return path ? ReadFile(*path) : std::string();
}

/// Whether the recorded analyzer saw an object: it was given the kinds that it reads and no others.
bool IsSeen(const model::Object& object, const RuleList& rules) {
  const bool is_namespace = object.Is(model::kCore, "Namespace");
  const std::string_view ns = is_namespace ? *object.name : *object.namespace_;
  if (std::ranges::find(kSystemNamespaces, ns) != kSystemNamespaces.end()) return false;
  const Kind kind = {object.group, *object.kind};
  return std::ranges::any_of(rules, [&](const Rule* rule) { return rule->Reads(kind); });
}

/// The text with the objects that are not seen blanked out, so that everything else stays in its place.
std::string Seen(const std::string& text, const RuleList& rules) {
  diag::Report faults;
  model::Manifests manifests({.default_namespace = ""});
  manifests.Add(std::make_unique<source::SourceFile>("case", text), faults);
  std::string seen = text;
  for (const model::Object& object : manifests.objects()) {
    if (IsSeen(object, rules)) continue;
    const source::Span span = object.root->span();
    for (std::uint32_t at = span.begin; at < span.end; ++at) {
      if (seen[at] != '\n') seen[at] = ' ';
    }
  }
  return seen;
}

mesh::MeshConfig ConfigOf(const Json& test_case) {
  mesh::MeshConfig config;
  diag::Report faults;
  if (const std::string name = test_case.value("mesh_config_file", ""); !name.empty())
    MergeMeshConfig(std::make_shared<source::SourceFile>(name, ReadData(name)), config, faults);
  if (const std::string name = test_case.value("mesh_networks_file", ""); !name.empty())
    MergeMeshNetworks(std::make_shared<source::SourceFile>(name, ReadData(name)), config, faults);
  return config;
}

/// What the recording added to every mesh of one cluster.
std::string DefaultGateway(const std::string& service) {
  return fmt::format(R"(apiVersion: v1
kind: Pod
metadata:
  name: {0}-dummypod
  namespace: istio-system
  labels: {{istio: ingressgateway}}
spec:
  containers:
  - name: istio-proxy
---
apiVersion: v1
kind: Service
metadata:
  name: {0}
  namespace: istio-system
spec:
  selector: {{istio: ingressgateway}}
  ports:
  - {{name: http2, protocol: TCP, port: 80, targetPort: 80}}
  - {{name: https, protocol: TCP, port: 443, targetPort: 443}}
  - {{name: tcp, protocol: TCP, port: 31400, targetPort: 31400}}
  - {{name: tls, protocol: TCP, port: 15443, targetPort: 15443}}
)",
                     service);
}

model::Manifests Load(const Json& files, const RuleList& rules) {
  diag::Report faults;
  model::Manifests manifests({.default_namespace = ""});
  for (const std::string name : files)
    manifests.Add(std::make_unique<source::SourceFile>(name, Seen(ReadData(name), rules)), faults);
  return manifests;
}

mesh::Mesh MeshOf(const Json& test_case, const RuleList& rules) {
  mesh::MeshConfig config = ConfigOf(test_case);
  model::Manifests manifests = Load(test_case.at("input_files"), rules);
  if (config.ingress_controller_mode != mesh::IngressControllerMode::kOff) {
    diag::Report faults;
    manifests.Add(std::make_unique<source::SourceFile>("default ingress gateway",
                                                       Seen(DefaultGateway(config.ingress_service), rules),
                                                       source::Origin::kGenerated),
                  faults);
  }
  return mesh::Mesh(std::move(manifests), std::move(config));
}

/// The meshes of a case with their names. Beside the clusters of a case the recording had one without
/// objects.
std::vector<std::pair<std::string, mesh::Mesh>> MeshesOf(const Json& test_case, const RuleList& rules) {
  std::vector<std::pair<std::string, mesh::Mesh>> meshes;
  const Json clusters = test_case.value("clusters", Json::object());
  for (const auto& [name, files] : clusters.items())
    meshes.emplace_back(name, mesh::Mesh(Load(files, rules), ConfigOf(test_case)));
  if (meshes.empty()) {
    meshes.emplace_back("", MeshOf(test_case, rules));
  } else {
    meshes.emplace_back("default", mesh::Mesh(Load(Json::array(), rules)));
  }
  return meshes;
}

Answers AnswersOf(const Outcome& outcome) {
  Answers answers;
  for (const diag::Diagnostic& d : outcome.report.findings()) answers.insert(d.code + " " + d.resource);
  return answers;
}

Answers Actual(const Json& test_case) {
  const std::string analyzer = test_case.value("public_name", "");
  const RuleList rules = FindRules(analyzer);
  const auto meshes = MeshesOf(test_case, rules);
  std::vector<Cluster> clusters;
  for (const auto& [name, mesh] : meshes) clusters.push_back({name, &mesh});
  Options options = {.coverage = Coverage::kCluster};
  if (const std::string_view kind = KindOf(analyzer); !kind.empty()) options.only_kinds.emplace_back(kind);
  return AnswersOf(RunRules(clusters, rules, options));
}

Answers Expected(const Json& test_case) {
  Answers expected;
  for (const Json& message : test_case.at("messages"))
    expected.insert(message.value("code", "") + " " + message.value("resource", ""));
  return expected;
}

void Compare(const Json& test_case, Verdicts& verdicts) {
  const Answers expected = Expected(test_case), actual = Actual(test_case);
  verdicts.Case(test_case.value("id", "?"), actual == expected,
                fmt::format("{}\nexpected:\n  {}\nactual:\n  {}", test_case.value("public_name", ""),
                            fmt::join(expected, "\n  "), fmt::join(actual, "\n  ")));
}

int Run() {
  const auto path = testing::ConformancePath("analyze/cases.json");
  if (!path) {
    fmt::print("skipped: {}\n", testing::kNoConformanceData);
    return testing::kSkipped;
  }
  const Json cases = Json::parse(ReadFile(*path), nullptr, false);
  Verdicts verdicts(kGaps);
  for (const Json& test_case : cases) Compare(test_case, verdicts);
  return verdicts.Finish();
}

}  // namespace
}  // namespace meshctl::analyze

int main() { return meshctl::analyze::Run(); }
