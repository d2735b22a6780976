// SPDX-License-Identifier: Apache-2.0
// Which variant of the proxy's image a Pod gets: `distroless`, `debug`, ...
#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "mesh/mesh.h"
#include "mesh/selector_index.h"
#include "model/workload.h"

namespace meshctl::analyze {

/// The image types of the mesh's settings and of all ProxyConfigs, by the order in which they count.
class ImageVariants {
 public:
  explicit ImageVariants(const mesh::Mesh& mesh);

  /// The variant of a Pod, empty for the default image. From weak to strong: the mesh's settings, the
  /// ProxyConfig of the root namespace, that of the Pod's namespace, those that select the Pod, its
  /// annotation `proxy.istio.io/config`.
  std::string Of(const model::Workload& pod) const;

 private:
  struct Selecting {
    model::Labels labels;
    std::string_view type;
  };

  void Add(const model::Object& proxy_config);

  std::string mesh_type_;
  std::string root_namespace_;
  std::string_view root_type_;
  std::map<std::string_view, std::string_view> by_namespace_;
  std::deque<Selecting> selecting_;
  std::map<std::string_view, mesh::SelectorIndex> selectors_;  // by namespace; numbers are of selecting_
};

}  // namespace meshctl::analyze
