// SPDX-License-Identifier: Apache-2.0
// Everywhere that a VirtualService sends traffic.
#pragma once

#include <string_view>
#include <vector>

#include "model/virtual_service.h"

namespace meshctl::analyze {

struct WrittenDestination {
  const model::Destination* destination = nullptr;
  std::string_view role;  ///< `destination` or `mirror`
};

/// The destinations of all http, tls and tcp routes and the mirrors of http routes, in the order written.
std::vector<WrittenDestination> DestinationsOf(const model::VirtualService& vs);

}  // namespace meshctl::analyze
