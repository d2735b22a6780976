// SPDX-License-Identifier: Apache-2.0
// meshctl access: may one workload talk to another, and who says so? The heir of `istioctl authn tls-check`.
#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/env.h"
#include "cmd/commands.h"
#include "cmd/mesh_input.h"
#include "cmd/structured.h"
#include "cmd/token_input.h"
#include "simulate/reach.h"
#include "simulate/render_reach.h"

namespace meshctl::cmd {
namespace {

struct Options {
  AnalysisFlags input;
  std::vector<std::string> question;  ///< FROM TO[:PORT] [METHOD PATH]
  std::vector<std::string> headers;
  std::string jwt;
  std::string source_address;
  std::string expect;
  std::string output = "text";
  bool explain = false;
};

Result<simulate::ReachQuestion> QuestionOf(const Options& options) {
  const std::vector<std::string>& words = options.question;
  if (words.size() != 2 && words.size() != 4) {
    return std::unexpected(UsageError("a question is FROM TO[:PORT], with METHOD PATH behind it or without")
                               .Hint("for example `meshctl access -f k8s/ web.shop cart.shop:80 GET /cart`"));
  }
  simulate::ReachQuestion question;
  question.from = words[0];
  question.to = words[1];
  if (words.size() == 4) {
    question.method = words[2];
    question.path = words[3];
  }
  question.headers = options.headers;
  question.source_address = options.source_address;
  return question;
}

/// Whether the answer is the one that was expected; says so when it is not.
cli::ExitStatus Check(const Options& options, const simulate::ReachAnswer& answer, cli::Env& env) {
  const std::string_view found = Name(simulate::PermissionOf(answer));
  if (options.expect.empty() || options.expect == found) return cli::ExitStatus::kOk;
  *env.err.stream << fmt::format("error: expected `{}`, but the answer is `{}`\n", options.expect, found);
  return cli::ExitStatus::kFailed;
}

Result<cli::ExitStatus> Access(const Options& options, cli::Env& env) {
  Result<simulate::ReachQuestion> question = QuestionOf(options);
  if (!question) return std::unexpected(question.error());
  Result<std::string> token = ReadToken(options.jwt, env);
  if (!token) return std::unexpected(token.error());
  question->jwt = *std::move(token);
  const auto mesh = ReadMesh(options.input, env);
  if (!mesh) return std::unexpected(mesh.error());
  const Result<simulate::ReachAnswer> answer = simulate::AskReach(*mesh, *question);
  if (!answer) return std::unexpected(answer.error());
  const simulate::Detail detail = options.explain ? simulate::Detail::kExplain : simulate::Detail::kShort;
  *env.out.stream << (options.output == "text" ? simulate::RenderText(*answer, detail, env.StyleFor(env.out))
                                               : InFormat(simulate::RenderJson(*answer), options.output));
  return Check(options, *answer, env);
}

std::vector<cli::Flag> Flags(Options& options) {
  std::vector<cli::Flag> flags = MeshInputFlags(options.input);
  const std::vector<cli::Flag> own = {
      {.name = "header",
       .letter = 'H',
       .value_name = "NAME: VALUE",
       .summary = "Send this header; `host` is that of the service unless given",
       .target = &options.headers},
      {.name = "jwt",
       .value_name = "CLAIMS",
       .summary =
           "Show a token with these claims: JSON, a token whose signature is taken for valid, or @FILE",
       .target = &options.jwt},
      {.name = "source-address",
       .value_name = "IP",
       .summary = "The address of the client, for policies that ask for it",
       .target = &options.source_address},
      {.name = "expect",
       .value_name = "ANSWER",
       .summary = "Fail (exit status 1) unless this is the answer",
       .target = &options.expect,
       .choices = {"allow", "deny"}},
      {.name = "output",
       .letter = 'o',
       .value_name = "FORMAT",
       .summary = "How to print the answer",
       .target = &options.output,
       .choices = {"text", "json", "yaml"}},
      {.name = "explain",
       .summary = "Show every policy and rule that was considered, with its reason",
       .target = &options.explain},
  };
  flags.insert(flags.end(), own.begin(), own.end());
  return flags;
}

}  // namespace

cli::Command AccessCommand() {
  auto options = std::make_shared<Options>();
  cli::Command command;
  command.name = "access";
  command.summary = "Show whether one workload may talk to another, and why";
  command.details =
      "Answers for two workloads: whether bytes travel in plaintext, by mTLS or are refused "
      "(DestinationRule, "
      "PeerAuthentication), what identity the server sees, who enforces policies there (a sidecar, a "
      "waypoint, a "
      "ztunnel, a gateway, nobody), and whether RequestAuthentication and AuthorizationPolicy let the "
      "request "
      "pass, with the object, rule, file, line and column that decide.\n\n"
      "FROM is a workload (NAME, NAME.NAMESPACE) or `outside`, a client that has no part in the mesh. TO is "
      "a "
      "workload, or a service, which means every workload behind it; without a port every port that services "
      "send "
      "to is asked. The request is `GET /` unless METHOD and PATH are given; of TCP ports only the "
      "connection "
      "counts. Routes play no part: `meshctl simulate` follows them.\n\n"
      "What manifests do not say (the address of a client, the answer of an external authorizer) makes the "
      "answer "
      "`not sure`. The exit status is 0 whenever an answer was found; with --expect it is 1 when the answer "
      "is "
      "another one. Of several ports all must be allowed, and one that is denied denies.";
  command.examples = {
      {"meshctl access -f k8s/ web.shop cart.shop:80", "Ask for one port"},
      {"meshctl access -f k8s/ web.shop cart.shop:80 POST /orders", "Ask for one request"},
      {"meshctl access -f k8s/ outside cart.shop", "Ask who but the mesh gets in, on every port"},
      {"meshctl access -f k8s/ --expect deny batch.jobs db.data:5432", "Check in CI that it stays closed"},
      {"meshctl access -f k8s/ --explain web.shop cart.shop:80", "Show every policy with its reason"},
  };
  command.flags = Flags(*options);
  command.arguments = {{.name = "QUESTION",
                        .summary = "Who asks whom, and for what",
                        .target = &options->question,
                        .required = true,
                        .usage = "FROM TO[:PORT] [METHOD PATH]"}};
  command.run = [options](cli::Env& env) { return Access(*options, env); };
  return command;
}

}  // namespace meshctl::cmd
