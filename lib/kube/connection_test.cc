// SPDX-License-Identifier: Apache-2.0
#include "kube/connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "testing/memory_files.h"

namespace meshctl::kube {
namespace {

using ::testing::ElementsAre;

constexpr const char* kPem = "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n";
constexpr const char* kPemData =
    "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCnkK";  // "-----BEGIN CERTIFICATE-----\ny\n"

class ConnectionTest : public ::testing::Test {
 protected:
  ConnectionTest() {
    variables = {{"HOME", "/home/ada"}};
    connection.kubeconfig = "config";
  }

  Surroundings Around() {
    return {.fs = files, .variable = [this](const std::string& name) -> std::optional<std::string> {
              const auto found = variables.find(name);
              return found == variables.end() ? std::nullopt : std::optional(found->second);
            }};
  }

  /// A kubeconfig with one context whose cluster and user have these bodies.
  void Configure(const std::string& cluster, const std::string& user) {
    files.files["config"] =
        "current-context: dev\nclusters: [{name: one, cluster: {" + cluster +
        "}}]\nusers: [{name: ada, user: {" + user +
        "}}]\ncontexts: [{name: dev, context: {cluster: one, user: ada, namespace: shop}}]\n";
  }

  Endpoint Find() {
    auto endpoint = FindCluster(connection, Around());
    EXPECT_TRUE(endpoint) << endpoint.error().message;
    return endpoint ? *std::move(endpoint) : Endpoint();
  }

  Error Fail() {
    auto endpoint = FindCluster(connection, Around());
    EXPECT_FALSE(endpoint);
    return endpoint ? Error() : std::move(endpoint).error();
  }

  testing::MemoryFiles files;
  std::map<std::string, std::string> variables;
  Connection connection;
};

TEST_F(ConnectionTest, TakesTheCurrentContext) {
  Configure("server: 'https://one:6443/', tls-server-name: api, proxy-url: 'http://p'", "token: t");
  const Endpoint endpoint = Find();
  EXPECT_EQ(endpoint.server, "https://one:6443");
  EXPECT_EQ(endpoint.context, "dev");
  EXPECT_EQ(endpoint.scope.name_space, "shop");
  EXPECT_FALSE(endpoint.scope.given);
  EXPECT_EQ(endpoint.tls_server_name, "api");
  EXPECT_EQ(endpoint.proxy, "http://p");
  EXPECT_EQ(endpoint.credentials.token, "t");
  EXPECT_TRUE(endpoint.verify_tls);
  EXPECT_EQ(endpoint.request_timeout, std::chrono::seconds(30));
}

TEST_F(ConnectionTest, FlagsBeatTheKubeconfig) {
  files.files["config"] =
      "current-context: dev\nclusters: [{name: one, cluster: {server: 'https://one'}}]\n"
      "contexts: [{name: dev, context: {cluster: none}}, {name: other, context: {cluster: one}}]\n";
  connection.context = "other";
  connection.name_space = "mine";
  connection.request_timeout = "1m30s";
  const Endpoint endpoint = Find();
  EXPECT_EQ(endpoint.context, "other");
  EXPECT_EQ(endpoint.scope.name_space, "mine");
  EXPECT_TRUE(endpoint.scope.given);
  EXPECT_EQ(endpoint.request_timeout, std::chrono::seconds(90));
}

TEST_F(ConnectionTest, CertificatesComeFromDataOrFiles) {
  Configure("server: 'https://one', certificate-authority: ca.crt",
            std::string("client-certificate: ada.crt, client-certificate-data: ") + kPemData +
                ", client-key: ada.key");
  files.files["ca.crt"] = kPem;
  files.files["ada.key"] = "-----BEGIN PRIVATE KEY-----\n";
  const Endpoint endpoint = Find();
  EXPECT_EQ(endpoint.ca, kPem);
  EXPECT_EQ(endpoint.credentials.certificate, "-----BEGIN CERTIFICATE-----\ny\n");
  EXPECT_EQ(endpoint.credentials.key, "-----BEGIN PRIVATE KEY-----\n");
}

TEST_F(ConnectionTest, TokenFileIsReadAndTrimmed) {
  Configure("server: 'https://one'", "tokenFile: token");
  files.files["token"] = "abc\n";
  EXPECT_EQ(Find().credentials.token, "abc");
}

TEST_F(ConnectionTest, TokenBeatsTokenFile) {
  Configure("server: 'https://one'", "token: t, tokenFile: missing");
  EXPECT_EQ(Find().credentials.token, "t");
}

TEST_F(ConnectionTest, SchemeDependsOnTlsSettings) {
  Configure("server: 'one:8080'", "token: t");
  EXPECT_EQ(Find().server, "http://one:8080");
  Configure("server: 'one:6443', insecure-skip-tls-verify: true", "token: t");
  EXPECT_EQ(Find().server, "https://one:6443");
  EXPECT_FALSE(Find().verify_tls);
}

TEST_F(ConnectionTest, InAPodTheServiceAccountIsUsed) {
  connection.kubeconfig.clear();
  variables["KUBERNETES_SERVICE_HOST"] = "fd00::1";
  variables["KUBERNETES_SERVICE_PORT"] = "443";
  const std::string folder = "/var/run/secrets/kubernetes.io/serviceaccount/";
  files.files = {{folder + "token", "t\n"}, {folder + "ca.crt", kPem}, {folder + "namespace", "inside"}};
  const Endpoint endpoint = Find();
  EXPECT_EQ(endpoint.server, "https://[fd00::1]:443");
  EXPECT_EQ(endpoint.credentials.token, "t");
  EXPECT_EQ(endpoint.ca, kPem);
  EXPECT_EQ(endpoint.scope.name_space, "inside");
}

TEST_F(ConnectionTest, WithoutAnyKubeconfigTheErrorSaysWhereItLooked) {
  connection.kubeconfig.clear();
  const Error error = Fail();
  EXPECT_EQ(error.kind, Error::Kind::kInput);
  EXPECT_EQ(error.message, "no cluster to talk to: there is no kubeconfig at `/home/ada/.kube/config`");
  EXPECT_THAT(error.hints,
              ElementsAre("name one with `--kubeconfig FILE` or in KUBECONFIG",
                          "`meshctl sandbox` starts a small cluster on this machine to try things out"));
}

TEST_F(ConnectionTest, MissingContextNamesTheNearestOrAll) {
  Configure("server: 'https://one'", "token: t");
  connection.context = "dve";
  Error error = Fail();
  EXPECT_EQ(error.kind, Error::Kind::kUsage);
  EXPECT_EQ(error.message, "context `dve` does not exist in `config`");
  EXPECT_THAT(error.hints, ElementsAre("did you mean `dev`?"));
  connection.context = "production";
  EXPECT_THAT(Fail().hints, ElementsAre("contexts there are: `dev`"));
}

TEST_F(ConnectionTest, NoCurrentContextListsThem) {
  files.files["config"] = "contexts: [{name: a, context: {}}, {name: b, context: {}}]\n";
  const Error error = Fail();
  EXPECT_EQ(error.message, "no context is chosen in `config`");
  EXPECT_THAT(error.hints,
              ElementsAre("choose one with `--context` or `kubectl config use-context`: `a`, `b`"));
}

struct Case {
  const char* cluster;
  const char* user;
  const char* message;
};

TEST_F(ConnectionTest, EveryGapIsNamed) {
  files.files["empty"] = "\n";
  files.files["text"] = "hello";
  const Case cases[] = {
      {"", "token: t", "config: cluster `one` has no `server`"},
      {"server: 'https://x', certificate-authority-data: '!'", "token: t",
       "config: cluster `one`: `certificate-authority-data` is not valid base64"},
      {"server: 'https://x', certificate-authority-data: aGVsbG8=", "token: t",
       "config: cluster `one`: `certificate-authority-data` holds no PEM block"},
      {"server: 'https://x', certificate-authority: text", "token: t",
       "config: cluster `one`: `certificate-authority` holds no PEM block"},
      {"server: 'https://x', insecure-skip-tls-verify: true, "
       "certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCnkK",
       "token: t", "config: cluster `one` has both a certificate authority and `insecure-skip-tls-verify`"},
      {"server: 'https://x'", "tokenFile: empty", "config: user `ada`: `tokenFile`: empty is empty"},
      {"server: 'https://x'", "client-certificate-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCnkK",
       "config: user `ada` has a `client-certificate` without a `client-key`"},
      {"server: 'https://x'", "client-key-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCnkK",
       "config: user `ada` has a `client-key` without a `client-certificate`"},
      {"server: 'https://x'", "token: t, username: u, password: p",
       "config: user `ada` has both a token and a user name with password"},
      {"server: 'https://x'", "exec: {command: aws}",
       "config: user `ada` logs in by running `aws`, and no program may be run for it"},
      {"server: 'https://x'", "auth-provider: {name: gcp}",
       "config: user `ada` logs in through the auth provider `gcp`, of a kind that Kubernetes 1.26 has "
       "removed"},
      {"server: 'https://x'", "auth-provider: {name: gcp}, exec: {command: aws}",
       "config: user `ada` has both `exec` and `auth-provider`"},
      {"server: 'https://x'", "as-groups: [a]",
       "config: user `ada` has `as-uid`, `as-groups` or `as-user-extra` without `as`"},
      {"server: 'https://x', proxy-url: 'ftp://p'", "token: t",
       "the proxy is not an address that can be used"},
  };
  for (const Case& test : cases) {
    Configure(test.cluster, test.user);
    const Error error = Fail();
    EXPECT_EQ(error.kind, Error::Kind::kInput);
    EXPECT_EQ(error.message, test.message);
  }
}

TEST_F(ConnectionTest, MissingFilesAreNamed) {
  Configure("server: 'https://x', certificate-authority: gone.crt", "token: t");
  const std::string message = Fail().message;
  EXPECT_TRUE(message.starts_with("config: cluster `one`: `certificate-authority`: ")) << message;
  EXPECT_NE(message.find("gone.crt"), std::string::npos) << message;
}

TEST_F(ConnectionTest, DanglingNamesAreFound) {
  files.files["config"] =
      "current-context: dev\nclusters: [{name: prod-eu}]\n"
      "contexts: [{name: dev, context: {cluster: prod-ue}}]\n";
  Error error = Fail();
  EXPECT_EQ(error.message, "config: context `dev` names cluster `prod-ue`, which does not exist");
  EXPECT_THAT(error.hints, ElementsAre("did you mean `prod-eu`?"));
  files.files["config"] =
      "current-context: dev\nclusters: [{name: one, cluster: {server: 'https://x'}}]\n"
      "contexts: [{name: dev, context: {cluster: one, user: ada}}]\n";
  error = Fail();
  EXPECT_EQ(error.message, "config: context `dev` names user `ada`, which does not exist");
  EXPECT_THAT(error.hints, ElementsAre("there are no users at all"));
  files.files["config"] = "current-context: gone\n";
  EXPECT_EQ(Fail().message, "the current context `gone` does not exist in `config`");
}

TEST_F(ConnectionTest, ScopeNeedsNoServer) {
  connection.kubeconfig.clear();
  auto scope = FindScope(connection, Around());
  ASSERT_TRUE(scope);
  EXPECT_EQ(scope->name_space, "default");
  connection.name_space = "mine";
  EXPECT_EQ(FindScope(connection, Around())->name_space, "mine");
  connection = {.kubeconfig = "config"};
  Configure("", "");
  EXPECT_EQ(FindScope(connection, Around())->name_space, "shop");
}

TEST(ParseTimeout, ReadsWhatGoWrites) {
  using std::chrono::milliseconds;
  EXPECT_EQ(*ParseTimeout("0"), milliseconds(0));
  EXPECT_EQ(*ParseTimeout("30"), milliseconds(30'000));
  EXPECT_EQ(*ParseTimeout("1.5s"), milliseconds(1500));
  EXPECT_EQ(*ParseTimeout("250ms"), milliseconds(250));
  EXPECT_EQ(*ParseTimeout("1h2m3s4ms"), milliseconds(3'723'004));
}

TEST(ParseTimeout, RefusesTheRest) {
  for (const char* text :
       {"", "s", "-1s", "1x", "1s2", "soon", "1 s", "inf", "nan", "1e300h", "99999999999999h"}) {
    auto timeout = ParseTimeout(text);
    ASSERT_FALSE(timeout) << text;
    EXPECT_EQ(timeout.error().kind, Error::Kind::kUsage);
    EXPECT_EQ(timeout.error().message, "`" + std::string(text) + "` is not a duration");
  }
}

// What a Secret of a multicluster mesh holds.
TEST_F(ConnectionTest, EveryFlagBeatsItsSetting) {
  Configure(std::string("server: 'https://one', tls-server-name: api, proxy-url: 'http://p', "
                        "certificate-authority-data: ") +
                kPemData,
            "token: t, as: eve, as-groups: [x], as-user-extra: {k: [v]}");
  files.files["ca.crt"] = kPem;
  connection.server = "https://two:1/";
  connection.certificate_authority = "ca.crt";
  connection.proxy_url = "socks5://q";
  connection.disable_compression = true;
  connection.token = "mine";
  connection.as = "bob";
  connection.as_uid = "7";
  connection.as_groups = {"a", "b"};
  const Endpoint endpoint = Find();
  EXPECT_EQ(endpoint.server, "https://two:1");
  EXPECT_EQ(endpoint.tls_server_name, "") << "it was the other server's";
  EXPECT_EQ(endpoint.ca, kPem);
  EXPECT_EQ(endpoint.proxy, "socks5://q");
  EXPECT_FALSE(endpoint.compression);
  EXPECT_EQ(endpoint.credentials.token, "mine");
  using ::testing::Pair;
  EXPECT_THAT(endpoint.credentials.impersonation,
              ElementsAre(Pair("Impersonate-Extra-k", "v"), Pair("Impersonate-User", "bob"),
                          Pair("Impersonate-Uid", "7"), Pair("Impersonate-Group", "a"),
                          Pair("Impersonate-Group", "b")));
  connection.tls_server_name = "two";
  EXPECT_EQ(Find().tls_server_name, "two");
}

TEST_F(ConnectionTest, InsecureDropsTheAuthorityOfTheKubeconfig) {
  Configure(std::string("server: 'https://one', certificate-authority-data: ") + kPemData, "token: t");
  connection.insecure = true;
  EXPECT_EQ(Find().ca, "");
  EXPECT_FALSE(Find().verify_tls);
  connection.certificate_authority = "ca.crt";
  EXPECT_EQ(Fail().message, "`--certificate-authority` and `--insecure-skip-tls-verify` exclude each other");
}

TEST_F(ConnectionTest, ClusterAndUserCanBeNamed) {
  files.files["config"] =
      "current-context: dev\n"
      "clusters: [{name: one, cluster: {server: 'https://one'}}, {name: two, cluster: {server: "
      "'https://two'}}]\n"
      "users: [{name: ada, user: {token: a}}, {name: bob, user: {token: b}}]\n"
      "contexts: [{name: dev, context: {cluster: one, user: ada}}]\n";
  connection.cluster = "two";
  connection.user = "bob";
  EXPECT_EQ(Find().server, "https://two");
  EXPECT_EQ(Find().credentials.token, "b");
  connection.user = "bab";
  Error error = Fail();
  EXPECT_EQ(error.kind, Error::Kind::kUsage);
  EXPECT_EQ(error.message, "user `bab` does not exist");
  EXPECT_THAT(error.hints, ElementsAre("did you mean `bob`?"));
  connection.cluster = "three";
  EXPECT_EQ(Fail().message, "cluster `three` does not exist");
}

TEST_F(ConnectionTest, AServerAloneIsEnough) {
  connection.kubeconfig.clear();
  connection.server = "localhost:8080";
  EXPECT_EQ(Find().server, "http://localhost:8080");
  connection.server = "unix:///run/api.sock";
  EXPECT_EQ(Find().server, "unix:///run/api.sock");
  connection.server = "ftp://x";
  EXPECT_EQ(Fail().message, "the cluster's `server` is not an address that can be used");
}

TEST_F(ConnectionTest, FlagsMustFitTogether) {
  Configure("server: 'https://one'", "token: t");
  connection.as_groups = {"a"};
  EXPECT_EQ(Fail().message, "`--as-uid` and `--as-group` need `--as`");
  connection.as_groups.clear();
  connection.username = "ada";
  EXPECT_EQ(Fail().message, "config: user `ada` has both a token and a user name with password");
  connection.username.clear();
  files.files["ada.crt"] = kPem;
  connection.client_certificate = "ada.crt";
  EXPECT_EQ(Fail().message, "config: user `ada` has a `client-certificate` without a `client-key`");
  connection.client_key = "gone.key";
  EXPECT_THAT(Fail().message, ::testing::StartsWith("`--client-key`: "));
  connection.verbosity = "much";
  EXPECT_EQ(Fail().message, "`much` is not a level of verbosity");
}

TEST_F(ConnectionTest, TheEnvironmentNamesAProxy) {
  Configure("server: 'https://one.example'", "token: t");
  variables["HTTPS_PROXY"] = "http://p:3128";
  EXPECT_EQ(Find().proxy, "http://p:3128");
  variables["NO_PROXY"] = ".example";
  EXPECT_EQ(Find().proxy, "");
  connection.proxy_url = "http://q";
  EXPECT_EQ(Find().proxy, "http://q");
}

TEST_F(ConnectionTest, FlagsCountInAPodToo) {
  connection.kubeconfig.clear();
  variables["KUBERNETES_SERVICE_HOST"] = "10.0.0.1";
  variables["KUBERNETES_SERVICE_PORT"] = "443";
  const std::string folder = "/var/run/secrets/kubernetes.io/serviceaccount/";
  files.files[folder + "token"] = "pod";
  files.files[folder + "ca.crt"] = kPem;
  EXPECT_EQ(Find().credentials.token, "pod");
  files.files[folder + "token"] = "fresh";
  connection.as = "bob";
  EXPECT_EQ(Find().credentials.source->Get()->token, "fresh");
  EXPECT_EQ(Find().credentials.impersonation.size(), 1u);
  connection.token = "mine";
  EXPECT_EQ(Find().credentials.token, "mine");
  EXPECT_EQ(Find().credentials.source, nullptr);
  connection.insecure = true;
  EXPECT_FALSE(Find().verify_tls);
}

TEST_F(ConnectionTest, PluginsAreRunForTheFirstRequest) {
  files.files["conf/config"] =
      "current-context: dev\n"
      "clusters: [{name: one, cluster: {server: 'https://one', extensions: [\n"
      "  {name: client.authentication.k8s.io/exec, extension: {audience: x}}]}}]\n"
      "contexts: [{name: dev, context: {cluster: one, user: ada}}]\n"
      "users: [{name: ada, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: ./login,\n"
      "  args: [a], env: [{name: E, value: e}], interactiveMode: Never, provideClusterInfo: true}}}]\n";
  connection.kubeconfig = "conf/config";
  std::vector<source::Program> programs;
  Surroundings around = Around();
  around.run_program = [&](const source::Program& program, const source::ProgramLimits&) {
    programs.push_back(program);
    return source::ProgramOutput{.out = R"({"kind": "ExecCredential", "status": {"token": "t"},
                                            "apiVersion": "client.authentication.k8s.io/v1"})"};
  };
  const auto endpoint = FindCluster(connection, around);
  ASSERT_TRUE(endpoint) << endpoint.error().message;
  EXPECT_EQ(programs.size(), 0u);
  EXPECT_EQ(endpoint->credentials.source->Get()->token, "t");
  ASSERT_EQ(programs.size(), 1u);
  EXPECT_THAT(programs[0].command, ElementsAre("conf/./login", "a"));
  EXPECT_EQ(programs[0].environment[1].second,
            R"({"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","spec":{"cluster":)"
            R"({"config":{"audience":"x"},"server":"https://one"},"interactive":false}})");
  connection.token = "mine";
  EXPECT_EQ(FindCluster(connection, around)->credentials.source, nullptr) << "a token needs no plugin";
}

TEST_F(ConnectionTest, WarnsOfFilesThatAreMissing) {
  connection.kubeconfig.clear();
  variables["KUBECONFIG"] = "gone:config";
  Configure("server: 'https://one'", "token: t");
  std::vector<std::string> warnings;
  Surroundings around = Around();
  around.warn = [&](const std::string& text) { warnings.push_back(text); };
  ASSERT_TRUE(FindCluster(connection, around));
  EXPECT_THAT(warnings, ElementsAre("there is no file `gone`, which KUBECONFIG names"));
}

TEST_F(ConnectionTest, SaysWhichFilesItReads) {
  Configure("server: 'https://one'", "token: t");
  std::string log;
  Surroundings around = Around();
  around.log = [&](std::string_view line) { log += line; };
  connection.verbosity = "=6";
  const auto endpoint = FindCluster(connection, around);
  ASSERT_TRUE(endpoint);
  EXPECT_EQ(endpoint->log->level(), 6);
  EXPECT_THAT(log, ::testing::EndsWith("request_log.cc:6] Config loaded from file:  config\n"));
  connection.verbosity = "5";
  EXPECT_EQ(FindCluster(connection, around)->log, nullptr);
}

std::string RemoteKubeconfig(const std::string& user) {
  return "current-context: west\n"
         "clusters: [{name: west, cluster: {server: 'https://west:6443'}}]\n"
         "contexts: [{name: west, context: {cluster: west, user: istiod}}]\n"
         "users: [{name: istiod, user: {" +
         user + "}}]\n";
}

TEST(FindClusterIn, ReadsAKubeconfigOfACluster) {
  auto endpoint = FindClusterIn("Secret a/b, west", RemoteKubeconfig("token: abc"), "5s");
  ASSERT_TRUE(endpoint) << endpoint.error().message;
  EXPECT_EQ(endpoint->server, "https://west:6443");
  EXPECT_EQ(endpoint->credentials.token, "abc");
  EXPECT_EQ(endpoint->request_timeout, std::chrono::seconds(5));
}

TEST(FindClusterIn, TrustsItWithNothingOfThisMachine) {
  auto file = FindClusterIn("Secret a/b, west", RemoteKubeconfig("tokenFile: /etc/passwd"), "5s");
  ASSERT_FALSE(file);
  EXPECT_EQ(
      file.error().message,
      "Secret a/b, west: user `istiod`: `tokenFile`: a kubeconfig that is kept in a cluster must not name "
      "files");
  auto plugin = FindClusterIn("Secret a/b, west", RemoteKubeconfig("exec: {command: sh}"), "5s");
  ASSERT_FALSE(plugin);
  EXPECT_EQ(plugin.error().message,
            "Secret a/b, west: user `istiod` logs in by running `sh`, and no program may be run for it");
  EXPECT_FALSE(FindClusterIn("Secret a/b, west", "[", "5s"));
  EXPECT_FALSE(FindClusterIn("Secret a/b, west", "plain text", "5s"));
}

}  // namespace
}  // namespace meshctl::kube
