// SPDX-License-Identifier: Apache-2.0
// meshctl routes: what a proxy has been told, as one list in the order of evaluation. `istioctl proxy-config
// routes` shows the same of a running proxy, without conditions, shares and origins.
#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "base/nearest.h"
#include "cli/command.h"
#include "cli/env.h"
#include "cmd/commands.h"
#include "cmd/mesh_input.h"
#include "cmd/structured.h"
#include "route/compile.h"
#include "simulate/proxies.h"
#include "simulate/route_listing.h"

namespace meshctl::cmd {
namespace {

struct Options {
  AnalysisFlags input;
  std::string host;
  std::string gateway;
  std::string from;
  std::string output = "text";
  bool explain = false;
};

Error NobodyServes(const Options& options, const std::vector<route::RouteTable>& tables) {
  Error error = UsageError(fmt::format("no route is for host `{}`", options.host));
  std::vector<std::string_view> names;
  for (const route::RouteTable& table : tables) {
    const std::vector<std::string_view> more = simulate::ListedNames(table);
    names.insert(names.end(), more.begin(), more.end());
  }
  if (const std::string_view near = Nearest(options.host, names); !near.empty())
    error.hints.push_back(fmt::format("did you mean `{}`?", near));
  error.hints.push_back(options.from.empty() ? "`--from WORKLOAD` shows what a workload of the mesh can call"
                                             : "without a host all virtual hosts are listed");
  return error;
}

Result<cli::ExitStatus> Routes(const Options& options, cli::Env& env) {
  const auto mesh = ReadMesh(options.input, env);
  if (!mesh) return std::unexpected(mesh.error());
  const auto proxies = simulate::ChooseProxies(*mesh, options.gateway, options.from);
  if (!proxies) return std::unexpected(proxies.error());
  std::vector<route::RouteTable> tables;
  for (const route::Proxy& proxy : *proxies) tables.push_back(route::Compile(*mesh, proxy));
  std::vector<simulate::Listing> listings;
  for (const route::RouteTable& table : tables) {
    simulate::Listing listing = simulate::List(table, options.host);
    if (options.host.empty() || !listing.empty()) listings.push_back(std::move(listing));
  }
  if (listings.empty()) return std::unexpected(NobodyServes(options, tables));
  std::ostream& out = *env.out.stream;
  if (options.output != "text") {
    out << InFormat(simulate::RenderJson(listings), options.output);
    return cli::ExitStatus::kOk;
  }
  const simulate::Detail detail = options.explain ? simulate::Detail::kExplain : simulate::Detail::kShort;
  for (const simulate::Listing& listing : listings) {
    if (&listing != &listings.front()) out << '\n';
    out << simulate::RenderText(listing, detail, env.StyleFor(env.out));
  }
  return cli::ExitStatus::kOk;
}

std::vector<cli::Flag> Flags(Options& options) {
  std::vector<cli::Flag> flags = MeshInputFlags(options.input);
  const std::vector<cli::Flag> own = {
      {.name = "gateway",
       .value_name = "NAME",
       .summary = "Show the routes of this Gateway or gateway workload (NAME, NAME.NAMESPACE)",
       .target = &options.gateway},
      {.name = "from",
       .value_name = "WORKLOAD",
       .summary = "Show the routes of the sidecar of this workload (NAME, NAME.NAMESPACE)",
       .target = &options.from},
      {.name = "output",
       .letter = 'o',
       .value_name = "FORMAT",
       .summary = "How to print the routes",
       .target = &options.output,
       .choices = {"text", "json", "yaml"}},
      {.name = "explain", .summary = "Show also what was left out, and why", .target = &options.explain},
  };
  flags.insert(flags.end(), own.begin(), own.end());
  return flags;
}

}  // namespace

cli::Command RoutesCommand() {
  auto options = std::make_shared<Options>();
  cli::Command command;
  command.name = "routes";
  command.summary = "Show the routes of a host in the order of evaluation";
  command.details =
      "Shows the route table that istiod would send to a gateway or a sidecar: VirtualServices merged, "
      "delegates resolved, hosts in full, in the order in which Envoy tries them. Each line has its "
      "conditions, "
      "its destinations with their shares and the file, line and column it comes from; a line that an "
      "earlier "
      "one leaves nothing to is marked with that line.\n\n"
      "Without --gateway and --from all gateways are asked. Without a host the virtual hosts are listed with "
      "their domains and the number of their routes. A host may have a port (`cart:8080`).\n\n"
      "Files, clusters and settings are given as to `meshctl analyze`. The exit status is 64 when nobody "
      "routes "
      "the host, 65 when some manifest could not be read.";
  command.examples = {
      {"meshctl routes -f k8s/", "List the virtual hosts of all gateways"},
      {"meshctl routes -f k8s/ shop.example", "Show what happens to requests for one host"},
      {"meshctl routes -f k8s/ --from web.shop cart", "Show how one workload reaches another"},
      {"meshctl routes -f k8s/ --explain shop.example", "Show also the rules left out, with their reasons"},
      {"meshctl routes --context prod --gateway istio-ingressgateway -o json",
       "Read a live cluster, print for a program"},
  };
  command.flags = Flags(*options);
  command.arguments = {{.name = "HOST", .summary = "A host, as clients write it", .target = &options->host}};
  command.run = [options](cli::Env& env) { return Routes(*options, env); };
  return command;
}

}  // namespace meshctl::cmd
