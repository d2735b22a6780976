// SPDX-License-Identifier: Apache-2.0
// What names mean to clients inside the mesh.
#pragma once

#include <string>
#include <string_view>

#include "mesh/mesh.h"

namespace meshctl::simulate {

/// The service that a client in namespace `ns` means by a host, whether its proxy knows it or not; null when
/// there is none.
const mesh::Service* FindByDns(const mesh::Mesh& mesh, std::string_view host, std::string_view ns);

/// The address a client in namespace `ns` gets for a host by DNS; empty when the mesh has no such service.
std::string ResolveAddress(const mesh::Mesh& mesh, std::string_view host, std::string_view ns);

}  // namespace meshctl::simulate
