// SPDX-License-Identifier: Apache-2.0
// /openapi/v3 is an index: group versions by path, each with the URL of its document. The URL carries a hash
// of the content, which servers answer from their cache.
#include "kube/openapi.h"

#include <fmt/format.h>

#include <utility>

#include "kube/failure.h"
#include "yaml/json.h"

namespace meshctl::kube {
namespace {

constexpr const char* kIndex = "/openapi/v3";

/// `api/v1`, `apis/apps/v1`; not `apis/apps`, which lists versions.
bool IsGroupVersion(const std::string& path) {
  if (path.starts_with("api/")) return true;
  return path.starts_with("apis/") && path.find('/', std::string_view("apis/").size()) != std::string::npos;
}

/// "/openapi/v3/apis/apps/v1?hash=ABC" as a request.
Request RequestFor(const std::string& url) {
  const std::size_t mark = url.find('?');
  Request request{.path = url.substr(0, mark)};
  constexpr std::string_view kHash = "hash=";
  if (mark != std::string::npos && url.compare(mark + 1, kHash.size(), kHash) == 0)
    request.query.emplace_back("hash", url.substr(mark + 1 + kHash.size()));
  return request;
}

Result<Response> Accept(const Request& request, Result<Response> response) {
  if (!response || response->status == 200) return response;
  if (response->status >= 400) return std::unexpected(DecodeFailure(request, *response).error);
  return std::unexpected(
      ClusterError(fmt::format("the server answers {} with status {}", request.path, response->status)));
}

}  // namespace

Result<std::vector<std::string>> FetchOpenApi(Cluster& cluster) {
  const Request ask_index{.path = kIndex};
  const auto index = Accept(ask_index, cluster.Send(ask_index));
  if (!index) return std::unexpected(index.error());
  const auto json = yaml::ParseJson(index->body);
  const bool usable = json && json->is_object() && json->contains("paths") && json->at("paths").is_object();
  if (!usable)
    return std::unexpected(ClusterError(fmt::format("the answer to GET {} cannot be used", kIndex)));

  std::vector<Request> requests;
  for (const auto& [path, document] : json->at("paths").items()) {
    const auto url = document.is_object() ? document.find("serverRelativeURL") : document.end();
    if (IsGroupVersion(path) && url != document.end() && url->is_string())
      requests.push_back(RequestFor(url->get<std::string>()));
  }
  std::vector<Result<Response>> responses = cluster.SendAll(requests);
  std::vector<std::string> documents;
  for (std::size_t at = 0; at < responses.size(); ++at) {
    auto response = Accept(requests[at], std::move(responses[at]));
    if (!response) return std::unexpected(response.error());
    documents.push_back(std::move(response->body));
  }
  return documents;
}

}  // namespace meshctl::kube
