// SPDX-License-Identifier: Apache-2.0
// An API server that says what a test told it to.
#pragma once

#include <map>
#include <optional>
#include <string>
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

  /// One request after the other; the body of a stream comes in one piece.
  void Run(kube::Exchange& exchange) override {
    for (std::size_t number = 0;; ++number) {
      if (exchange.Tick() == kube::Exchange::Flow::kStop) return;
      const std::optional<kube::Request> request = exchange.Next();
      if (!request) return;
      calls.push_back(Call(*request));
      bodies.push_back(request->body);
      Result<kube::Response> answer = Answer(std::string(kube::Name(request->method)) + " " + request->path);
      if (request->streams && answer && answer->status == 200) {
        exchange.Piece(number, std::exchange(answer->body, ""));
      }
      exchange.Done(number, std::move(answer));
    }
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
