// SPDX-License-Identifier: Apache-2.0
// Child processes, stopped by their own ids when the test ends. etcd listens without TLS, on loopback only;
// the API server knows one token and has a certificate made for it. Controllers, where there are any, are
// those of Kubernetes, on a node that kwok plays.
#include "testing/api_server.h"

#include <fmt/core.h>
#include <httplib.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>
#include <utility>
#include <vector>

#include "base/base64.h"
#include "testing/certificates.h"
#include "testing/child.h"

namespace meshctl::testing {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

constexpr auto kPatience = std::chrono::seconds(90);
constexpr auto kPause = std::chrono::milliseconds(100);
constexpr const char* kToken = "test-token";

constexpr int kCreated = 201;
constexpr std::array kControllerPrograms = {"kube-controller-manager", "kube-scheduler", "kwok"};
constexpr const char* kNode = R"({"metadata":{"name":"kwok","annotations":{"kwok.x-k8s.io/node":"fake"}},)"
                              R"("status":{"allocatable":{"cpu":"64","memory":"256Gi","pods":"10000"},)"
                              R"("capacity":{"cpu":"64","memory":"256Gi","pods":"10000"}}})";

std::string Kubeconfig(int port, const std::string& authority) {
  return fmt::format(R"(apiVersion: v1
kind: Config
current-context: real
clusters:
- name: real
  cluster: {{server: "https://127.0.0.1:{}", certificate-authority-data: {}}}
users:
- name: real
  user: {{token: {}}}
contexts:
- name: real
  context: {{cluster: real, user: real}}
)",
                     port, EncodeBase64(authority), kToken);
}

void WriteFile(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

}  // namespace

struct ApiServer::State {
  ~State() {
    client.reset();
    controllers.clear();
    server.reset();
    etcd.reset();
    std::error_code ignored;
    fs::remove_all(folder, ignored);
  }

  fs::path folder;
  std::string kubeconfig;  // path
  std::unique_ptr<Child> etcd;
  std::unique_ptr<Child> server;
  std::vector<std::unique_ptr<Child>> controllers;
  std::unique_ptr<httplib::SSLClient> client;
};

ApiServer::ApiServer(std::unique_ptr<State> state) : state_(std::move(state)) {}
ApiServer::~ApiServer() = default;

std::optional<std::string> ApiServer::Assets() {
  const char* named = std::getenv("KUBEBUILDER_ASSETS");
  if (named == nullptr || *named == '\0') return std::nullopt;
  const fs::path folder(named);
  const bool there = fs::exists(folder / "etcd") && fs::exists(folder / "kube-apiserver");
  return there ? std::optional(folder.string()) : std::nullopt;
}

bool ApiServer::HasControllers(const std::string& assets) {
  return std::ranges::all_of(kControllerPrograms,
                             [&](const char* program) { return fs::exists(fs::path(assets) / program); });
}

Result<std::unique_ptr<ApiServer>> ApiServer::Start(const std::string& assets, Namespaces namespaces) {
  auto state = std::make_unique<State>();
  std::string pattern = (fs::temp_directory_path() / "meshctl-api-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr)
    return std::unexpected(InternalError("cannot make a temporary folder"));
  const fs::path folder = state->folder = pattern;
  const std::string etcd_url = fmt::format("http://127.0.0.1:{}", FreePort());
  const std::string peer_url = fmt::format("http://127.0.0.1:{}", FreePort());
  const int port = FreePort();

  const Authority authority;
  const Identity identity = authority.Issue("IP:127.0.0.1");
  WriteFile(folder / "ca.crt", authority.certificate());
  state->kubeconfig = (folder / "kubeconfig").string();
  WriteFile(state->kubeconfig, Kubeconfig(port, authority.certificate()));
  WriteFile(folder / "tls.crt", identity.certificate);
  WriteFile(folder / "tls.key", identity.key);
  WriteFile(folder / "tokens", fmt::format("{},admin,admin,system:masters\n", kToken));

  const auto file = [&](const char* name) { return (folder / name).string(); };
  state->etcd = std::make_unique<Child>(
      std::vector<std::string>{assets + "/etcd", "--data-dir=" + file("etcd"), "--unsafe-no-fsync",
                               "--listen-client-urls=" + etcd_url, "--advertise-client-urls=" + etcd_url,
                               "--listen-peer-urls=" + peer_url, "--initial-advertise-peer-urls=" + peer_url,
                               "--initial-cluster=default=" + peer_url},
      folder / "etcd.log");
  state->server = std::make_unique<Child>(
      std::vector<std::string>{
          assets + "/kube-apiserver", "--etcd-servers=" + etcd_url, "--bind-address=127.0.0.1",
          fmt::format("--secure-port={}", port), "--tls-cert-file=" + file("tls.crt"),
          "--tls-private-key-file=" + file("tls.key"), "--cert-dir=" + file("certificates"),
          "--token-auth-file=" + file("tokens"), "--service-account-key-file=" + file("tls.crt"),
          "--service-account-signing-key-file=" + file("tls.key"),
          "--service-account-issuer=https://localhost", "--service-cluster-ip-range=10.0.0.0/16",
          namespaces == Namespaces::kAllExist
              ? "--disable-admission-plugins=ServiceAccount,NamespaceLifecycle"
              : "--disable-admission-plugins=ServiceAccount",
          // Debian's etcd does not report its progress. A server of 1.36 offers streams of lists all the same
          // and breaks them off, which costs controllers minutes of waiting.
          "--feature-gates=WatchList=false", "--allow-privileged=true"},
      folder / "server.log");

  state->client = std::make_unique<httplib::SSLClient>("127.0.0.1", port);
  state->client->enable_server_certificate_verification(false);
  state->client->set_bearer_token_auth(kToken);
  state->client->set_read_timeout(std::chrono::seconds(30));
  state->client->set_keep_alive(true);

  auto server = std::unique_ptr<ApiServer>(new ApiServer(std::move(state)));
  const auto deadline = steady_clock::now() + kPatience;
  while (steady_clock::now() < deadline) {
    if (server->Get("/readyz").status == 200) return server;
    if (!server->state_->etcd->Runs())
      return std::unexpected(InternalError("etcd ended: " + TailOf(folder / "etcd.log")));
    if (!server->state_->server->Runs()) break;
    std::this_thread::sleep_for(kPause);
  }
  return std::unexpected(InternalError("kube-apiserver is not ready: " + TailOf(folder / "server.log")));
}

Result<void> ApiServer::StartControllers(const std::string& assets) {
  const auto file = [&](const char* name) { return (state_->folder / name).string(); };
  const std::string kubeconfig = "--kubeconfig=" + state_->kubeconfig;
  const std::vector<std::vector<std::string>> commands = {
      {assets + "/kube-controller-manager", kubeconfig, "--leader-elect=false", "--secure-port=0",
       "--service-account-private-key-file=" + file("tls.key"), "--root-ca-file=" + file("ca.crt"),
       // Nobody renews the lease of a node that is played: it would be given up after a minute.
       "--node-monitor-grace-period=24h"},
      {assets + "/kube-scheduler", kubeconfig, "--leader-elect=false", "--secure-port=0"},
      {assets + "/kwok", kubeconfig, "--manage-all-nodes=true"},
  };
  for (const std::vector<std::string>& command : commands) {
    const std::string log = fs::path(command.front()).filename().string() + ".log";
    state_->controllers.push_back(std::make_unique<Child>(command, state_->folder / log));
  }
  const Answer node = Post("/api/v1/nodes", kNode);
  if (node.status != kCreated) return std::unexpected(InternalError("no node: " + node.body));
  // The node becomes ready when all of it works: kwok plays it, the controller manager takes the taints off.
  const auto deadline = steady_clock::now() + kPatience;
  while (steady_clock::now() < deadline) {
    const Answer live = Get("/api/v1/nodes/kwok");
    if (live.body.find("\"KubeletReady\"") != std::string::npos &&
        live.body.find("\"taints\"") == std::string::npos)
      return {};
    std::this_thread::sleep_for(kPause);
  }
  return std::unexpected(InternalError("the node is not ready: " + TailOf(state_->folder / "kwok.log")));
}

const std::string& ApiServer::kubeconfig() const { return state_->kubeconfig; }

ApiServer::Answer ApiServer::Get(const std::string& path) {
  const auto result = state_->client->Get(path);
  return result ? Answer{result->status, result->body} : Answer{};
}

ApiServer::Answer ApiServer::Post(const std::string& path, const std::string& body) {
  const auto result = state_->client->Post(path, body, "application/json");
  return result ? Answer{result->status, result->body} : Answer{};
}

}  // namespace meshctl::testing
