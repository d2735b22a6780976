// SPDX-License-Identifier: Apache-2.0
// gRPC's status codes.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace meshctl::route {

/// The number of `UNAVAILABLE`; nothing for a name that is none.
std::optional<std::uint32_t> GrpcCode(std::string_view name);

/// The HTTP status that Envoy gives to clients that do not speak gRPC; 500 for a code that is none.
std::uint32_t HttpStatusOfGrpc(std::uint32_t code);

}  // namespace meshctl::route
