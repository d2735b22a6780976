// SPDX-License-Identifier: Apache-2.0
// meshctl sandbox: a Kubernetes API for trying things out, for as long as it runs or as a command does.
#include <fmt/format.h>
#include <fmt/ostream.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/command.h"
#include "cli/dispatch.h"
#include "cli/env.h"
#include "cmd/commands.h"
#include "diag/render.h"
#include "model/manifests.h"
#include "sandbox/api.h"
#include "sandbox/foreground.h"
#include "sandbox/kubeconfig.h"
#include "sandbox/preloaded.h"
#include "sandbox/server.h"
#include "source/inputs.h"
#include "yaml/json.h"

namespace meshctl::cmd {
namespace {

struct Options {
  int port = 0;
  std::string kubeconfig;
  std::vector<std::string> load;
  bool empty = false;
  std::vector<std::string> command;
};

constexpr int kLastPort = 65535;

/// A kubeconfig on disk, removed in the end when it has a temporary name.
class KubeconfigFile {
 public:
  static Result<KubeconfigFile> Write(const std::string& wanted, const cli::Env& env,
                                      const std::string& content) {
    if (!wanted.empty()) {
      auto written = sandbox::WritePrivate(wanted, content);
      if (!written) return std::unexpected(std::move(written).error());
      return KubeconfigFile(wanted, false);
    }
    std::string folder = "/tmp";
    for (const char* name : {"TMPDIR", "XDG_RUNTIME_DIR"}) {
      if (auto value = env.variable(name); value && !value->empty()) folder = *value;
    }
    auto path = sandbox::WritePrivateTemporary(folder, content);
    if (!path) return std::unexpected(std::move(path).error());
    return KubeconfigFile(*std::move(path), true);
  }
  KubeconfigFile(KubeconfigFile&& other) noexcept
      : path_(std::move(other.path_)), temporary_(std::exchange(other.temporary_, false)) {}
  KubeconfigFile& operator=(KubeconfigFile&&) = delete;
  ~KubeconfigFile() {
    if (temporary_) unlink(path_.c_str());
  }
  const std::string& path() const { return path_; }

 private:
  KubeconfigFile(std::string path, bool temporary) : path_(std::move(path)), temporary_(temporary) {}

  std::string path_;
  bool temporary_;
};

Result<std::vector<Json>> ReadManifests(const std::vector<std::string>& paths, cli::Env& env) {
  source::Inputs inputs = source::ReadInputs(paths, {}, *env.fs, *env.in);
  if (!inputs.errors.empty()) return std::unexpected(inputs.errors.front());
  diag::Report report;
  const model::Manifests manifests = model::LoadManifests(std::move(inputs), {}, report);
  report.Finish();
  if (report.Count(diag::Level::kError) > 0) {
    *env.err.stream << diag::RenderText(report, env.StyleFor(env.err));
    return std::unexpected(InputError("the manifests to load cannot be read"));
  }
  std::vector<Json> objects;
  for (const model::Object& object : manifests.objects()) {
    Json& copy = objects.emplace_back(yaml::ToJson(*object.root));
    if (object.namespaced && copy["metadata"].is_object()) copy["metadata"]["namespace"] = *object.namespace_;
  }
  return objects;
}

Result<void> Fill(sandbox::Api& api, const Options& options, cli::Env& env) {
  std::vector<Json> objects = sandbox::ClusterObjects();
  if (!options.empty) {
    for (Json& object : sandbox::IngressGatewayObjects()) objects.push_back(std::move(object));
  }
  if (!options.load.empty()) {
    auto given = ReadManifests(options.load, env);
    if (!given) return std::unexpected(std::move(given).error());
    for (Json& object : *given) objects.push_back(std::move(object));
  }
  if (auto filled = api.Preload(std::move(objects)); !filled)
    return std::unexpected(InputError(filled.error().message));
  return {};
}

Result<cli::ExitStatus> Run(const Options& options, cli::Env& env) {
  if (options.port < 0 || options.port > kLastPort) {
    return std::unexpected(UsageError(fmt::format("`--port` must be between 0 and {}", kLastPort)));
  }
  const sandbox::StopSignals signals;
  sandbox::Api api(sandbox::RealSources());
  if (auto filled = Fill(api, options, env); !filled) return std::unexpected(std::move(filled).error());
  auto server = sandbox::Server::Start(api, options.port);
  if (!server) return std::unexpected(std::move(server).error());
  const sandbox::Access& access = (*server)->access();
  auto file = KubeconfigFile::Write(options.kubeconfig, env, sandbox::PrintKubeconfig(access));
  if (!file) return std::unexpected(std::move(file).error());

  if (!options.command.empty()) {
    auto status = signals.Run(options.command, {"KUBECONFIG", file->path()});
    if (!status) return std::unexpected(std::move(status).error());
    return static_cast<cli::ExitStatus>(*status);
  }
  fmt::print(*env.out.stream, "export KUBECONFIG={}\n", file->path());
  fmt::print(*env.out.stream, "# a Kubernetes API in memory on {}; Ctrl-C ends it\n", access.server);
  if (!options.empty) {
    fmt::print(*env.out.stream,
               "# it holds an ingress gateway: Deployment istio-system/istio-ingressgateway\n");
  }
  env.out.stream->flush();
  signals.Wait();
  return cli::ExitStatus::kOk;
}

std::vector<cli::Flag> Flags(Options& options) {
  return {
      {.name = "port",
       .value_name = "N",
       .summary = "Listen on this port of 127.0.0.1; 0: any free one",
       .target = &options.port},
      {.name = "kubeconfig",
       .value_name = "PATH",
       .summary = "Write the kubeconfig there and leave it; else it is a temporary file",
       .target = &options.kubeconfig,
       .completes = cli::Completes::kFile},
      {.name = "load",
       .value_name = "PATH",
       .summary = "Start with the objects of this file or folder",
       .target = &options.load,
       .completes = cli::Completes::kFile},
      {.name = "empty",
       .summary = "Start without the ingress gateway in istio-system",
       .target = &options.empty},
  };
}

}  // namespace

cli::Command SandboxCommand() {
  auto options = std::make_shared<Options>();
  cli::Command command;
  command.name = "sandbox";
  command.summary = "Run a Kubernetes API in memory to try things out";
  command.details =
      "Serves the Kubernetes API on the loopback address: built-in, Istio and Gateway API kinds, server-side "
      "apply "
      "with conflicts, dry-run, strict field validation, selectors and watches. Simulated controllers make "
      "Deployments ready at once, give Pods and Services addresses, keep EndpointSlices and answer for "
      "Gateways "
      "and routes of Gateway API. Nothing runs and nothing is kept.\n\n"
      "To see a rollout that is stuck, annotate the Pod template with `sandbox.meshctl.dev/pods`: "
      "`ImagePullBackOff`, `CrashLoopBackOff`, `CreateContainerConfigError`, `Unschedulable` and `Unready` "
      "give "
      "the statuses and Events of Pods in that trouble, `Slow` Pods that are ready a second after their "
      "creation. A ResourceQuota that is used up keeps ReplicaSets from creating Pods.\n\n"
      "The connection is TLS with a certificate made for this run, and needs the token in the kubeconfig "
      "that is "
      "written. Without a COMMAND, the path of that file is printed as a line for the shell, and the API is "
      "served "
      "until Ctrl-C. With a COMMAND, that runs with KUBECONFIG set, and its exit status is the answer.";
  command.examples = {
      {"meshctl sandbox", "Serve until Ctrl-C"},
      {"meshctl sandbox -- meshctl apply -f k8s/", "See whether an API server takes a folder"},
      {"meshctl sandbox --load k8s/ -- meshctl diff -f new/", "Compare two folders as an API server would"},
      {"meshctl sandbox --port 6443 --kubeconfig /tmp/kubeconfig", "Serve in a place known before"},
  };
  command.flags = Flags(*options);
  command.arguments = {{.name = "COMMAND",
                        .summary = "A program and its arguments to run, behind --",
                        .target = &options->command}};
  command.run = [options](cli::Env& env) { return Run(*options, env); };
  return command;
}

}  // namespace meshctl::cmd
