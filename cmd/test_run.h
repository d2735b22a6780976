// SPDX-License-Identifier: Apache-2.0
// Calls of the whole tool in one process, for tests: words in, what it prints out.
#pragma once

#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "cli/dispatch.h"
#include "cli/env.h"
#include "cmd/commands.h"
#include "sandbox/api.h"
#include "sandbox/preloaded.h"
#include "sandbox/server.h"
#include "source/file_system.h"
#include "yaml/json.h"

namespace meshctl::cmd {

/// A world whose KUBECONFIG is the file `config`.
class TestRun {
 public:
  explicit TestRun(source::FileSystem& files) {
    env.in = &in_;
    env.out.stream = &out;
    env.err.stream = &err;
    env.fs = &files;
    env.variable = [](const std::string& name) {
      return name == "KUBECONFIG" ? std::optional<std::string>("config") : std::nullopt;
    };
  }

  cli::ExitStatus Run(const std::vector<std::string>& words) {
    out.str("");
    err.str("");
    return cli::Dispatch(MeshctlCommand(env.color), words, env);
  }

  std::ostringstream out;
  std::ostringstream err;
  cli::Env env;

 private:
  std::istringstream in_;
};

/// The sandbox on a port, with what a new cluster holds.
class TestSandbox {
 public:
  TestSandbox() : api_(sandbox::RealSources()) {
    const auto loaded = api_.Preload(sandbox::ClusterObjects());
    if (!loaded) throw std::runtime_error(loaded.error().message);
    auto server = sandbox::Server::Start(api_, 0);
    if (!server) throw std::runtime_error(server.error().message);
    server_ = *std::move(server);
  }

  std::string kubeconfig() const { return sandbox::PrintKubeconfig(server_->access()); }

  /// Writes an object, or deletes one, without a socket; answers the status.
  int Call(const std::string& method, const std::string& path, const Json& body = nullptr) {
    const auto reply =
        api_.Handle({.method = method,
                     .path = path,
                     .content_type = method == "PATCH" ? "application/merge-patch+json" : "application/json",
                     .user_agent = "test/1.0",
                     .body = body.is_null() ? "" : body.dump()});
    return std::get<sandbox::Response>(reply).status;
  }

 private:
  sandbox::Api api_;
  std::unique_ptr<sandbox::Server> server_;
};

}  // namespace meshctl::cmd
