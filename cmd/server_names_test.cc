// SPDX-License-Identifier: Apache-2.0
#include "cmd/server_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <optional>

#include "cmd/test_run.h"
#include "testing/http_server.h"
#include "testing/memory_files.h"

namespace meshctl::cmd {
namespace {

using namespace std::chrono_literals;
using testing::HttpAnswer;
using testing::HttpRequest;

HttpAnswer Kinds(const HttpRequest& request) {
  if (request.target != "/api") return {.body = R"({"kind": "APIGroupDiscoveryList", "items": []})"};
  return {.body = R"({"kind": "APIGroupDiscoveryList", "items": [{"metadata": {}, "versions": [
    {"version": "v1", "resources": [
      {"resource": "secrets", "responseKind": {"kind": "Secret"}, "scope": "Namespaced", "verbs": ["get", "list"]},
      {"resource": "bindings", "responseKind": {"kind": "Binding"}, "scope": "Namespaced", "verbs": ["create"]}
    ]}]}]})"};
}

/// What shells get, with a clock that stands until the server hangs.
class ServerNamesTest : public ::testing::Test {
 protected:
  ServerNamesTest() {
    run_.env.now = [this] { return std::chrono::steady_clock::time_point(hangs_ ? 2s : 0s); };
  }

  HttpAnswer Hang() {
    hangs_ = true;
    return {.silent = true};
  }

  std::string Complete(std::vector<std::string> words) {
    words.insert(words.begin(), {"__complete", "--"});
    hangs_ = false;
    EXPECT_EQ(run_.Run(words), cli::ExitStatus::kOk);
    EXPECT_EQ(run_.err.str(), "");
    return run_.out.str();
  }

  testing::MemoryFiles files_;
  TestRun run_{files_};
  std::atomic<bool> hangs_ = false;
};

TEST_F(ServerNamesTest, AServerThatHangsIsNotWaitedFor) {
  const testing::HttpServer server([&](const HttpRequest&) { return Hang(); });
  EXPECT_EQ(Complete({"get", "-s", server.url(), ""}), "");
  EXPECT_EQ(Complete({"get", "-s", server.url(), "secrets", ""}), "");
  EXPECT_EQ(Complete({"delete", "-s", server.url(), "secret/"}), "");
  EXPECT_EQ(Complete({"get", "-s", server.url(), "-n", ""}), "");
}

TEST_F(ServerNamesTest, WhatCameInTimeIsOffered) {
  const testing::HttpServer server([&](const HttpRequest& request) -> HttpAnswer {
    if (request.target.find("/secrets") == std::string::npos) return Kinds(request);
    if (request.target.find("continue=") != std::string::npos) return Hang();
    return {.body = R"({"metadata": {"continue": "b"}, "items": [{"metadata": {"name": "a"}}]})"};
  });
  EXPECT_EQ(Complete({"get", "-s", server.url(), "secrets", ""}), "a\n");
}

TEST_F(ServerNamesTest, ErrorsAreSilent) {
  for (const int status : {401, 403, 404, 500, 503}) {
    const testing::HttpServer server([&](const HttpRequest&) {
      return HttpAnswer{.status = status, .body = R"({"kind": "Status", "message": "no"})"};
    });
    EXPECT_EQ(Complete({"get", "-s", server.url(), "secrets", ""}), "") << status;
    EXPECT_EQ(Complete({"get", "-v", "9", "-s", server.url(), ""}), "") << status;
  }
  const testing::HttpServer nonsense([](const HttpRequest&) { return HttpAnswer{.body = "<html>"}; });
  EXPECT_EQ(Complete({"get", "-s", nonsense.url(), "secrets", ""}), "");
}

TEST_F(ServerNamesTest, OnlyMetadataIsAskedFor) {
  std::atomic<bool> metadata_only = false;
  const testing::HttpServer server([&](const HttpRequest& request) {
    if (request.target.find("/secrets") == std::string::npos) return Kinds(request);
    metadata_only = request.Header("Accept") ==
                    "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";
    return HttpAnswer{.body = R"({"items": []})"};
  });
  EXPECT_EQ(Complete({"get", "-s", server.url(), "secrets", ""}), "");
  EXPECT_TRUE(metadata_only);
}

TEST_F(ServerNamesTest, OnlyWhatTheCommandTakesIsOffered) {
  const testing::HttpServer server(Kinds);
  EXPECT_EQ(Complete({"get", "-s", server.url(), ""}), "secrets\n");
  EXPECT_EQ(Complete({"rollout", "status", "-s", server.url(), ""}), "");
}

TEST_F(ServerNamesTest, NamesCannotDriveTheShell) {
  const testing::HttpServer server([](const HttpRequest& request) {
    if (request.target.find("/secrets") == std::string::npos) return Kinds(request);
    return HttpAnswer{.body =
                          R"({"items": [{"metadata": {"name": "a\nb"}}, {"metadata": {"name": "\u001b[2J"}},
      {"metadata": {"name": "good"}}, {"metadata": {"name": 7}}, {"metadata": {}}, 1]})"};
  });
  EXPECT_EQ(Complete({"get", "-s", server.url(), "secrets", ""}), "good\n");
}

TEST_F(ServerNamesTest, PluginsAreBoundToo) {
  files_.files["config"] =
      "current-context: c\ncontexts: [{name: c, context: {cluster: c, user: u}}]\n"
      "clusters: [{name: c, cluster: {server: 'https://127.0.0.1:1'}}]\n"
      "users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1beta1, "
      "command: login}}}]\n";
  std::optional<source::Program> ran;
  run_.env.in_terminal = true;
  run_.env.run_plugin = [&](const source::Program& program,
                            const source::ProgramLimits& limits) -> Result<source::ProgramOutput> {
    ran = program;
    EXPECT_EQ(limits.timeout, 2s);
    return source::ProgramOutput{.status = 1, .out = {}, .err = "not today"};
  };
  EXPECT_EQ(Complete({"get", ""}), "");
  ASSERT_TRUE(ran);
  EXPECT_EQ(ran->input, source::Program::Stream::kOwn);
  EXPECT_EQ(ran->errors, source::Program::Stream::kOwn);
}

TEST_F(ServerNamesTest, LinesNeedNotMakeSense) {
  const testing::HttpServer server(Kinds);
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{""},
                                             {"-"},
                                             {"--"},
                                             {"get", "-"},
                                             {"get", "--"},
                                             {"get", "--="},
                                             {"get", "-n"},
                                             {"nonsense", ""},
                                             {"get", "-n", "-n", "-"},
                                             {"rollout", ""},
                                             {"rollout", "nonsense", ""},
                                             {"get", "/"},
                                             {"get", ","}}) {
    std::vector<std::string> line = {"--server", server.url()};
    line.insert(line.begin(), words.begin(), words.end() - 1);
    line.push_back(words.back());
    EXPECT_TRUE(Complete(line) == "" || words.back() == ",") << words.back();
  }
}

}  // namespace
}  // namespace meshctl::cmd
