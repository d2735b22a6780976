// SPDX-License-Identifier: Apache-2.0
// One look at Pods and events, to learn why objects are stuck.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kube/cluster.h"
#include "yaml/json.h"

namespace meshctl::wait {

/// An object that is not ready, and the caller's number for it.
struct Suspect {
  std::size_t number = 0;
  Json object;
};

/// Requests for the Pods of workloads and for the warnings in their namespaces. What may not be read, or does
/// not arrive, leaves its part of the reasons out.
class Evidence {
 public:
  explicit Evidence(std::vector<Suspect> suspects);

  /// What to ask. The answers may come in any order.
  const std::vector<kube::Request>& requests() const { return requests_; }
  /// The answer to requests()[i].
  void Take(std::size_t i, const Result<kube::Response>& response);
  /// Whether every answer has come.
  bool complete() const { return taken_ == requests_.size(); }

  const std::vector<Suspect>& suspects() const { return suspects_; }
  /// The reasons of suspects()[i] (stuck.h).
  std::vector<std::string> ReasonsOf(std::size_t i) const;

 private:
  std::vector<Suspect> suspects_;
  std::vector<kube::Request> requests_;
  std::vector<std::vector<Json>> answers_;     // by request
  std::map<std::size_t, std::size_t> pods_;    // by suspect, the number of the request
  std::map<std::string, std::size_t> events_;  // by namespace
  std::size_t taken_ = 0;
};

}  // namespace meshctl::wait
