// SPDX-License-Identifier: Apache-2.0
// API versions that servers once answered for: old manifests still name them.
#pragma once

#include <span>
#include <string_view>

namespace meshctl::schema {

/// One kind in one version that is gone. Sources: Kubernetes' deprecated API migration guide; Istio's and the
/// Gateway API's release notes.
struct Retired {
  std::string_view api_version;  ///< `batch/v1beta1`
  std::string_view kind;
  std::string_view since;            ///< the release that removed it: `Kubernetes 1.25`
  std::string_view new_api_version;  ///< where the kind is now; empty when it is gone for good
  bool same_shape = false;           ///< whether an object means the same under the new apiVersion
  std::string_view instead;          ///< what else to do: "use AuthorizationPolicy"; or how the shape differs
};

/// All of them, by apiVersion and kind.
std::span<const Retired> AllRetired();
/// The entry of a kind, or null.
const Retired* FindRetired(std::string_view api_version, std::string_view kind);

}  // namespace meshctl::schema
