// SPDX-License-Identifier: Apache-2.0
// An API server that says what a test told it to.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kube/cluster.h"

namespace meshctl::testing {

/// Answers calls like `GET /api/v1` (query left out) from a table and remembers what was asked. A call the
/// table lacks is answered with 404. When several answers are given for one call they are used up in order;
/// the last one stays.
class FakeCluster final : public kube::Cluster {
 public:
  void On(const std::string& call, Result<kube::Response> response) {
    answers_[call].push_back(std::move(response));
  }
  void On(const std::string& call, int status, std::string json) {
    On(call, kube::Response{.status = status, .content_type = "application/json", .body = std::move(json)});
  }

  std::vector<Result<kube::Response>> SendAll(std::span<const kube::Request> requests) override {
    std::vector<Result<kube::Response>> responses;
    for (const kube::Request& request : requests) {
      calls.push_back(Call(request));
      bodies.push_back(request.body);
      responses.push_back(Answer(std::string(kube::Name(request.method)) + " " + request.path));
    }
    return responses;
  }

  std::vector<std::string> calls;   ///< "PATCH /api/v1/...?force=true"
  std::vector<std::string> bodies;  ///< of the same requests

 private:
  static std::string Call(const kube::Request& request) {
    std::string call = std::string(kube::Name(request.method)) + " " + request.path;
    char separator = '?';
    for (const auto& [key, value] : request.query) {
      call += separator + key + "=" + value;
      separator = '&';
    }
    return call;
  }

  Result<kube::Response> Answer(const std::string& call) {
    const auto found = answers_.find(call);
    if (found == answers_.end()) {
      return kube::Response{
          .status = 404,
          .content_type = "application/json",
          .body = R"({"kind": "Status", "reason": "NotFound", "message": "not found", "code": 404})"};
    }
    Result<kube::Response> answer = found->second.front();
    if (found->second.size() > 1) found->second.erase(found->second.begin());
    return answer;
  }

  std::map<std::string, std::vector<Result<kube::Response>>> answers_;
};

}  // namespace meshctl::testing
