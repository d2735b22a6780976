// SPDX-License-Identifier: Apache-2.0
#include "sandbox/server.h"

#include <gtest/gtest.h>
#include <httplib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "sandbox/foreground.h"
#include "sandbox/test_api.h"

namespace meshctl::sandbox {
namespace {

// A folder of the test's own, removed in the end.
class Scratch {
 public:
  Scratch() : path_("/tmp/meshctl-server-test-XXXXXX") { EXPECT_NE(mkdtemp(path_.data()), nullptr); }
  ~Scratch() {
    for (const std::string& file : files_) unlink(file.c_str());
    rmdir(path_.c_str());
  }
  std::string File(const std::string& name) { return files_.emplace_back(path_ + "/" + name); }
  const std::string& path() const { return path_; }
  void Keep(const std::string& file) { files_.push_back(file); }

 private:
  std::string path_;
  std::vector<std::string> files_;
};

std::string Read(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

int PortOf(const Access& access) {
  return std::atoi(access.server.substr(access.server.rfind(':') + 1).c_str());
}

httplib::Headers Bearer(const Access& access) { return {{"Authorization", "Bearer " + access.token}}; }

class ServerTest : public ::testing::Test {
 protected:
  ServerTest() {
    auto started = Server::Start(api_.api, 0);
    EXPECT_TRUE(started) << started.error().message;
    server_ = std::move(*started);
    const std::string authority = scratch_.File("ca.pem");
    EXPECT_TRUE(WritePrivate(authority, server_->access().authority_pem));
    client_ = std::make_unique<httplib::SSLClient>("127.0.0.1", PortOf(server_->access()));
    client_->set_ca_cert_path(authority.c_str());
    client_->enable_server_certificate_verification(true);
  }

  Scratch scratch_;
  TestApi api_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<httplib::SSLClient> client_;
};

TEST_F(ServerTest, ServesHoldersOfTheTokenOverVerifiedTls) {
  const auto response = client_->Get("/api/v1/namespaces/default", Bearer(server_->access()));
  ASSERT_TRUE(response) << httplib::to_string(response.error());
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->get_header_value("Content-Type"), "application/json; charset=utf-8");
  EXPECT_EQ(Json::parse(response->body)["metadata"]["name"], "default");
}

TEST_F(ServerTest, RefusesOtherTokens) {
  for (const char* token : {"", "Bearer ", "Bearer wrong", "Basic x"}) {
    const auto response = client_->Get("/api/v1/namespaces", {{"Authorization", token}});
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 401);
    EXPECT_EQ(Json::parse(response->body)["reason"], "Unauthorized");
  }
}

TEST_F(ServerTest, ClientsThatDoNotTrustTheAuthorityGoAway) {
  httplib::SSLClient stranger("127.0.0.1", PortOf(server_->access()));
  stranger.enable_server_certificate_verification(true);
  EXPECT_EQ(stranger.Get("/version").error(), httplib::Error::SSLServerVerification);
}

TEST_F(ServerTest, WarningsAreHeaders) {
  const auto response = client_->Post("/api/v1/namespaces/default/configmaps", Bearer(server_->access()),
                                      "{metadata: {name: a}, foo: 1}", "application/yaml");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 201);
  EXPECT_EQ(response->get_header_value("Warning"), "299 - \"unknown field \\\"foo\\\"\"");
}

TEST_F(ServerTest, AWatchStreamsUntilItsTimeout) {
  std::string seen;
  const auto response =
      client_->Get("/api/v1/namespaces?watch=true&timeoutSeconds=1&fieldSelector=metadata.name%3Ddefault",
                   Bearer(server_->access()), [&](const char* data, std::size_t size) {
                     seen.append(data, size);
                     return true;
                   });
  ASSERT_TRUE(response);
  const Json event = Json::parse(seen);
  EXPECT_EQ(event["type"], "ADDED");
  EXPECT_EQ(event["object"]["metadata"]["name"], "default");
}

TEST_F(ServerTest, NothingIsCompressedSinceThatHoldsBackEvents) {
  httplib::Headers headers = Bearer(server_->access());
  headers.emplace("Accept-Encoding", "gzip, br");
  for (const char* query : {"", "?watch=true&timeoutSeconds=1"}) {
    const auto response = client_->Get(std::string("/api/v1/namespaces") + query, headers);
    ASSERT_TRUE(response);
    EXPECT_EQ(response->get_header_value("Content-Encoding"), "");
    EXPECT_EQ(response->get_header_value("Content-Type"), "application/json; charset=utf-8");
  }
}

TEST_F(ServerTest, ATakenPortIsAnError) {
  const auto second = Server::Start(api_.api, PortOf(server_->access()));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().message, fmt::format("cannot listen on 127.0.0.1:{}", PortOf(server_->access())));
}

TEST(Kubeconfig, HoldsEverythingAClientNeeds) {
  EXPECT_EQ(PrintKubeconfig({"https://127.0.0.1:1", "PEM", "secret"}), R"(apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: UEVN
    server: https://127.0.0.1:1
  name: sandbox
contexts:
- context:
    cluster: sandbox
    namespace: default
    user: sandbox
  name: sandbox
current-context: sandbox
kind: Config
users:
- name: sandbox
  user:
    token: secret
)");
}

TEST(Kubeconfig, IsReadableByItsOwnerOnly) {
  Scratch scratch;
  auto path = WritePrivateTemporary(scratch.path(), "text");
  ASSERT_TRUE(path) << path.error().message;
  scratch.Keep(*path);
  EXPECT_EQ(Read(*path), "text");
  ASSERT_EQ(chmod(path->c_str(), 0644), 0);
  ASSERT_TRUE(WritePrivate(*path, "other"));
  EXPECT_EQ(Read(*path), "other");
  struct stat info{};
  ASSERT_EQ(stat(path->c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  EXPECT_FALSE(WritePrivate(scratch.path() + "/none/x", "text"));
}

TEST(Foreground, ACommandRunsWithOneMoreVariable) {
  const StopSignals signals;
  const std::pair<std::string, std::string> variable{"MESHCTL_TEST", "yes"};
  EXPECT_EQ(signals.Run({"sh", "-c", "test \"$MESHCTL_TEST\" = yes"}, variable), 0);
  EXPECT_EQ(signals.Run({"sh", "-c", "exit 7"}, variable), 7);
  EXPECT_EQ(signals.Run({"sh", "-c", "kill -9 $$"}, variable), 128 + 9);
  const auto missing = signals.Run({"meshctl-no-such-program"}, variable);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().message, "cannot run `meshctl-no-such-program`: No such file or directory");
}

}  // namespace
}  // namespace meshctl::sandbox
