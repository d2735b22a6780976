// SPDX-License-Identifier: Apache-2.0
// A request that did not succeed, and the server's own words about it (the Status object).
#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "kube/cluster.h"

namespace meshctl::kube {

/// One of Status.details.causes.
struct Cause {
  std::string reason;  ///< "FieldManagerConflict", "FieldValueInvalid"
  std::string message;
  std::string field;  ///< ".spec.replicas" for conflicts, "spec.replicas" for invalid values
};

/// The object that a Status speaks of (Status.details); what it does not name is empty.
struct FailureDetails {
  std::string group;
  std::string kind;  ///< or the plural: servers write either
  std::string name;
  std::string uid;
  std::optional<std::chrono::seconds> retry_after;
};

/// Why a request failed: the Error to show, and what the server said for callers that act on it.
struct Failure {
  Error error;
  int status = 0;      ///< HTTP status; 0: no complete answer arrived
  std::string reason;  ///< Status.reason: "NotFound", "Conflict", "Invalid", ...
  std::vector<Cause> causes;
  std::string message = {};  ///< Status.message, whole
  FailureDetails details = {};
};

template <typename T>
using Answer = std::expected<T, Failure>;

/// What a response of status 400 and above says, with hints for the common cases.
Failure DecodeFailure(const Request& request, const Response& response);

}  // namespace meshctl::kube
