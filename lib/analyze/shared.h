// SPDX-License-Identifier: Apache-2.0
// What several rules of a run need and one of them works out.
#pragma once

#include <map>
#include <memory>

#include "mesh/mesh.h"

namespace meshctl::analyze {

/// Values made from one mesh, each on first use and once.
class Shared {
 public:
  explicit Shared(const mesh::Mesh& mesh) : mesh_(&mesh) {}

  /// What `make` answers for the mesh. The function is the key.
  template <typename T, typename... More>
  const T& Get(T (*make)(const mesh::Mesh&, const More&...), const More&... more) {
    std::shared_ptr<const void>& value = values_[reinterpret_cast<Key>(make)];
    if (!value) value = std::make_shared<const T>(make(*mesh_, more...));
    return *static_cast<const T*>(value.get());
  }

 private:
  using Key = void (*)();

  const mesh::Mesh* mesh_;
  std::map<Key, std::shared_ptr<const void>> values_;
};

}  // namespace meshctl::analyze
