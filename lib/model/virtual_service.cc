// SPDX-License-Identifier: Apache-2.0
// Decodes VirtualServices: one function for each message of the API, in the order of the header.
#include "model/virtual_service.h"

namespace meshctl::model {

Destination DecodeDestination(const Fields& fields) {
  return {.span = fields.span(),
          .host = fields.GetText("host"),
          .subset = fields.GetText("subset"),
          .port = fields.In("port").GetNumber("number")};
}

HttpRetries DecodeHttpRetries(const Fields& fields) {
  return {.span = fields.span(),
          .attempts = fields.GetNumber("attempts"),
          .per_try_timeout = fields.GetDuration("perTryTimeout"),
          .retry_on = fields.GetText("retryOn"),
          .backoff = fields.GetDuration("backoff"),
          .retry_remote_localities = fields.GetSwitch("retryRemoteLocalities"),
          .retry_ignore_previous_hosts = fields.GetSwitch("retryIgnorePreviousHosts")};
}

namespace {

std::vector<HeaderChange> DecodeHeaderChanges(const yaml::Node& map) {
  std::vector<HeaderChange> changes;
  changes.reserve(map.entries().size());
  for (const yaml::Entry& entry : map.entries()) {
    changes.push_back({.name = {entry.key, entry.key_span()}, .value = entry.value.located()});
  }
  return changes;
}

HeaderOperations DecodeHeaderOperations(const Fields& fields) {
  return {.set = DecodeHeaderChanges(fields.Get("set")),
          .add = DecodeHeaderChanges(fields.Get("add")),
          .remove = fields.GetTexts("remove")};
}

Headers DecodeHeaders(const Fields& fields) {
  return {.request = DecodeHeaderOperations(fields.In("request")),
          .response = DecodeHeaderOperations(fields.In("response"))};
}

HttpMatch DecodeHttpMatch(const Fields& fields) {
  return {.span = fields.span(),
          .name = fields.GetText("name"),
          .uri = fields.GetMessage("uri", DecodeStringMatch),
          .scheme = fields.GetMessage("scheme", DecodeStringMatch),
          .method = fields.GetMessage("method", DecodeStringMatch),
          .authority = fields.GetMessage("authority", DecodeStringMatch),
          .headers = DecodeNamedMatches(fields.Get("headers")),
          .without_headers = DecodeNamedMatches(fields.Get("withoutHeaders")),
          .query_params = DecodeNamedMatches(fields.Get("queryParams")),
          .ignore_uri_case = fields.GetSwitch("ignoreUriCase"),
          .port = fields.GetNumber("port"),
          .source_labels = fields.GetLabels("sourceLabels"),
          .source_namespace = fields.GetText("sourceNamespace"),
          .gateways = fields.GetTexts("gateways"),
          .stat_prefix = fields.GetText("statPrefix")};
}

HttpDestination DecodeHttpDestination(const Fields& fields) {
  return {.span = fields.span(),
          .destination = DecodeDestination(fields.In("destination")),
          .weight = fields.GetNumber("weight"),
          .headers = fields.GetMessage("headers", DecodeHeaders)};
}

RegexRewrite DecodeRegexRewrite(const Fields& fields) {
  return {.match = fields.GetText("match"), .rewrite = fields.GetText("rewrite")};
}

HttpRewrite DecodeHttpRewrite(const Fields& fields) {
  return {.span = fields.span(),
          .uri = fields.GetText("uri"),
          .authority = fields.GetText("authority"),
          .uri_regex = fields.GetMessage("uriRegexRewrite", DecodeRegexRewrite)};
}

HttpRedirect DecodeHttpRedirect(const Fields& fields) {
  return {.span = fields.span(),
          .uri = fields.GetText("uri"),
          .authority = fields.GetText("authority"),
          .scheme = fields.GetText("scheme"),
          .prefix_rewrite = fields.GetText("prefixRewrite"),
          .port = fields.GetNumber("port"),
          .derive_port = fields.GetText("derivePort"),
          .code = fields.GetNumber("redirectCode")};
}

DirectResponse DecodeDirectResponse(const Fields& fields) {
  Fields body = fields.In("body");
  return {.span = fields.span(),
          .status = fields.GetNumber("status"),
          .body = body.GetText("string"),
          .body_bytes = body.GetText("bytes")};
}

FaultDelay DecodeFaultDelay(const Fields& fields) {
  return {.span = fields.span(),
          .fixed_delay = fields.GetDuration("fixedDelay"),
          .percentage = fields.In("percentage").GetDecimal("value"),
          .percent = fields.GetNumber("percent")};
}

FaultAbort DecodeFaultAbort(const Fields& fields) {
  return {.span = fields.span(),
          .http_status = fields.GetNumber("httpStatus"),
          .grpc_status = fields.GetText("grpcStatus"),
          .percentage = fields.In("percentage").GetDecimal("value")};
}

Fault DecodeFault(const Fields& fields) {
  return {.span = fields.span(),
          .delay = fields.GetMessage("delay", DecodeFaultDelay),
          .abort = fields.GetMessage("abort", DecodeFaultAbort)};
}

Mirror DecodeMirror(const Fields& fields) {
  return {.span = fields.span(),
          .destination = DecodeDestination(fields.In("destination")),
          .percentage = fields.In("percentage").GetDecimal("value")};
}

CorsPolicy DecodeCorsPolicy(const Fields& fields) {
  return {.span = fields.span(),
          .allow_origin = fields.GetTexts("allowOrigin"),
          .allow_origins = fields.GetMessages("allowOrigins", DecodeStringMatch),
          .allow_methods = fields.GetTexts("allowMethods"),
          .allow_headers = fields.GetTexts("allowHeaders"),
          .expose_headers = fields.GetTexts("exposeHeaders"),
          .max_age = fields.GetDuration("maxAge"),
          .allow_credentials = fields.GetSwitch("allowCredentials"),
          .unmatched_preflights = fields.GetText("unmatchedPreflights")};
}

Delegate DecodeDelegate(const Fields& fields) {
  return {.span = fields.span(), .name = fields.GetText("name"), .namespace_ = fields.GetText("namespace")};
}

HttpRoute DecodeHttpRoute(const Fields& fields) {
  return {.span = fields.span(),
          .name = fields.GetText("name"),
          .match = fields.GetMessages("match", DecodeHttpMatch),
          .route = fields.GetMessages("route", DecodeHttpDestination),
          .redirect = fields.GetMessage("redirect", DecodeHttpRedirect),
          .direct_response = fields.GetMessage("directResponse", DecodeDirectResponse),
          .delegate = fields.GetMessage("delegate", DecodeDelegate),
          .rewrite = fields.GetMessage("rewrite", DecodeHttpRewrite),
          .timeout = fields.GetDuration("timeout"),
          .retries = fields.GetMessage("retries", DecodeHttpRetries),
          .fault = fields.GetMessage("fault", DecodeFault),
          .mirror = fields.GetMessage("mirror", DecodeDestination),
          .mirror_percentage = fields.In("mirrorPercentage").GetDecimal("value"),
          .mirror_percent = fields.GetNumber("mirrorPercent"),
          .mirrors = fields.GetMessages("mirrors", DecodeMirror),
          .cors_policy = fields.GetMessage("corsPolicy", DecodeCorsPolicy),
          .headers = fields.GetMessage("headers", DecodeHeaders)};
}

L4Match DecodeL4Match(const Fields& fields) {
  return {.span = fields.span(),
          .sni_hosts = fields.GetTexts("sniHosts"),
          .destination_subnets = fields.GetTexts("destinationSubnets"),
          .source_subnet = fields.GetText("sourceSubnet"),
          .port = fields.GetNumber("port"),
          .source_labels = fields.GetLabels("sourceLabels"),
          .source_namespace = fields.GetText("sourceNamespace"),
          .gateways = fields.GetTexts("gateways")};
}

L4Destination DecodeL4Destination(const Fields& fields) {
  return {.span = fields.span(),
          .destination = DecodeDestination(fields.In("destination")),
          .weight = fields.GetNumber("weight")};
}

L4Route DecodeL4Route(const Fields& fields) {
  return {.span = fields.span(),
          .match = fields.GetMessages("match", DecodeL4Match),
          .route = fields.GetMessages("route", DecodeL4Destination)};
}

/// istiod marks the VirtualServices it makes by annotations.
Semantics SemanticsOf(std::string_view annotation) {
  if (annotation == "gateway") return Semantics::kGatewayApi;
  return annotation == "ingress" ? Semantics::kIngress : Semantics::kIstio;
}

}  // namespace

VirtualService DecodeVirtualService(const Object& object) {
  Fields spec(object.Get("spec"));
  return {.object = &object,
          .hosts = spec.GetTexts("hosts"),
          .gateways = spec.GetTexts("gateways"),
          .http = spec.GetMessages("http", DecodeHttpRoute),
          .tls = spec.GetMessages("tls", DecodeL4Route),
          .tcp = spec.GetMessages("tcp", DecodeL4Route),
          .export_to = spec.GetTexts("exportTo"),
          .semantics = SemanticsOf(object.annotations.Get("internal.istio.io/route-semantics")),
          .of_tls_route = object.annotations.Get("internal.istio.io/parents").starts_with("TLSRoute/")};
}

}  // namespace meshctl::model
