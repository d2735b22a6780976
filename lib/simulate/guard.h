// SPDX-License-Identifier: Apache-2.0
// Who lets a request pass, or not, before routes or workloads see it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "access/verdict.h"
#include "mesh/mesh.h"
#include "source/source_file.h"

namespace meshctl::simulate {

/// One proxy on the way that enforces policies, and what it says.
struct Guard {
  enum class Kind : std::uint8_t {
    kGateway,
    kSidecar,
    kWaypoint,
    kZtunnel,
    kNobody,  ///< nothing stands before the workload: nothing is enforced
  };
  enum class Outcome : std::uint8_t {
    kPasses,
    kUnknown,          ///< depends on what manifests do not say
    kRefused,          ///< the connection is closed: STRICT mTLS, a TCP rule
    kUnauthenticated,  ///< 401: the token is not accepted
    kForbidden,        ///< 403: denied by policy
  };

  Kind kind = Kind::kNobody;
  std::string name;  ///< `shop/cart`; of a ztunnel and of nobody the workload's
  Outcome outcome = Outcome::kPasses;
  /// Why, in one sentence without a stop: "denied by AuthorizationPolicy shop/deny-all, rule 0".
  std::string reason;
  source::Span span;  ///< what decides; nowhere when nothing does
  access::Authentication authentication;
  access::Verdict verdict;

  /// 401, 403, or 0.
  std::uint32_t status() const;
  bool passes() const { return outcome == Outcome::kPasses || outcome == Outcome::kUnknown; }
};

/// `sidecar`… and `forbidden`…: stable, for programs.
std::string_view Name(Guard::Kind kind);
std::string_view Name(Guard::Outcome outcome);

/// What happens to the requests that reach one workload.
struct Arrival {
  const mesh::Workload* workload = nullptr;
  std::uint16_t port = 0;  ///< the workload's own
  /// The identity that the request arrives with, empty for none: `spiffe://cluster.local/ns/shop/sa/web`.
  std::string principal;
  /// In the order of the way; the last one is the first that lets nothing pass. Empty: nobody stands there.
  std::vector<Guard> guards;

  /// The guard that stops the request, or null.
  const Guard* stopped_by() const;
};

}  // namespace meshctl::simulate
