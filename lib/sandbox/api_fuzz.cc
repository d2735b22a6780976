// SPDX-License-Identifier: Apache-2.0
// Any request to a small cluster: the first bytes choose method, path and content type, the rest is the body.
// Nothing may crash, hang or be answered with something that is no JSON.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "sandbox/test_api.h"

namespace {

using meshctl::sandbox::TestApi;

constexpr const char* kMethods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
constexpr const char* kPaths[] = {
    "/api/v1/namespaces/default/configmaps",
    "/api/v1/namespaces/default/services/test-app",
    "/api/v1/namespaces/default/secrets/s",
    "/api/v1/namespaces/shop",
    "/api/v1/namespaces/default/pods/p/status",
    "/apis/apps/v1/namespaces/default/deployments/test-app",
    "/apis/apps/v1/namespaces/default/deployments/test-app/scale",
    "/apis/apps/v1/namespaces/default/statefulsets/db",
    "/apis/networking.istio.io/v1/namespaces/default/virtualservices/vs",
    "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/c",
};
constexpr const char* kTypes[] = {"application/apply-patch+yaml", "application/json",
                                  "application/merge-patch+json", "application/json-patch+json",
                                  "application/yaml"};
constexpr const char* kQueries[] = {"?fieldManager=a", "?fieldManager=b&force=true",
                                    "?labelSelector=", "?dryRun=All"};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 4) return 0;
  TestApi api;
  api.Post(meshctl::sandbox::kDeployments, meshctl::sandbox::kTestAppDeployment);
  const std::string body(reinterpret_cast<const char*>(data) + 4, size - 4);
  const char* query = kQueries[data[3] % std::size(kQueries)];
  const std::string more = std::string_view(query).ends_with('=') ? body.substr(0, 100) : "";
  const auto request =
      api.Make(kMethods[data[0] % std::size(kMethods)], kPaths[data[1] % std::size(kPaths)] + (query + more),
               kTypes[data[2] % std::size(kTypes)], body);
  for (int i = 0; i < 2; ++i) {
    const auto got = api.Call(request);
    if (got.body.is_discarded() || got.status < 200) std::abort();
  }
  return 0;
}
