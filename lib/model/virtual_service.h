// SPDX-License-Identifier: Apache-2.0
// Istio's VirtualService, complete.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "model/derivation.h"
#include "model/fields.h"
#include "model/string_match.h"

namespace meshctl::model {

struct Destination {
  source::Span span;
  Text host;
  Text subset;
  Number port;            ///< port.number
  bool complete = false;  ///< whether `host` is a full name whatever it looks like
  /// Why Gateway API sends nothing here; empty: it does. Then `host` is empty, and Envoy knows no such
  /// cluster.
  std::string_view refusal;
};
Destination DecodeDestination(const Fields& fields);

struct HeaderChange {
  Text name;
  Text value;
};
struct HeaderOperations {
  std::vector<HeaderChange> set;
  std::vector<HeaderChange> add;
  std::vector<Text> remove;
};
struct Headers {
  HeaderOperations request;
  HeaderOperations response;
};

/// Conditions of one `match` item; all must hold.
struct HttpMatch {
  source::Span span;
  Text name;
  std::optional<StringMatch> uri;
  std::optional<StringMatch> scheme;
  std::optional<StringMatch> method;
  std::optional<StringMatch> authority;
  std::vector<NamedMatch> headers;
  std::vector<NamedMatch> without_headers;
  std::vector<NamedMatch> query_params;
  Switch ignore_uri_case;
  Number port;
  Labels source_labels;
  Text source_namespace;
  std::vector<Text> gateways;
  Text stat_prefix;
};

struct HttpDestination {
  source::Span span;
  Destination destination;
  Number weight;
  std::optional<Headers> headers;
};

struct RegexRewrite {
  Text match;
  Text rewrite;
};
struct HttpRewrite {
  source::Span span;
  Text uri;
  Text authority;
  std::optional<RegexRewrite> uri_regex;
};

struct HttpRedirect {
  source::Span span;
  Text uri;
  Text authority;
  Text scheme;
  Text prefix_rewrite;
  Number port;
  Text derive_port;
  Number code;
};

struct DirectResponse {
  source::Span span;
  Number status;
  Text body;        ///< body.string
  Text body_bytes;  ///< body.bytes, base64 as written
};

struct HttpRetries {
  source::Span span;
  Number attempts;
  Duration per_try_timeout;
  Text retry_on;
  Duration backoff;
  Switch retry_remote_localities;
  Switch retry_ignore_previous_hosts;
};

HttpRetries DecodeHttpRetries(const Fields& fields);

struct FaultDelay {
  source::Span span;
  Duration fixed_delay;
  Decimal percentage;  ///< percentage.value
  Number percent;      ///< deprecated
};
struct FaultAbort {
  source::Span span;
  Number http_status;
  Text grpc_status;
  Decimal percentage;  ///< percentage.value
};
struct Fault {
  source::Span span;
  std::optional<FaultDelay> delay;
  std::optional<FaultAbort> abort;
};

struct Mirror {
  source::Span span;
  Destination destination;
  Decimal percentage;  ///< percentage.value
};

struct CorsPolicy {
  source::Span span;
  std::vector<Text> allow_origin;  ///< deprecated
  std::vector<StringMatch> allow_origins;
  std::vector<Text> allow_methods;
  std::vector<Text> allow_headers;
  std::vector<Text> expose_headers;
  Duration max_age;
  Switch allow_credentials;
  Text unmatched_preflights;
};

struct Delegate {
  source::Span span;
  Text name;
  Text namespace_;
};

struct HttpRoute {
  source::Span span;
  Text name;
  std::vector<HttpMatch> match;
  std::vector<HttpDestination> route;
  std::optional<HttpRedirect> redirect;
  std::optional<DirectResponse> direct_response;
  std::optional<Delegate> delegate;
  std::optional<HttpRewrite> rewrite;
  Duration timeout;
  std::optional<HttpRetries> retries;
  std::optional<Fault> fault;
  std::optional<Destination> mirror;
  Decimal mirror_percentage;  ///< mirrorPercentage.value
  Number mirror_percent;      ///< deprecated
  std::vector<Mirror> mirrors;
  std::optional<CorsPolicy> cors_policy;
  std::optional<Headers> headers;
  const Derivation* derived = nullptr;  ///< null: it was written here
};

/// Conditions of a tcp or tls match; tcp has no SNI hosts.
struct L4Match {
  source::Span span;
  std::vector<Text> sni_hosts;
  std::vector<Text> destination_subnets;
  Text source_subnet;  ///< tcp only, undocumented
  Number port;
  Labels source_labels;
  Text source_namespace;
  std::vector<Text> gateways;
};

struct L4Destination {
  source::Span span;
  Destination destination;
  Number weight;
};

/// One entry of `tls` or `tcp`.
struct L4Route {
  source::Span span;
  std::vector<L4Match> match;
  std::vector<L4Destination> route;
  const Derivation* derived = nullptr;  ///< null: it was written here
};

struct VirtualService {
  const Object* object = nullptr;
  std::vector<Text> hosts;
  std::vector<Text> gateways;  ///< as written; empty means `mesh`
  std::vector<HttpRoute> http;
  std::vector<L4Route> tls;
  std::vector<L4Route> tcp;
  std::vector<Text> export_to;
  Semantics semantics = Semantics::kIstio;
  /// Whether it stands for a TLSRoute: its `tls` rules then serve connections whose TLS the gateway ended,
  /// too.
  bool of_tls_route = false;
  const Derivation* derived = nullptr;  ///< null: it was written as a VirtualService

  std::string_view ns() const { return *object->namespace_; }
  std::string_view name() const { return *object->name; }
};

VirtualService DecodeVirtualService(const Object& object);

}  // namespace meshctl::model
