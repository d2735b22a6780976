// SPDX-License-Identifier: Apache-2.0
// The API as the tests of this room call it: a fixed clock, counted uids, requests in one line.
#pragma once

#include <fmt/format.h>

#include <cstdlib>
#include <string>
#include <utility>

#include "sandbox/api.h"
#include "sandbox/preloaded.h"

namespace meshctl::sandbox {

class TestApi {
 public:
  TestApi()
      : api({[this] { return now; }, [this] { return fmt::format("uid-{}", ++uids_); },
             [this] { return std::chrono::steady_clock::time_point(passed); }}) {
    if (!api.Preload(ClusterObjects())) std::abort();
  }

  struct Got {
    int status = 0;
    Json body;
    std::vector<std::string> warnings;

    /// `409 Conflict: message` of a refusal; the bare status of everything else.
    std::string ToString() const {
      if (TextAt(body, {"kind"}) != "Status" || status < 400) return std::to_string(status);
      return fmt::format("{} {}: {}", status, TextAt(body, {"reason"}), TextAt(body, {"message"}));
    }
    std::string version() const { return TextAt(body, {"metadata", "resourceVersion"}); }
  };

  /// `path` may end in a query: `/api/v1/pods?labelSelector=a=b&limit=3`.
  Request Make(const std::string& method, const std::string& path, const std::string& type = "",
               const std::string& body = "") const {
    Request request{method, path.substr(0, path.find('?')), {}, type, "", "test/1.0", body};
    std::string rest = path.find('?') == path.npos ? "" : path.substr(path.find('?') + 1);
    while (!rest.empty()) {
      const std::string part = rest.substr(0, rest.find('&'));
      rest = rest.size() == part.size() ? "" : rest.substr(part.size() + 1);
      request.query.emplace(part.substr(0, part.find('=')), part.substr(part.find('=') + 1));
    }
    return request;
  }

  Got Call(const Request& request) {
    const Reply reply = api.Handle(request);
    const auto& response = std::get<Response>(reply);
    return {response.status, Json::parse(response.body, nullptr, false), response.warnings};
  }
  Got Get(const std::string& path) { return Call(Make("GET", path)); }
  Got Delete(const std::string& path, const std::string& body = "") {
    return Call(Make("DELETE", path, "application/json", body));
  }
  Got Post(const std::string& path, const std::string& body) {
    return Call(Make("POST", path, "application/yaml", body));
  }
  Got Put(const std::string& path, const Json& body) {
    return Call(Make("PUT", path, "application/json", body.dump()));
  }
  Got MergePatch(const std::string& path, const std::string& body) {
    return Call(Make("PATCH", path, "application/merge-patch+json", body));
  }
  /// `yaml` may leave out apiVersion and kind.
  Got Apply(const std::string& path, const std::string& manager, const std::string& yaml,
            const std::string& more = "") {
    return Call(Make("PATCH", path + "?fieldManager=" + manager + more, "application/apply-patch+yaml",
                     Typed(path, yaml)));
  }

  std::string now = "2026-01-01T00:00:00Z";
  std::chrono::milliseconds passed{0};  ///< on the clock that alarms go by

 private:
  static std::string Typed(const std::string& path, const std::string& yaml) {
    if (yaml.find("apiVersion") != std::string::npos) return yaml;
    struct Row {
      const char* part;
      const char* api_version;
      const char* kind;
    };
    static constexpr Row kRows[] = {{"/deployments/", "apps/v1", "Deployment"},
                                    {"/services/", "v1", "Service"},
                                    {"/configmaps/", "v1", "ConfigMap"},
                                    {"/namespaces/", "v1", "Namespace"}};
    for (const Row& row : kRows) {
      if (path.find(row.part) == std::string::npos) continue;
      return yaml.starts_with('{')
                 ? fmt::format("{{apiVersion: {}, kind: {}, {}", row.api_version, row.kind, yaml.substr(1))
                 : fmt::format("apiVersion: {}\nkind: {}\n{}", row.api_version, row.kind, yaml);
    }
    return yaml;
  }

  int uids_ = 0;

 public:
  Api api;
};

inline constexpr const char* kDeployments = "/apis/apps/v1/namespaces/default/deployments";
inline constexpr const char* kTestApp = "/apis/apps/v1/namespaces/default/deployments/test-app";

inline constexpr const char* kTestAppDeployment = R"(apiVersion: apps/v1
kind: Deployment
metadata: {name: test-app}
spec:
  replicas: 2
  selector: {matchLabels: {app: test-app}}
  template:
    metadata: {labels: {app: test-app}}
    spec:
      containers:
      - name: test-app
        image: node:latest
        ports: [{containerPort: 3000}]
)";

inline constexpr const char* kTestAppService = R"(apiVersion: v1
kind: Service
metadata: {name: test-app}
spec:
  selector: {app: test-app}
  ports: [{name: http, port: 80, targetPort: 3000}]
)";

}  // namespace meshctl::sandbox
