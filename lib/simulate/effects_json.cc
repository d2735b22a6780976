// SPDX-License-Identifier: Apache-2.0
// Fields are named as in the objects that people write.
#include "simulate/effects_json.h"

#include <utility>

namespace meshctl::simulate {
namespace {

using Json = OrderedJson;

Json ToJson(const route::HeaderChanges& changes) {
  Json json = {{"set", Json::object()}, {"add", Json::object()}, {"remove", changes.remove}};
  for (const auto& [name, value] : changes.set) json["set"][name] = value;
  for (const auto& [name, value] : changes.add) json["add"][name] = value;
  return json;
}

}  // namespace

void PutHeaders(OrderedJson& object, const route::HeaderChanges& request,
                const route::HeaderChanges& response) {
  if (!request.empty()) object["requestHeaders"] = ToJson(request);
  if (!response.empty()) object["responseHeaders"] = ToJson(response);
}

void PutEffects(OrderedJson& json, const route::Action& action) {
  Put(json, "timeout", action.timeout);
  if (action.retries) {
    json["retries"] = {{"attempts", action.retries->attempts},
                       {"retryOn", action.retries->on},
                       {"written", action.retries->written}};
    if (!action.retries->codes.empty()) json["retries"]["retriableStatusCodes"] = action.retries->codes;
    Put(json["retries"], "backoff", action.retries->backoff);
    Put(json["retries"], "perTryTimeout", action.retries->per_try_timeout);
  }
  if (action.fault) {
    Json fault = Json::object();
    if (action.fault->delay_percent > 0) {
      fault["delay"] = {{"duration", action.fault->delay}, {"percent", action.fault->delay_percent}};
    }
    if (action.fault->abort_percent > 0) {
      fault["abort"] = {{"status", action.fault->abort_status}, {"percent", action.fault->abort_percent}};
      Put(fault["abort"], "grpcStatus", action.fault->abort_grpc_status);
    }
    json["fault"] = std::move(fault);
  }
  if (!action.mirrors.empty()) json["mirrors"] = Json::array();
  for (const route::Mirror& mirror : action.mirrors) {
    json["mirrors"].push_back({{"cluster", mirror.cluster->name}, {"percent", mirror.percent}});
  }
  if (action.cors) json["cors"] = true;
  PutHeaders(json, action.request_headers, action.response_headers);
}

void PutRewrite(OrderedJson& object, const route::Rewrite& rewrite) {
  Json json = Json::object();
  if (!rewrite.pattern.empty()) {
    json["regex"] = rewrite.pattern;
    json["substitution"] = rewrite.substitution;
  } else if (rewrite.uri) {
    json["uri"] = *rewrite.uri;
  }
  Put(json, "authority", rewrite.authority);
  object["rewrite"] = std::move(json);
}

}  // namespace meshctl::simulate
