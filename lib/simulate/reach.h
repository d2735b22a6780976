// SPDX-License-Identifier: Apache-2.0
// May one workload talk to another? The question without routes: how the bytes travel, and who lets them
// pass.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "http/request.h"
#include "mesh/mesh.h"
#include "mesh/transport.h"
#include "route/caveats.h"
#include "simulate/guards.h"

namespace meshctl::simulate {

/// As it is typed.
struct ReachQuestion {
  std::string from;                  ///< a workload, or `outside`
  std::string to;                    ///< a workload or a service; behind it `:PORT`, else every port is asked
  std::string method = "GET";        ///< what HTTP ports are asked
  std::string path = "/";            ///< with its query
  std::vector<std::string> headers;  ///< `name: value`; `host` is that of the service unless given
  std::string jwt;                   ///< as `Question::jwt`
  std::string source_address;        ///< as `Question::source_address`
};

enum class Permission : std::uint8_t { kAllowed, kDenied, kUnknown };

/// `allow`, `deny`, `unknown`.
std::string_view Name(Permission permission);

/// The answer for one port of one workload.
struct Reach {
  const mesh::Workload* server = nullptr;
  const mesh::Service* service = nullptr;  ///< through which the port is reached; null: directly
  std::uint16_t port = 0;                  ///< as it is dialled
  http::Request request;                   ///< what is asked; of TCP ports only the connection counts
  /// How it gets there; nothing for a gateway, which takes what its servers say.
  std::optional<mesh::Transport> transport;
  Arrival arrival;
  Permission permission = Permission::kAllowed;
  /// `allowed by AuthorizationPolicy shop/web, rule 0`, `403: denied by …`, `refused: …`.
  std::string summary;
  std::vector<route::Caveat> caveats;
  /// What the asker may have meant instead; empty: nothing.
  std::string hint;
};

struct ReachAnswer {
  const mesh::Workload* client = nullptr;  ///< null: outside of the mesh
  std::vector<Reach> ports;                ///< never empty
};

/// Errors are of kind usage: a workload, service or port that does not exist; they name what there is to
/// choose from. The answer points into `mesh`.
Result<ReachAnswer> AskReach(const mesh::Mesh& mesh, const ReachQuestion& question);

/// Allowed if every port is; denied if one is; else unknown.
Permission PermissionOf(const ReachAnswer& answer);

/// `shop/web`; `outside` for null.
std::string NameOf(const mesh::Workload* workload);

}  // namespace meshctl::simulate
