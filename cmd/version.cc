// SPDX-License-Identifier: Apache-2.0
// meshctl version: of the tool, and of the API server unless --client.
#include <fmt/format.h>

#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include "cli/env.h"
#include "cmd/commands.h"
#include "cmd/connection_flags.h"
#include "yaml/json.h"

namespace meshctl::cmd {
namespace {

struct Options {
  bool client = false;
  std::string output = "text";
  kube::Connection connection;
};

Result<std::string> ServerVersion(const Options& options, const cli::Env& env) {
  auto connected = Connect(env, options.connection);
  if (!connected) return std::unexpected(std::move(connected).error());
  auto response = connected->cluster->Send({.path = "/version"});
  if (!response) return std::unexpected(std::move(response).error());
  if (response->status != 200) {
    return std::unexpected(
        ClusterError(fmt::format("the server answers /version with status {}", response->status)));
  }
  auto info = yaml::ParseJson(response->body);
  if (!info || !info->is_object() || !info->value("gitVersion", Json()).is_string()) {
    return std::unexpected(ClusterError("the server's answer to /version is not an API server's"));
  }
  return info->at("gitVersion").get<std::string>();
}

std::string Render(const std::string& format, const std::optional<std::string>& server) {
  std::string client = "v" MESHCTL_VERSION;
  if (format == "text") {
    std::string out = fmt::format("Client Version: {}\n", client);
    return server ? out + fmt::format("Server Version: {}\n", *server) : out;
  }
  Json versions = {{"clientVersion", {{"gitVersion", client}}}};
  if (server) versions["serverVersion"] = {{"gitVersion", *server}};
  return format == "json" ? versions.dump(2) + "\n" : yaml::PrintYaml(versions);
}

Result<cli::ExitStatus> RunVersion(const Options& options, cli::Env& env) {
  if (options.client) {
    *env.out.stream << Render(options.output, std::nullopt);
    return cli::ExitStatus::kOk;
  }
  auto server = ServerVersion(options, env);
  // The client's half is known whatever becomes of the server.
  *env.out.stream << Render(options.output, server ? std::optional(*server) : std::nullopt);
  if (server) return cli::ExitStatus::kOk;
  return std::unexpected(std::move(server).error().Hint("`meshctl version --client` asks no server"));
}

}  // namespace

cli::Command VersionCommand() {
  auto options = std::make_shared<Options>();
  cli::Command command{
      .name = "version",
      .summary = "Print the versions of meshctl and of the API server",
      .examples = {{"meshctl version --client", "Print the version of meshctl alone"}},
      .flags = {{.name = "client", .summary = "Ask no server", .target = &options->client},
                {.name = "output",
                 .letter = 'o',
                 .value_name = "FORMAT",
                 .summary = "Output format",
                 .target = &options->output,
                 .choices = {"text", "json", "yaml"}}},
      .run = [options](cli::Env& env) { return RunVersion(*options, env); },
  };
  for (cli::Flag& flag : ConnectionFlags(options->connection)) command.flags.push_back(std::move(flag));
  return command;
}

}  // namespace meshctl::cmd
