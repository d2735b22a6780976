// SPDX-License-Identifier: Apache-2.0
// Routes depend on more kinds than rules look at: endpoints, and what the Gateway API makes routes of. And a
// mesh that lacks a part is no mesh: where analyze goes on without a file, nothing is answered here.
#include "cmd/mesh_input.h"

#include <fmt/ostream.h>

#include <array>
#include <ostream>
#include <utility>

#include "diag/render.h"

namespace meshctl::cmd {
namespace {

constexpr std::string_view kGatewayApi = "gateway.networking.k8s.io";

constexpr std::array kMoreKinds = {
    analyze::Kind{"", "Endpoints"},
    // Pods belong to a Deployment through its ReplicaSets.
    analyze::Kind{"apps", "DaemonSet"},
    analyze::Kind{"apps", "ReplicaSet"},
    analyze::Kind{"apps", "StatefulSet"},
    analyze::Kind{"batch", "CronJob"},
    analyze::Kind{"batch", "Job"},
    analyze::Kind{"discovery.k8s.io", "EndpointSlice"},
    analyze::Kind{kGatewayApi, "ListenerSet"},
    analyze::Kind{kGatewayApi, "ReferenceGrant"},
    analyze::Kind{kGatewayApi, "TCPRoute"},
    analyze::Kind{kGatewayApi, "TLSRoute"},
    analyze::Kind{"networking.k8s.io", "Ingress"},
    analyze::Kind{"networking.k8s.io", "IngressClass"},
};

/// Kinds that no route depends on.
bool Matters(const analyze::Kind& kind) {
  return kind.name != "CustomResourceDefinition" && kind.name != "Node" && kind.name != "Secret" &&
         !kind.name.ends_with("WebhookConfiguration");
}

void PrintHidden(const AnalysisMesh& in, std::ostream& err) {
  for (const analyze::Kind& kind : in.hidden) {
    if (!Matters(kind)) continue;
    fmt::print(err, "warning: cluster `{}` forbids listing {}; the answer is one without them\n", in.cluster,
               kind.name);
  }
}

}  // namespace

std::vector<cli::Flag> MeshInputFlags(AnalysisFlags& flags) {
  std::vector<cli::Flag> all = ManifestFlags(flags.manifests);
  all.push_back({.name = "namespace",
                 .letter = 'n',
                 .value_name = "NAMESPACE",
                 .summary = "Give this namespace to objects that name none",
                 .target = &flags.live.connection.name_space});
  const std::vector<cli::Flag> sources = MeshSourceFlags(flags);
  all.insert(all.end(), sources.begin(), sources.end());
  return all;
}

Result<mesh::Mesh> ReadMesh(AnalysisFlags flags, cli::Env& env) {
  flags.live.more_kinds.assign(kMoreKinds.begin(), kMoreKinds.end());
  flags.derives = true;
  auto input = ReadAnalysisInput(flags, env);
  if (!input) return std::unexpected(std::move(input).error());
  *env.err.stream << diag::RenderText(input->faults, env.StyleFor(env.err));
  if (input->missing || input->malformed) {
    return std::unexpected(InputError("not everything could be read, and half a mesh gives wrong answers")
                               .Hint("mend or leave out what is named above"));
  }
  AnalysisMesh& in = input->meshes.front();
  PrintHidden(in, *env.err.stream);
  return std::move(in.mesh);
}

}  // namespace meshctl::cmd
