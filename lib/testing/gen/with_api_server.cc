// SPDX-License-Identifier: Apache-2.0
// with_api_server COMMAND...: runs a command with KUBECONFIG leading to a real kube-apiserver, started from
// the folder that KUBEBUILDER_ASSETS names and gone when the command ends. Status 77 when there is none.
#include <fmt/format.h>

#include <cstdlib>
#include <string>

#include "testing/api_server.h"
#include "testing/verdicts.h"

int main(int argc, char** argv) {
  using meshctl::testing::ApiServer;
  const auto assets = ApiServer::Assets();
  if (!assets) {
    fmt::print(stderr, "{}\n", meshctl::testing::kNoAssets);
    return meshctl::testing::kSkipped;
  }
  const auto server = ApiServer::Start(*assets, ApiServer::Namespaces::kReal);
  if (!server) {
    fmt::print(stderr, "{}\n", server.error().message);
    return 1;
  }
  setenv("KUBECONFIG", (*server)->kubeconfig().c_str(), 1);
  std::string command;
  for (int i = 1; i < argc; ++i) command += fmt::format("{}'{}'", i == 1 ? "" : " ", argv[i]);
  return std::system(command.c_str()) == 0 ? 0 : 1;
}
