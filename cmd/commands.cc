// SPDX-License-Identifier: Apache-2.0
// The tree, in the order in which help shows it: the way from files to a cluster.
#include "cmd/commands.h"

namespace meshctl::cmd {

cli::Command MeshctlCommand(std::string& color) {
  cli::Command root;
  root.name = "meshctl";
  root.summary = "Validate, analyze, simulate and apply Istio configuration";
  root.details =
      "meshctl works on a folder of manifests, on a cluster, or on both. It checks manifests against the "
      "schemas of Istio, the Gateway API and Kubernetes, finds faults across resources, tells where a "
      "request "
      "would go and why, and applies the result.";
  root.examples = {
      {"meshctl validate -f k8s/", "Check a folder against the API schemas"},
      {"meshctl analyze k8s/", "Find faults across resources"},
      {"meshctl simulate -f k8s/ GET http://shop.example/", "Ask where a request would go"},
      {"meshctl apply -f k8s/", "Apply it to the cluster of the current context"},
  };
  root.flags = {{.name = "color",
                 .letter = 0,
                 .value_name = "WHEN",
                 .summary = "Colour the output; NO_COLOR is honoured",
                 .target = &color,
                 .choices = {"auto", "always", "never"}}};
  root.children = {ValidateCommand(),   AnalyzeCommand(), ExplainCommand(), SchemaCommand(),
                   SimulateCommand(),   RoutesCommand(),  TestCommand(),    AccessCommand(),
                   DiffCommand(),       ApplyCommand(),   GetCommand(),     WaitCommand(),
                   RolloutCommand(),    DeleteCommand(),  SandboxCommand(), VersionCommand(),
                   CompletionCommand(), CompleteCommand()};
  return root;
}

}  // namespace meshctl::cmd
