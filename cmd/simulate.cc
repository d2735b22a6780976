// SPDX-License-Identifier: Apache-2.0
// meshctl simulate: where would this request go, and why? A refusal by the mesh (404, nobody listens) is an
// answer, not a failure.
#include "simulate/simulate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <string>
#include <vector>

#include "base/utf8.h"
#include "cli/command.h"
#include "cli/env.h"
#include "cmd/commands.h"
#include "cmd/mesh_input.h"
#include "cmd/replay.h"
#include "cmd/structured.h"
#include "cmd/token_input.h"
#include "diag/render.h"
#include "simulate/draws.h"
#include "simulate/graph.h"
#include "simulate/render.h"

namespace meshctl::cmd {
namespace {

constexpr int kMostDraws = 100'000'000;

struct Options {
  AnalysisFlags input;
  std::vector<std::string> request;  ///< [METHOD] URL
  std::vector<std::string> headers;
  std::string gateway;
  std::string from;
  std::string sni;
  std::string tls;
  int count = 0;
  int seed = 1;
  std::string jwt;
  std::string source_address;
  std::string graph;
  ReplayOptions replay;
  std::string output = "text";
  bool explain = false;
};

std::optional<http::Tls> TlsOf(const std::string& text) {
  if (text == "plaintext") return http::Tls::kPlaintext;
  if (text == "tls") return http::Tls::kTls;
  if (text == "mtls") return http::Tls::kMutual;
  return std::nullopt;
}

/// Whether HTTP lets a method be spelled like this (RFC 9110: a token).
bool IsMethod(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
    return std::isalnum(c) ||
           std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) != std::string_view::npos;
  });
}

/// What goes only with a log, or only without one.
Result<void> CheckTogether(const Options& options) {
  const bool replays = !options.replay.log.empty();
  if (!replays && (!options.replay.against.empty() || !options.replay.format.empty())) {
    return std::unexpected(
        UsageError("`--against` and `--format` are about a log").Hint("name it with `--replay`"));
  }
  if (replays && (options.count != 0 || !options.graph.empty() || !options.jwt.empty())) {
    return std::unexpected(UsageError("`--count`, `--graph` and `--jwt` are about one request")
                               .Hint("leave them out, or leave out `--replay`"));
  }
  return {};
}

Result<simulate::Question> QuestionOf(const Options& options) {
  if (auto checked = CheckTogether(options); !checked) return std::unexpected(checked.error());
  const bool needs_url = options.replay.log.empty();
  if ((needs_url && options.request.empty()) || options.request.size() > 2) {
    return std::unexpected(UsageError("a request is one URL, with a method before it or without")
                               .Hint("for example `meshctl simulate -f k8s/ POST http://shop.example/cart`"));
  }
  if (options.request.size() == 2 && !IsMethod(options.request.front())) {
    return std::unexpected(
        UsageError(fmt::format("`{}` is no HTTP method", utf8::Printable(options.request.front())))
            .Hint("the method stands before the URL: `GET http://shop.example/`"));
  }
  if (options.count < 0 || options.count > kMostDraws) {
    return std::unexpected(
        UsageError(fmt::format("`--count {}` is not from 0 to {}", options.count, kMostDraws)));
  }
  simulate::Question question;
  if (options.request.size() == 2) question.method = options.request.front();
  if (!options.request.empty()) question.url = options.request.back();
  question.headers = options.headers;
  question.gateway = options.gateway;
  question.from = options.from;
  question.sni = options.sni;
  question.tls = TlsOf(options.tls);
  question.source_address = options.source_address;
  return question;
}

simulate::Detail DetailOf(const Options& options) {
  return options.explain ? simulate::Detail::kExplain : simulate::Detail::kShort;
}

std::string Rendered(const Options& options, const simulate::Simulation& simulation, const cli::Env& env) {
  if (options.graph == "dot") return simulate::RenderDot(simulation);
  if (options.graph == "mermaid") return simulate::RenderMermaid(simulation);
  const std::vector<simulate::Drawn> drawn = simulate::Draw(
      simulation, static_cast<std::uint64_t>(options.count), static_cast<std::uint64_t>(options.seed));
  if (options.output != "text") return InFormat(simulate::RenderJson(simulation, drawn), options.output);
  return simulate::RenderText(simulation, DetailOf(options), env.StyleFor(env.out), drawn);
}

Result<cli::ExitStatus> Simulate(const Options& options, cli::Env& env) {
  Result<simulate::Question> question = QuestionOf(options);
  if (!question) return std::unexpected(question.error());
  Result<std::string> token = ReadToken(options.jwt, env);
  if (!token) return std::unexpected(token.error());
  question->jwt = *std::move(token);
  if (!options.replay.log.empty())
    return ReplayLog(options.replay, options.input, *question, options.output, DetailOf(options), env);
  const auto mesh = ReadMesh(options.input, env);
  if (!mesh) return std::unexpected(mesh.error());
  simulate::Simulator simulator(*mesh);
  const Result<simulate::Simulation> simulation = simulator.Ask(*question);
  if (!simulation) return std::unexpected(simulation.error());
  *env.out.stream << Rendered(options, *simulation, env);
  return cli::ExitStatus::kOk;
}

std::vector<cli::Flag> Flags(Options& options) {
  std::vector<cli::Flag> flags = MeshInputFlags(options.input);
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
      {.name = "tls",
       .value_name = "HOW",
       .summary = "How the connection is encrypted, if not as the URL's scheme says",
       .target = &options.tls,
       .choices = {"plaintext", "tls", "mtls"}},
      {.name = "sni",
       .value_name = "NAME",
       .summary = "The TLS server name, if not the host of the URL",
       .target = &options.sni},
      {.name = "jwt",
       .value_name = "CLAIMS",
       .summary =
           "Show a token with these claims: JSON, a token whose signature is taken for valid, or @FILE",
       .target = &options.jwt},
      {.name = "source-address",
       .value_name = "IP",
       .summary = "The address of the client, for policies that ask for it",
       .target = &options.source_address},
      {.name = "count",
       .value_name = "N",
       .summary = "Draw that many requests, and show how chance distributes them",
       .target = &options.count},
      {.name = "seed",
       .value_name = "S",
       .summary = "What chance starts from: the same number, the same draws",
       .target = &options.seed},
      {.name = "graph",
       .value_name = "LANGUAGE",
       .summary = "Draw all routes of the host instead of one answer",
       .target = &options.graph,
       .choices = {"dot", "mermaid"}},
      {.name = "output",
       .letter = 'o',
       .value_name = "FORMAT",
       .summary = "How to print the answer",
       .target = &options.output,
       .choices = {"text", "json", "yaml"}},
      {.name = "replay",
       .value_name = "LOG",
       .summary = "Decide every request of an access log (`-`: standard input)",
       .target = &options.replay.log,
       .completes = cli::Completes::kFile},
      {.name = "format",
       .value_name = "FORMAT",
       .summary = "What the log looks like, if its first line does not say it",
       .target = &options.replay.format,
       .choices = {"envoy", "json", "combined", "list"}},
      {.name = "against",
       .value_name = "PATH",
       .summary = "Show what of the log these other manifests would route differently",
       .target = &options.replay.against,
       .completes = cli::Completes::kFile},
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
      "Decides one request from manifests alone, as istiod and Envoy would: the gateway's server or the "
      "sidecar's listener, the virtual host, the first rule that matches and the reason why each rule before "
      "it does not, then the cluster, its subset and the share of every endpoint, and what policies say "
      "where it arrives.\n\n"
      "Without --from the request comes from outside and reaches the gateway that serves the host; --gateway "
      "is needed only where several do. When the manifests hold no gateway, the one that Istio installs is "
      "assumed; its Service leads from 80 to 8080 and from 443 to 8443. A gateway is asked on the port of "
      "its Service. `tcp://host:port` is a connection without HTTP.\n\n"
      "Without -f the cluster of the current context is asked; with --use-kube or --context files take the "
      "place of its objects, as if they were applied.\n\n"
      "--replay decides a whole log: text and JSON of Envoy and Istio, NGINX and Apache combined, lists of "
      "`METHOD URL`. What lines leave out (the host of combined logs, headers) comes from the URL and -H. "
      "Lines that cannot be read are counted and shown. Policies are not asked. With --against the exit "
      "status "
      "is 1, as that of diff, when those other manifests would route some request differently.\n\n"
      "A request that nothing answers (unknown host, no rule, nobody listens) is an answer too: the exit "
      "status is 0 whenever a decision was made, 64 for a gateway or workload that does not exist or is not "
      "the only one, 65 when some manifest, or every line of a log, could not be read.";
  command.examples = {
      {"meshctl simulate -f k8s/ GET http://shop.example/", "Ask for a request from outside"},
      {"meshctl simulate -f k8s/ -H 'x-user: anna' http://shop.example/cart", "Send a header"},
      {"meshctl simulate -f k8s/ --from web.shop http://cart:8080/",
       "Ask for a request from one workload to another"},
      {"meshctl simulate -f k8s/ --explain http://shop.example/",
       "Show every rule and object left out, with its reason"},
      {"meshctl simulate -f k8s/ --count 10000 http://shop.example/", "See what chance makes of the weights"},
      {"meshctl simulate -f k8s/ --graph mermaid http://shop.example/", "Draw the routes of a host"},
      {"meshctl simulate --context prod --from web.shop tcp://db.shop:5432", "Ask a live cluster"},
      {"meshctl simulate -f k8s/ --replay access.log --against k8s-new/",
       "See which requests of yesterday a change would route differently"},
  };
  command.flags = Flags(*options);
  command.arguments = {{.name = "URL",
                        .summary = "The request; the method before it is GET unless given",
                        .target = &options->request,
                        .usage = "[METHOD] URL"}};
  command.run = [options](cli::Env& env) { return Simulate(*options, env); };
  return command;
}

}  // namespace meshctl::cmd
