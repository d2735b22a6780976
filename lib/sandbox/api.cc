// SPDX-License-Identifier: Apache-2.0
// Finds out what a request is about and hands it to OpenAPI, discovery, a watch or a verb. One lock around
// each request: an API server of one process needs no finer one.
#include "sandbox/api.h"

#include <fmt/format.h>

#include <algorithm>

#include "fields/defaults.h"
#include "sandbox/body.h"
#include "sandbox/discovery.h"
#include "sandbox/list_options.h"
#include "sandbox/verbs.h"

namespace meshctl::sandbox {
namespace {

Response Print(int status, const Json& body) {
  return {status, "application/json", body.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n", {}};
}

Answer<Outcome> RunVerb(const Call& call) {
  const std::string& method = call.request.method;
  const Target& target = call.target;
  if (target.subresource == "scale" && !target.resource->scale_spec.empty()) {
    if (method == "GET" || method == "PUT" || method == "PATCH") return ScaleObject(call);
    return std::unexpected(MethodNotAllowed());
  }
  const bool status = target.subresource == "status" && target.resource->has_status;
  if (!target.subresource.empty() && !status) return std::unexpected(NoSuchResource());
  if (target.name.empty()) {
    if (method == "GET") return ListObjects(call);
    if (method == "POST") return CreateObject(call);
    if (method == "DELETE") return DeleteObjects(call);
    return std::unexpected(MethodNotAllowed());
  }
  if (method == "GET") return GetObject(call);
  if (method == "PUT") return UpdateObject(call);
  if (method == "PATCH") return PatchObject(call);
  if (method == "DELETE" && !status) return DeleteObject(call);
  return std::unexpected(MethodNotAllowed());
}

bool IsHealthPath(std::string_view path) {
  const std::vector<std::string_view> segments = Segments(path);
  return !segments.empty() && (segments[0] == "healthz" || segments[0] == "livez" || segments[0] == "readyz");
}

}  // namespace

std::string Request::Query(const std::string& name) const {
  auto found = query.find(name);
  return found == query.end() ? std::string() : found->second;
}

Api::Api(Sources sources) : openapi_(catalog_), registry_(catalog_, sources), controllers_(sources.clock) {}

Response Api::Refuse(const Refusal& refusal) {
  Response response = Print(refusal.code, ToStatus(refusal));
  response.warnings = refusal.warnings;
  return response;
}

Reply Api::Handle(const Request& request) {
  if (request.body.size() > kLargestBody) return Refuse(TooLarge(kLargestBody));
  if (request.method == "GET") {
    if (IsHealthPath(request.path)) return Response{200, "text/plain", "ok", {}};
    const std::lock_guard lock(mutex_);
    if (auto document = openapi_.Find(request.path))
      return Response{200, "application/json", std::move(*document), {}};
    if (auto document = Discover(catalog_, request.path, request.accept)) {
      Response response = Print(200, *document);
      response.content_type = DiscoveryContentType(request.path, request.accept);
      return response;
    }
  }
  std::unique_lock lock(mutex_);
  const std::optional<Target> target = ParseTarget(catalog_, request.path);
  if (!target) return Refuse(NoSuchResource());
  if (request.method == "GET" && target->subresource.empty() && AsksForWatch(request)) {
    auto options = ReadWatch({request, *target, registry_});
    if (!options) return Refuse(options.error());
    return std::make_unique<Watch>(*this, std::move(*options));
  }
  return Dispatch(request, *target);
}

Response Api::Dispatch(const Request& request, const Target& target) {
  PassTime();
  const std::uint64_t before = registry_.store().version();
  Answer<Outcome> outcome = RunVerb({request, target, registry_});
  controllers_.Run(registry_);
  if (registry_.store().version() != before) changed_.notify_all();
  if (!outcome) return Refuse(outcome.error());
  Response response = Print(outcome->status, outcome->body);
  response.warnings = std::move(outcome->warnings);
  return response;
}

void Api::PassTime() {
  const std::uint64_t before = registry_.store().version();
  controllers_.Run(registry_);
  if (registry_.store().version() != before) changed_.notify_all();
}

Answer<void> Api::Preload(std::vector<Json> objects) {
  std::unique_lock lock(mutex_);
  std::ranges::stable_partition(objects,
                                [](const Json& object) { return TextAt(object, {"kind"}) == "Namespace"; });
  for (Json& object : objects) {
    const Resource* resource = catalog_.FindKind(TextAt(object, {"apiVersion"}), TextAt(object, {"kind"}));
    if (!resource) {
      return std::unexpected(
          BadRequest(fmt::format("no matches for kind \"{}\" in version \"{}\"", TextAt(object, {"kind"}),
                                 TextAt(object, {"apiVersion"}))));
    }
    const Owner owner{"meshctl-sandbox", Owner::Operation::kUpdate, resource->api_version(), ""};
    DropNulls(resource->topology, object);
    auto created = registry_.Create(*resource, std::move(object), {owner, "", Commit::kStore});
    if (!created) return std::unexpected(created.error());
  }
  controllers_.Run(registry_);
  changed_.notify_all();
  return {};
}

void Api::Stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  changed_.notify_all();
}

}  // namespace meshctl::sandbox
