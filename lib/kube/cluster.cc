// SPDX-License-Identifier: Apache-2.0
// The parts of a request that every implementation of Cluster shares.
#include "kube/cluster.h"

#include <fmt/format.h>

namespace meshctl::kube {

std::string_view Name(Method method) {
  switch (method) {
    case Method::kGet:
      return "GET";
    case Method::kPost:
      return "POST";
    case Method::kPut:
      return "PUT";
    case Method::kPatch:
      return "PATCH";
    case Method::kDelete:
      return "DELETE";
  }
  return "GET";
}

Result<Response> Cluster::Send(const Request& request) {
  std::vector<Result<Response>> responses = SendAll(std::span(&request, 1));
  return std::move(responses.front());
}

std::string EscapeSegment(std::string_view text) {
  std::string escaped;
  for (char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter || c == '-' || c == '.' || c == '_' || c == '~') {
      escaped += c;
    } else {
      escaped += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return escaped;
}

}  // namespace meshctl::kube
