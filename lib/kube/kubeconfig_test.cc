// SPDX-License-Identifier: Apache-2.0
#include "kube/kubeconfig.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "testing/memory_files.h"

namespace meshctl::kube {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

class KubeconfigTest : public ::testing::Test {
 protected:
  Surroundings Around() {
    return {.fs = files, .variable = [this](const std::string& name) -> std::optional<std::string> {
              const auto found = variables.find(name);
              return found == variables.end() ? std::nullopt : std::optional(found->second);
            }};
  }

  std::string ErrorOf(std::string text) {
    Kubeconfig config;
    auto merged = MergeKubeconfig("c.yaml", std::move(text), config);
    return merged ? "no error" : merged.error().message;
  }

  testing::MemoryFiles files;
  std::map<std::string, std::string> variables;
};

TEST_F(KubeconfigTest, PathsFollowFlagThenVariableThenHome) {
  variables = {{"HOME", "/home/ada"}};
  EXPECT_THAT(KubeconfigPaths("", Around()), ElementsAre("/home/ada/.kube/config"));
  variables["KUBECONFIG"] = "a:b::a:c";
  EXPECT_THAT(KubeconfigPaths("", Around()), ElementsAre("a", "b", "c"));
  EXPECT_THAT(KubeconfigPaths("x", Around()), ElementsAre("x"));
  variables = {{"KUBECONFIG", ":"}};
  EXPECT_THAT(KubeconfigPaths("", Around()), IsEmpty());
}

TEST_F(KubeconfigTest, ReadsEveryField) {
  Kubeconfig config;
  ASSERT_TRUE(MergeKubeconfig("conf/c.yaml", R"(
apiVersion: v1
kind: Config
current-context: dev
clusters:
- name: one
  cluster:
    server: https://one:6443
    certificate-authority: pki/ca.crt
    certificate-authority-data: Y2E=
    insecure-skip-tls-verify: true
    tls-server-name: api.one
    proxy-url: socks5://proxy:1080
users:
- name: ada
  user:
    token: t
    tokenFile: /abs/token
    client-certificate: ada.crt
    client-certificate-data: Y2VydA==
    client-key: ada.key
    client-key-data: a2V5
    username: ada
    password: secret
    as: root
    as-uid: "7"
    as-groups: [a, b]
    as-user-extra: {"scope/x": [v]}
    exec: {apiVersion: client.authentication.k8s.io/v1, command: aws}
- name: old
  user: {auth-provider: {name: gcp}}
contexts:
- name: dev
  context: {cluster: one, user: ada, namespace: shop}
)",
                              config));
  EXPECT_EQ(config.current_context, "dev");
  ASSERT_EQ(config.clusters.size(), 1u);
  const ClusterEntry& cluster = config.clusters[0];
  EXPECT_EQ(cluster.name, "one");
  EXPECT_EQ(cluster.origin, "conf/c.yaml");
  EXPECT_EQ(cluster.server, "https://one:6443");
  EXPECT_EQ(cluster.ca_file, "conf/pki/ca.crt");
  EXPECT_EQ(cluster.ca_data, "Y2E=");
  EXPECT_TRUE(cluster.insecure);
  EXPECT_EQ(cluster.tls_server_name, "api.one");
  EXPECT_EQ(cluster.proxy_url, "socks5://proxy:1080");
  ASSERT_EQ(config.users.size(), 2u);
  const UserEntry& user = config.users[0];
  EXPECT_EQ(user.token, "t");
  EXPECT_EQ(user.token_file, "/abs/token");
  EXPECT_EQ(user.certificate_file, "conf/ada.crt");
  EXPECT_EQ(user.certificate_data, "Y2VydA==");
  EXPECT_EQ(user.key_file, "conf/ada.key");
  EXPECT_EQ(user.key_data, "a2V5");
  EXPECT_EQ(user.username, "ada");
  EXPECT_EQ(user.password, "secret");
  ASSERT_TRUE(user.exec);
  EXPECT_EQ(user.exec->command, "aws");
  EXPECT_THAT(user.impersonation, ElementsAre(Pair("Impersonate-User", "root"), Pair("Impersonate-Uid", "7"),
                                              Pair("Impersonate-Group", "a"), Pair("Impersonate-Group", "b"),
                                              Pair("Impersonate-Extra-scope%2Fx", "v")));
  EXPECT_EQ(config.users[1].auth_provider, "gcp");
  ASSERT_EQ(config.contexts.size(), 1u);
  EXPECT_EQ(config.contexts[0].cluster, "one");
  EXPECT_EQ(config.contexts[0].user, "ada");
  EXPECT_EQ(config.contexts[0].name_space, "shop");
}

TEST_F(KubeconfigTest, FirstDefinitionWins) {
  variables = {{"KUBECONFIG", "a:missing:b"}};
  files.files = {
      {"a", "clusters: [{name: x, cluster: {server: https://a}}]\n"},
      {"b",
       "current-context: second\n"
       "clusters: [{name: x, cluster: {server: https://b}}, {name: z, cluster: {server: https://z}}]\n"}};
  auto config = LoadKubeconfig("", Around());
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_THAT(config->files, ElementsAre("a", "b"));
  EXPECT_EQ(config->current_context, "second");
  ASSERT_EQ(config->clusters.size(), 2u);
  EXPECT_EQ(config->clusters[0].server, "https://a");
  EXPECT_EQ(config->clusters[1].server, "https://z");
}

TEST_F(KubeconfigTest, FileOfTheFlagMustExist) {
  auto config = LoadKubeconfig("nowhere", Around());
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().kind, Error::Kind::kInput);
  EXPECT_TRUE(config.error().message.starts_with("cannot read the kubeconfig: ")) << config.error().message;
}

TEST_F(KubeconfigTest, EmptyFileIsEmptyConfiguration) { EXPECT_EQ(ErrorOf(""), "no error"); }

TEST_F(KubeconfigTest, NullsCountAsAbsent) {
  EXPECT_EQ(ErrorOf("clusters: null\nusers:\ncontexts: [{name: a, context: }]\ncurrent-context: ~\n"),
            "no error");
}

TEST_F(KubeconfigTest, FaultsHaveAPlace) {
  EXPECT_EQ(ErrorOf("- a\n"), "c.yaml:1:1: `kubeconfig` must be an object, not an array");
  EXPECT_EQ(ErrorOf("clusters: {}\n"), "c.yaml:1:11: `clusters` must be an array, not an object");
  EXPECT_EQ(ErrorOf("clusters: [{cluster: {}}]\n"), "c.yaml:1:12: this cluster has no `name`");
  EXPECT_EQ(ErrorOf("users:\n- name: a\n  user:\n    token: 12\n"),
            "c.yaml:4:12: `token` must be a string, not an integer");
  EXPECT_EQ(ErrorOf("clusters: [{name: a, cluster: {insecure-skip-tls-verify: 'yes'}}]\n"),
            "c.yaml:1:58: `insecure-skip-tls-verify` must be a boolean, not a string");
}

TEST_F(KubeconfigTest, BrokenYamlHasAPlace) {
  const std::string message = ErrorOf("clusters: [\n");
  EXPECT_TRUE(message.starts_with("c.yaml:")) << message;
}

}  // namespace
}  // namespace meshctl::kube
