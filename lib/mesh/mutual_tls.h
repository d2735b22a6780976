// SPDX-License-Identifier: Apache-2.0
// Whether the proxy of a workload takes plain text, mutual TLS or both.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "mesh/selector_index.h"
#include "model/security.h"
#include "source/source_file.h"

namespace meshctl::mesh {

class Mesh;

enum class MtlsMode : std::uint8_t { kDisable, kPermissive, kStrict };

/// A mode and what decided it.
struct MtlsDecision {
  MtlsMode mode = MtlsMode::kPermissive;
  /// Null when nobody decided: the mesh's default, PERMISSIVE, counts.
  const model::PeerAuthentication* by = nullptr;
  source::Span span;  ///< the mode as written there
};

/// The PeerAuthentications of a mesh, by whom they concern. The narrowest one that sets a mode decides: for
/// ports (those of the workload's own policy only), the workload, its namespace, the mesh; of several in one
/// scope the oldest counts alone.
class PeerAuthentications {
 public:
  /// `mesh` must outlive the index.
  explicit PeerAuthentications(const Mesh& mesh);

  bool empty() const;
  /// The mode on ports of which nothing is said.
  MtlsDecision Of(std::string_view ns, const model::Labels& labels) const;
  /// The mode that clients expect of a namespace: what policies without a selector say.
  MtlsDecision OfNamespace(std::string_view ns) const;
  /// The mode on one port, which is the workload's, not a Service's.
  MtlsDecision OnPort(std::string_view ns, const model::Labels& labels, std::int64_t port) const;
  /// The policy of the narrowest scope, whose ports count; null when no policy selects these labels.
  const model::PeerAuthentication* OfWorkload(std::string_view ns, const model::Labels& labels) const;

 private:
  const model::PeerAuthentication* WithoutSelector(std::string_view ns) const;

  const Mesh& mesh_;
  SelectorIndex selectors_;                                                            // by namespace
  std::unordered_map<std::string_view, const model::PeerAuthentication*> namespaces_;  // without a selector
};

/// `STRICT`, as people write it.
std::string_view Name(MtlsMode mode);

/// `STRICT` and so on; nothing for UNSET, which asks the next wider scope, and for words Istio does not know.
std::optional<MtlsMode> ParseMtlsMode(std::string_view mode);

}  // namespace meshctl::mesh
