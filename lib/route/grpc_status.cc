// SPDX-License-Identifier: Apache-2.0
// Codes in the order of their numbers; HTTP statuses as Envoy maps them.
#include "route/grpc_status.h"

#include <algorithm>
#include <array>

namespace meshctl::route {
namespace {

struct Row {
  std::string_view name;
  std::uint32_t http;
};

constexpr std::array<Row, 17> kRows = {{{"OK", 200},
                                        {"CANCELLED", 499},
                                        {"UNKNOWN", 500},
                                        {"INVALID_ARGUMENT", 400},
                                        {"DEADLINE_EXCEEDED", 504},
                                        {"NOT_FOUND", 404},
                                        {"ALREADY_EXISTS", 409},
                                        {"PERMISSION_DENIED", 403},
                                        {"RESOURCE_EXHAUSTED", 429},
                                        {"FAILED_PRECONDITION", 400},
                                        {"ABORTED", 409},
                                        {"OUT_OF_RANGE", 400},
                                        {"UNIMPLEMENTED", 501},
                                        {"INTERNAL", 500},
                                        {"UNAVAILABLE", 503},
                                        {"DATA_LOSS", 500},
                                        {"UNAUTHENTICATED", 401}}};

}  // namespace

std::optional<std::uint32_t> GrpcCode(std::string_view name) {
  const auto found = std::ranges::find(kRows, name, &Row::name);
  if (found == kRows.end()) return std::nullopt;
  return static_cast<std::uint32_t>(found - kRows.begin());
}

std::uint32_t HttpStatusOfGrpc(std::uint32_t code) { return code < kRows.size() ? kRows[code].http : 500; }

}  // namespace meshctl::route
