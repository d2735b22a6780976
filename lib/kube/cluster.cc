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

Exchange::Flow Exchange::Piece(std::size_t, std::string_view) { return Flow::kGoOn; }
Exchange::Flow Exchange::Tick() { return Flow::kGoOn; }

namespace {

/// Requests that are all known beforehand.
class Batch final : public Exchange {
 public:
  explicit Batch(std::span<const Request> requests)
      : requests_(requests),
        responses_(requests.size(), std::unexpected(InternalError("the request was not sent"))) {}

  std::optional<Request> Next() override {
    if (next_ == requests_.size()) return std::nullopt;
    return requests_[next_++];
  }
  void Done(std::size_t number, Result<Response> response) override {
    responses_[number] = std::move(response);
  }
  std::vector<Result<Response>> TakeResponses() { return std::move(responses_); }

 private:
  std::span<const Request> requests_;
  std::vector<Result<Response>> responses_;
  std::size_t next_ = 0;
};

}  // namespace

std::vector<Result<Response>> Cluster::SendAll(std::span<const Request> requests) {
  Batch batch(requests);
  Run(batch);
  return batch.TakeResponses();
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
