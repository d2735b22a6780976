// SPDX-License-Identifier: Apache-2.0
// meshctl simulate: where would this request go, and why? A refusal by the mesh (404, nobody listens) is an
// answer, not a failure.
#include "simulate/simulate.h"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/env.h"
#include "cmd/commands.h"
#include "cmd/manifest_input.h"
#include "diag/render.h"
#include "gatewayapi/derive.h"
#include "mesh/mesh.h"
#include "model/defaults.h"
#include "model/manifests.h"
#include "simulate/render.h"

namespace meshctl::cmd {
namespace {

struct Options {
  ManifestInput input;
  std::vector<std::string> request;  ///< [METHOD] URL
  std::vector<std::string> headers;
  std::string gateway;
  std::string from;
  std::string ns;
  std::string output = "text";
  bool explain = false;
};

Result<simulate::Question> QuestionOf(const Options& options) {
  if (options.request.empty() || options.request.size() > 2) {
    return std::unexpected(UsageError("a request is one URL, with a method before it or without")
                               .Hint("for example `meshctl simulate -f k8s/ POST http://shop.example/cart`"));
  }
  simulate::Question question;
  if (options.request.size() == 2) question.method = options.request.front();
  question.url = options.request.back();
  question.headers = options.headers;
  question.gateway = options.gateway;
  question.from = options.from;
  return question;
}

Result<cli::ExitStatus> Simulate(const Options& options, cli::Env& env) {
  const Result<simulate::Question> question = QuestionOf(options);
  if (!question) return std::unexpected(question.error());

  auto inputs = ReadManifests(options.input, env);
  if (!inputs) return std::unexpected(std::move(inputs).error());
  const bool unread = !inputs->errors.empty();
  diag::Report faults;
  model::LoadOptions load{.limits = options.input.limits()};
  if (!options.ns.empty()) load.default_namespace = options.ns;
  model::Manifests manifests = model::LoadManifests(*std::move(inputs), load, faults);
  model::AddDefaultIngressGateway(manifests);
  faults.Finish();
  *env.err.stream << diag::RenderText(faults, env.StyleFor(env.err));
  // Half a mesh gives wrong answers, so that nothing is answered when something could not be read.
  if (unread || faults.worst() == diag::Level::kError) return cli::ExitStatus::kUnreadable;

  const mesh::Mesh mesh = gatewayapi::MeshOf(std::move(manifests));
  simulate::Simulator simulator(mesh);
  const Result<simulate::Simulation> simulation = simulator.Ask(*question);
  if (!simulation) return std::unexpected(simulation.error());
  const simulate::Detail detail = options.explain ? simulate::Detail::kExplain : simulate::Detail::kShort;
  *env.out.stream << (options.output == "json"
                          ? simulate::RenderJson(*simulation)
                          : simulate::RenderText(*simulation, detail, env.StyleFor(env.out)));
  return cli::ExitStatus::kOk;
}

std::vector<cli::Flag> Flags(Options& options) {
  std::vector<cli::Flag> flags = ManifestFlags(options.input);
  const std::vector<cli::Flag> own = {
      {.name = "header",
       .letter = 'H',
       .value_name = "NAME: VALUE",
       .summary = "Send this header",
       .target = &options.headers},
      {.name = "gateway",
       .value_name = "NAME",
       .summary = "Send the request to this Gateway or gateway workload (NAME, NAME.NAMESPACE)",
       .target = &options.gateway},
      {.name = "from",
       .value_name = "WORKLOAD",
       .summary = "Send the request from this workload of the mesh (NAME, NAME.NAMESPACE)",
       .target = &options.from},
      {.name = "namespace",
       .letter = 'n',
       .value_name = "NAMESPACE",
       .summary = "Give this namespace to objects that name none",
       .target = &options.ns},
      {.name = "output",
       .letter = 'o',
       .value_name = "FORMAT",
       .summary = "How to print the answer",
       .target = &options.output,
       .choices = {"text", "json"}},
      {.name = "explain",
       .summary = "Show the rules behind the one taken and what was left out",
       .target = &options.explain},
  };
  flags.insert(flags.end(), own.begin(), own.end());
  return flags;
}

}  // namespace

cli::Command SimulateCommand() {
  auto options = std::make_shared<Options>();
  cli::Command command;
  command.name = "simulate";
  command.summary = "Show where a request would go, and why";
  command.details =
      "Decides one HTTP request from manifests alone, as istiod and Envoy would: the gateway's server or the "
      "sidecar's listener, the virtual host, the first rule that matches and the reason why each rule before "
      "it does "
      "not, then the cluster, its subset and the share of every endpoint.\n\n"
      "Without --from the request comes from outside and reaches the gateway that serves the host; --gateway "
      "is needed "
      "only where several do. The default ingress gateway is assumed when the manifests hold none. A gateway "
      "is asked on "
      "the port of its Service.\n\n"
      "A request that nothing answers (unknown host, no rule, nobody listens) is an answer too: the exit "
      "status is 0 "
      "whenever a decision was made, 64 for a gateway or workload that does not exist or is not the only "
      "one, 65 when "
      "some manifest could not be read.";
  command.examples = {
      {"meshctl simulate -f k8s/ GET http://shop.example/", "Ask for a request from outside"},
      {"meshctl simulate -f k8s/ -H 'x-user: anna' http://shop.example/cart", "Send a header"},
      {"meshctl simulate -f k8s/ --from web.shop http://cart:8080/",
       "Ask for a request from one workload to another"},
      {"meshctl simulate -f k8s/ --explain http://shop.example/",
       "Show every rule and object left out, with its reason"},
  };
  command.flags = Flags(*options);
  command.arguments = {{.name = "URL",
                        .summary = "The request; the method before it is GET unless given",
                        .target = &options->request,
                        .required = true,
                        .usage = "[METHOD] URL"}};
  command.run = [options](cli::Env& env) { return Simulate(*options, env); };
  return command;
}

}  // namespace meshctl::cmd
