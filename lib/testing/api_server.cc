// SPDX-License-Identifier: Apache-2.0
// Two child processes, stopped by their own ids when the test ends. etcd listens without TLS, on loopback
// only; the API server knows one token and has a certificate made for it.
#include "testing/api_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <httplib.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>
#include <utility>
#include <vector>

#include "testing/certificates.h"

namespace meshctl::testing {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

constexpr auto kPatience = std::chrono::seconds(90);
constexpr auto kPause = std::chrono::milliseconds(100);
constexpr std::size_t kLogTail = 1500;
constexpr const char* kToken = "test-token";

/// A TCP port of the loopback interface that nobody listened on a moment ago.
int FreePort() {
  const int handle = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  int port = 0;
  if (handle >= 0 && bind(handle, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
      getsockname(handle, reinterpret_cast<sockaddr*>(&address), &size) == 0) {
    port = ntohs(address.sin_port);
  }
  if (handle >= 0) close(handle);
  return port;
}

void WriteFile(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

std::string TailOf(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(stream), {});
  return text.size() > kLogTail ? text.substr(text.size() - kLogTail) : text;
}

/// A child process whose output goes to a file.
class Child {
 public:
  Child(std::vector<std::string> command, const fs::path& log) {
    std::vector<char*> words;
    for (std::string& word : command) words.push_back(word.data());
    words.push_back(nullptr);
    const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    pid_ = fork();
    if (pid_ != 0) {
      close(out);
      return;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // not to outlive a test that is killed
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    execv(words.front(), words.data());
    _exit(127);
  }
  ~Child() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  bool Runs() {
    if (pid_ <= 0 || waitpid(pid_, nullptr, WNOHANG) == 0) return pid_ > 0;
    pid_ = 0;
    return false;
  }

 private:
  pid_t pid_ = 0;
};

}  // namespace

struct ApiServer::State {
  ~State() {
    client.reset();
    server.reset();
    etcd.reset();
    std::error_code ignored;
    fs::remove_all(folder, ignored);
  }

  fs::path folder;
  std::unique_ptr<Child> etcd;
  std::unique_ptr<Child> server;
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

Result<std::unique_ptr<ApiServer>> ApiServer::Start(const std::string& assets) {
  auto state = std::make_unique<State>();
  std::string pattern = (fs::temp_directory_path() / "meshctl-api-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr)
    return std::unexpected(InternalError("cannot make a temporary folder"));
  const fs::path folder = state->folder = pattern;
  const std::string etcd_url = fmt::format("http://127.0.0.1:{}", FreePort());
  const std::string peer_url = fmt::format("http://127.0.0.1:{}", FreePort());
  const int port = FreePort();

  const Identity identity = Authority().Issue("IP:127.0.0.1");
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
          "--disable-admission-plugins=ServiceAccount,NamespaceLifecycle", "--allow-privileged=true"},
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

ApiServer::Answer ApiServer::Get(const std::string& path) {
  const auto result = state_->client->Get(path);
  return result ? Answer{result->status, result->body} : Answer{};
}

ApiServer::Answer ApiServer::Post(const std::string& path, const std::string& body) {
  const auto result = state_->client->Post(path, body, "application/json");
  return result ? Answer{result->status, result->body} : Answer{};
}

}  // namespace meshctl::testing
