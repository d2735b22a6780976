// SPDX-License-Identifier: Apache-2.0
#include "cmd/analysis_input.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <sstream>

#include "analyze/kinds.h"
#include "analyze/registry.h"
#include "base/base64.h"
#include "diag/render.h"
#include "kube/http_cluster.h"
#include "model/manifests.h"
#include "sandbox/api.h"
#include "sandbox/preloaded.h"
#include "sandbox/registry.h"
#include "testing/http_server.h"
#include "testing/memory_files.h"
#include "yaml/parse.h"

namespace meshctl::cmd {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string Unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
    i += 2;
  }
  return out;
}

/// The sandbox's API behind a port, in whose answers a test may have its say.
class ClusterOf {
 public:
  /// Answers in place of the API, or nothing.
  using Instead = std::function<std::optional<testing::HttpAnswer>(const std::string& path)>;

  explicit ClusterOf(const std::string& manifests, Instead instead = {})
      : api_(sandbox::RealSources()),
        instead_(std::move(instead)),
        server_([this](const auto& request) { return Answer(request); }) {
    std::vector<Json> objects = sandbox::ClusterObjects();
    const source::SourceFile file("objects.yaml", manifests);
    diag::Report faults;
    for (const yaml::Node& document : yaml::Parse(file, {}, faults).documents)
      objects.push_back(yaml::ToJson(document));
    const auto loaded = api_.Preload(std::move(objects));
    EXPECT_TRUE(loaded) << loaded.error().message;
    EXPECT_TRUE(faults.empty()) << diag::RenderText(faults, {});
  }

  std::string url() const { return server_.url(); }
  int requests() const { return requests_; }

 private:
  testing::HttpAnswer Answer(const testing::HttpRequest& http) {
    ++requests_;
    sandbox::Request request{.method = http.method, .path = http.target.substr(0, http.target.find('?'))};
    if (instead_) {
      if (auto answer = instead_(request.path)) return *std::move(answer);
    }
    std::string rest =
        request.path.size() < http.target.size() ? http.target.substr(request.path.size() + 1) : "";
    while (!rest.empty()) {
      const std::string part = rest.substr(0, rest.find('&'));
      rest = rest.size() == part.size() ? "" : rest.substr(part.size() + 1);
      request.query.emplace(part.substr(0, part.find('=')), Unescaped(part.substr(part.find('=') + 1)));
    }
    const sandbox::Reply reply = api_.Handle(request);
    const auto& response = std::get<sandbox::Response>(reply);
    return {.status = response.status, .body = response.body, .content_type = response.content_type};
  }

  sandbox::Api api_;
  Instead instead_;
  std::atomic<int> requests_ = 0;
  testing::HttpServer server_;
};

/// `name` stands for the context and the cluster.
std::string Kubeconfig(const std::vector<std::pair<std::string, std::string>>& clusters) {
  std::string text = fmt::format("current-context: {}\n", clusters.front().first);
  for (const char* list : {"clusters", "contexts"}) {
    text += fmt::format("{}:\n", list);
    for (const auto& [name, url] : clusters) {
      text += *list == 'c' && list[1] == 'l'
                  ? fmt::format("- {{name: {}, cluster: {{server: '{}'}}}}\n", name, url)
                  : fmt::format("- {{name: {0}, context: {{cluster: {0}, namespace: shop}}}}\n", name);
    }
  }
  return text;
}

/// One call, in a world of its own.
class AnalysisInputTest : public ::testing::Test {
 protected:
  AnalysisInputTest() {
    env.in = &in;
    env.out.stream = &out;
    env.err.stream = &err;
    env.fs = &files;
    env.variable = [](const std::string& name) {
      return name == "KUBECONFIG" ? std::optional<std::string>("config") : std::nullopt;
    };
  }

  AnalysisInput Read() {
    auto input = ReadAnalysisInput(flags, env);
    if (input) return *std::move(input);
    ADD_FAILURE() << input.error().message;
    return {};
  }

  std::string Refusal() {
    const auto input = ReadAnalysisInput(flags, env);
    if (input) return "no refusal";
    std::string text = input.error().message;
    for (const std::string& hint : input.error().hints) text += "\nhint: " + hint;
    return text;
  }

  /// The resources that rules report, with their codes.
  static std::vector<std::string> Findings(const AnalysisInput& input) {
    const analyze::Outcome outcome = analyze::RunRules(ClustersOf(input), analyze::Rules(), input.options);
    std::vector<std::string> lines;
    for (const diag::Diagnostic& d : outcome.report.findings())
      lines.push_back(fmt::format("{}{}{} {}", d.cluster, d.cluster.empty() ? "" : ": ", d.code, d.resource));
    return lines;
  }

  static std::vector<std::string> Objects(const AnalysisMesh& in) {
    std::vector<std::string> names;
    for (const model::Object& object : in.mesh.manifests().objects()) names.push_back(object.resource());
    return names;
  }

  testing::MemoryFiles files;
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  cli::Env env;
  AnalysisFlags flags;
};

constexpr const char* kShop = R"(apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {istio-injection: enabled}}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: front, namespace: shop}
spec:
  hosts: [front.example]
  http: [{route: [{destination: {host: nowhere}}]}]
)";

constexpr const char* kNowhere = R"(apiVersion: v1
kind: Service
metadata: {name: nowhere, namespace: shop}
spec: {ports: [{name: http, port: 80}]}
)";

constexpr const char* kMissingHost = "IST0101 VirtualService shop/front";

TEST_F(AnalysisInputTest, ReadsAClusterWhenThereAreNoFiles) {
  const ClusterOf cluster(kShop);
  files.files["config"] = Kubeconfig({{"east", cluster.url()}});
  const AnalysisInput input = Read();
  ASSERT_EQ(input.meshes.size(), 1u);
  EXPECT_EQ(input.meshes[0].cluster, "east");
  EXPECT_EQ(input.options.coverage, analyze::Coverage::kCluster);
  EXPECT_EQ(input.options.only_namespace, "shop") << "the context's";
  EXPECT_THAT(Findings(input), Contains(kMissingHost));
  EXPECT_EQ(input.subject, "namespace `shop` of cluster `east`");
  EXPECT_THAT(input.extent, HasSubstr(" of cluster `east`"));
  const model::Object* front =
      input.meshes[0].mesh.manifests().Find(model::kNetworking, "VirtualService", "shop", "front");
  ASSERT_NE(front, nullptr);
  EXPECT_EQ(front->file().name(), "cluster:VirtualService/shop/front");
  EXPECT_EQ(front->file().text().find("managedFields"), std::string_view::npos);
  EXPECT_THAT(Objects(input.meshes[0]), Not(Contains(HasSubstr("kube-system"))));
}

TEST_F(AnalysisInputTest, FilesAloneAskNoCluster) {
  files.files["config"] = "not a kubeconfig at all: [";
  files.files["a.yaml"] = kShop;
  flags.manifests.paths = {"a.yaml"};
  const AnalysisInput input = Read();
  EXPECT_EQ(input.options.coverage, analyze::Coverage::kFiles);
  EXPECT_EQ(input.extent, "2 objects in 1 file offline");
  EXPECT_EQ(input.subject, "a.yaml");

  flags.manifests.paths.clear();
  flags.use_kube = "false";
  EXPECT_THAT(Refusal(), HasSubstr("no manifests are given"));
}

TEST_F(AnalysisInputTest, FilesCoverLiveObjects) {
  const ClusterOf cluster(kShop);
  files.files["config"] = Kubeconfig({{"east", cluster.url()}});
  files.files["nowhere.yaml"] = kNowhere;
  flags.manifests.paths = {"nowhere.yaml"};
  flags.use_kube = "true";
  AnalysisInput input = Read();
  EXPECT_THAT(Findings(input), Not(Contains(kMissingHost))) << "the Service is in a file";
  EXPECT_THAT(input.extent, ::testing::MatchesRegex("1 object in 1 file and [0-9]+ of cluster `east`"));
  EXPECT_EQ(input.subject, "nowhere.yaml with cluster `east`");

  files.files["nowhere.yaml"] =
      "{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: front, namespace: shop}, "
      "spec: {hosts: [front.example], http: [{redirect: {uri: /}}]}}";
  input = Read();
  EXPECT_THAT(Findings(input), Not(Contains(kMissingHost))) << "the route is gone";
}

TEST_F(AnalysisInputTest, FilesAreReportedWhateverTheirNamespace) {
  const ClusterOf cluster(std::string(kShop) +
                          "---\n{apiVersion: v1, kind: Namespace, metadata: {name: web}}\n");
  files.files["config"] = Kubeconfig({{"east", cluster.url()}});
  files.files["a.yaml"] =
      "{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: own, namespace: web}, "
      "spec: {hosts: [own.example], http: [{route: [{destination: {host: lost}}]}]}}";
  flags.manifests.paths = {"a.yaml"};
  flags.use_kube = "true";
  EXPECT_THAT(Findings(Read()), ::testing::IsSupersetOf({kMissingHost, "IST0101 VirtualService web/own"}));
  flags.live.connection.name_space = "shop";
  EXPECT_THAT(Findings(Read()), Not(Contains("IST0101 VirtualService web/own"))) << "-n was typed";
}

TEST_F(AnalysisInputTest, ATemplateInAFileHasPods) {
  const ClusterOf cluster(kShop);
  files.files["config"] = Kubeconfig({{"east", cluster.url()}});
  files.files["a.yaml"] =
      "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: shop}, spec: {template: "
      "{metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: 'web:1'}]}}}}";
  flags.manifests.paths = {"a.yaml"};
  flags.use_kube = "true";
  const AnalysisInput input = Read();
  EXPECT_THAT(Objects(input.meshes[0]), Contains("Pod shop/web-0"));
}

TEST_F(AnalysisInputTest, SecretsAreMasked) {
  const std::string certificate = "-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----\n";
  const std::string both =
      certificate + "-----BEGIN RSA PRIVATE KEY-----\nSEVMUA==\n-----END RSA PRIVATE KEY-----\n";
  const ClusterOf cluster(fmt::format(R"({}---
apiVersion: v1
kind: Secret
metadata: {{name: edge, namespace: shop}}
type: kubernetes.io/tls
data: {{tls.crt: {}, tls.key: {}, password: {}}}
---
apiVersion: v1
kind: Secret
metadata: {{name: release, namespace: shop}}
type: helm.sh/release.v1
data: {{release: {}}}
)",
                                      kShop, EncodeBase64(both), EncodeBase64("key"), EncodeBase64("hunter2"),
                                      EncodeBase64("chart")));
  auto connection = kube::MakeHttpCluster({.server = cluster.url()});
  ASSERT_TRUE(connection);
  auto objects = ReadClusterObjects(**connection, {analyze::kind::kSecret}, {}, env);
  ASSERT_TRUE(objects) << objects.error().message;
  ASSERT_EQ(objects->kinds.size(), 1u);
  ASSERT_EQ(objects->kinds[0].files.size(), 1u) << "releases of Helm are left out";
  const source::SourceFile& file = *objects->kinds[0].files[0];
  EXPECT_EQ(file.name(), "cluster:Secret/shop/edge");
  diag::Report faults;
  const yaml::Stream stream = yaml::Parse(file, {}, faults);
  const yaml::Node& data = stream.documents.front().Get("data");
  EXPECT_EQ(data.Get("password").text(), "***");
  EXPECT_EQ(data.Get("tls.key").text(), "***");
  EXPECT_EQ(DecodeBase64(data.Get("tls.crt").text()),
            certificate + "-----BEGIN RSA PRIVATE KEY-----\n-----END RSA PRIVATE KEY-----\n");
}

TEST_F(AnalysisInputTest, WhatMustNotBeListedIsNotGuessed) {
  const ClusterOf cluster(kShop, [](const std::string& path) -> std::optional<testing::HttpAnswer> {
    if (path != "/api/v1/services" && path != "/api/v1/namespaces/istio-system/secrets") return std::nullopt;
    return testing::HttpAnswer{.status = 403,
                               .body = R"({"kind": "Status", "reason": "Forbidden", "message": "no"})"};
  });
  files.files["config"] = Kubeconfig({{"east", cluster.url()}});
  const AnalysisInput input = Read();
  EXPECT_THAT(input.meshes[0].hidden, ElementsAre(analyze::kind::kService));
  EXPECT_THAT(input.notes,
              Contains("cluster `east` forbids listing Service; rules that need them are skipped"));
  EXPECT_THAT(Findings(input), Not(Contains(kMissingHost))) << "there may be such a Service";
}

TEST_F(AnalysisInputTest, AKindThatIsNotServedHasNoObjects) {
  const ClusterOf cluster(kShop, [](const std::string& path) -> std::optional<testing::HttpAnswer> {
    if (!path.starts_with("/apis/gateway.networking.k8s.io")) return std::nullopt;
    return testing::HttpAnswer{.status = 404, .body = R"({"kind": "Status", "message": "no"})"};
  });
  files.files["config"] = Kubeconfig({{"east", cluster.url()}});
  const AnalysisInput input = Read();
  EXPECT_THAT(input.meshes[0].hidden, IsEmpty());
  EXPECT_THAT(input.notes, Contains(HasSubstr("Gateway (gateway.networking.k8s.io)")));
  EXPECT_THAT(Findings(input), Contains(kMissingHost));
}

TEST_F(AnalysisInputTest, LongListsComeInPages) {
  std::string manifests = kShop;
  for (int i = 0; i < 600; ++i) {
    manifests += fmt::format(
        "---\n{{apiVersion: v1, kind: Service, metadata: {{name: s{}, namespace: shop}}, spec: {{clusterIP: "
        "None}}}}\n",
        i);
  }
  int pages = 0;
  const ClusterOf cluster(manifests, [&](const std::string& path) -> std::optional<testing::HttpAnswer> {
    if (path == "/api/v1/services") ++pages;
    return std::nullopt;
  });
  files.files["config"] = Kubeconfig({{"east", cluster.url()}});
  const AnalysisInput input = Read();
  EXPECT_EQ(pages, 2);
  EXPECT_GE(input.meshes[0].mesh.kubernetes_services().size(), 600u);
}

TEST_F(AnalysisInputTest, AServerThatHangsIsGivenUp) {
  const testing::HttpServer server([](const auto&) { return testing::HttpAnswer{.silent = true}; });
  files.files["config"] = Kubeconfig({{"east", server.url()}});
  flags.live.connection.request_timeout = "200ms";
  EXPECT_EQ(Refusal(), fmt::format("{} has not finished its answer within 200 ms\n"
                                   "hint: `--request-timeout` sets how long to wait; 0 waits for ever",
                                   server.url()));
}

TEST_F(AnalysisInputTest, NamespacesMustExist) {
  const ClusterOf cluster(kShop);
  files.files["config"] = Kubeconfig({{"east", cluster.url()}});
  flags.live.connection.name_space = "shp";
  EXPECT_EQ(Refusal(), "cluster `east` has no namespace `shp`\nhint: did you mean `shop`?");
  flags.live.connection.name_space = "kube-system";
  EXPECT_EQ(Refusal(), "namespace `kube-system` is Kubernetes' own, and Istio does not look into it");
  flags.all_namespaces = true;
  EXPECT_EQ(Read().options.only_namespace, "");
}

TEST_F(AnalysisInputTest, RevisionsAreKeptApart) {
  const ClusterOf cluster(std::string(kShop) + R"(---
{apiVersion: v1, kind: Namespace, metadata: {name: istio-system}}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: canary, namespace: shop, labels: {istio.io/rev: canary}}
spec: {hosts: [canary.example], http: [{redirect: {uri: /}}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: istio, namespace: istio-system}
data: {mesh: 'rootNamespace: one'}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: istio-canary, namespace: istio-system}
data: {mesh: 'rootNamespace: two'}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: other, namespace: istio-system}
)");
  files.files["config"] = Kubeconfig({{"east", cluster.url()}});
  AnalysisInput input = Read();
  EXPECT_EQ(input.meshes[0].mesh.config().root_namespace, "one");
  EXPECT_THAT(Objects(input.meshes[0]), Not(Contains("VirtualService shop/canary")));
  EXPECT_THAT(input.notes,
              Contains("1 object of cluster `east` left out, labelled for revisions other than `default`"));
  EXPECT_THAT(Objects(input.meshes[0]), Not(Contains("ConfigMap istio-system/other")));
  flags.live.revision = "canary";
  input = Read();
  EXPECT_EQ(input.meshes[0].mesh.config().root_namespace, "two");
  EXPECT_THAT(Objects(input.meshes[0]), Contains("VirtualService shop/canary"));
  flags.live.revision = "old";
  EXPECT_EQ(Read().meshes[0].mesh.config().root_namespace, "one") << "it has no settings of its own";
}

TEST_F(AnalysisInputTest, SeveralClustersMakeOneMesh) {
  const ClusterOf east(kShop);
  const ClusterOf west(std::string("{apiVersion: v1, kind: Namespace, metadata: {name: shop}}\n---\n") +
                       kNowhere);
  files.files["config"] = Kubeconfig({{"east", east.url()}, {"west", west.url()}});
  EXPECT_THAT(Findings(Read()), Contains(kMissingHost));
  flags.live.remote_contexts = {"west"};
  const AnalysisInput input = Read();
  ASSERT_EQ(input.meshes.size(), 2u);
  EXPECT_EQ(input.meshes[1].cluster, "west");
  EXPECT_EQ(input.subject, "namespace `shop` of clusters `east`, `west`");
  EXPECT_THAT(Findings(input), Not(Contains(HasSubstr(kMissingHost)))) << "west has the Service";

  flags.live.remote_contexts = {"east"};
  EXPECT_THAT(Refusal(), HasSubstr("context `east` is given twice"));
  flags.live.remote_contexts = {"nrth"};
  EXPECT_THAT(Refusal(), HasSubstr("context `nrth` does not exist"));
}

TEST_F(AnalysisInputTest, WhatOneClusterHidesNoOtherGuesses) {
  const ClusterOf east(kShop);
  const ClusterOf west(
      "{apiVersion: v1, kind: Namespace, metadata: {name: shop}}", [](const std::string& path) {
        return path == "/api/v1/services"
                   ? std::optional(testing::HttpAnswer{.status = 403, .body = R"({"kind": "Status"})"})
                   : std::nullopt;
      });
  files.files["config"] = Kubeconfig({{"east", east.url()}, {"west", west.url()}});
  flags.live.remote_contexts = {"west"};
  const AnalysisInput input = Read();
  ASSERT_EQ(input.meshes.size(), 2u);
  EXPECT_THAT(input.meshes[0].hidden, ElementsAre(analyze::kind::kService));
  EXPECT_THAT(Findings(input), Not(Contains(HasSubstr(kMissingHost)))) << "west may have the Service";
}

std::string RemoteSecret(const std::string& kubeconfig) {
  return fmt::format(R"(---
{{apiVersion: v1, kind: Namespace, metadata: {{name: istio-system}}}}
---
apiVersion: v1
kind: Secret
metadata: {{name: remote, namespace: istio-system, labels: {{istio/multiCluster: 'true'}}}}
data: {{west-1: {}}}
)",
                     EncodeBase64(kubeconfig));
}

TEST_F(AnalysisInputTest, SecretsNameTheOtherClusters) {
  const ClusterOf west(std::string("{apiVersion: v1, kind: Namespace, metadata: {name: shop}}\n---\n") +
                       kNowhere);
  const ClusterOf east(kShop + RemoteSecret(Kubeconfig({{"west", west.url()}})));
  files.files["config"] = Kubeconfig({{"east", east.url()}});
  const AnalysisInput input = Read();
  ASSERT_EQ(input.meshes.size(), 2u);
  EXPECT_EQ(input.meshes[1].cluster, "west-1");
  flags.live.remote_contexts = {""};
  EXPECT_EQ(Read().meshes.size(), 1u);
}

TEST_F(AnalysisInputTest, KubeconfigsInSecretsRunNothing) {
  std::string kubeconfig = Kubeconfig({{"west", "https://127.0.0.1:1"}});
  kubeconfig.replace(kubeconfig.find("cluster: west, n"), 13, "cluster: west, user: me");
  kubeconfig += "users: [{name: me, user: {exec: {command: sh}}}]\n";
  const ClusterOf east(kShop + RemoteSecret(kubeconfig));
  files.files["config"] = Kubeconfig({{"east", east.url()}});
  EXPECT_THAT(Refusal(), HasSubstr("Secret istio-system/remote, key `west-1`: user `me` logs in by running "
                                   "`sh`, and no program may be run for it"));
}

TEST_F(AnalysisInputTest, SettingsComeFromFilesFirst) {
  files.files["a.yaml"] = R"(apiVersion: v1
kind: ConfigMap
metadata: {name: istio, namespace: istio-system}
data: {mesh: 'rootNamespace: map', meshNetworks: 'networks: {n: {endpoints: [{fromRegistry: r}]}}'}
)";
  flags.manifests.paths = {"a.yaml"};
  EXPECT_EQ(Read().meshes[0].mesh.config().root_namespace, "map");
  files.files["mesh.yaml"] = "rootNamespace: file\ningressControllerMode: \"OFF\"\n";
  flags.mesh_config = "mesh.yaml";
  AnalysisInput input = Read();
  EXPECT_EQ(input.meshes[0].mesh.config().root_namespace, "file");
  EXPECT_EQ(input.meshes[0].mesh.config().network_registries.size(), 1u);
  EXPECT_THAT(Objects(input.meshes[0]), ElementsAre("ConfigMap istio-system/istio")) << "no gateway";

  files.files["mesh.yaml"] = "ingressService: edge\nrootNamespac: typo\n";
  flags.live.istio_namespace = "mesh";
  input = Read();
  EXPECT_THAT(Objects(input.meshes[0]),
              ElementsAre("ConfigMap istio-system/istio", "Service mesh/edge", "Deployment mesh/edge"));
  EXPECT_TRUE(input.malformed);
  EXPECT_THAT(diag::RenderText(input.faults, {}), HasSubstr("mesh.yaml:2:1"));
  flags.mesh_config = "gone.yaml";
  EXPECT_EQ(Refusal(), "gone.yaml: no such file");
}

}  // namespace
}  // namespace meshctl::cmd
