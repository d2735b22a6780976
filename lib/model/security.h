// SPDX-License-Identifier: Apache-2.0
// Istio's PeerAuthentication, RequestAuthentication and AuthorizationPolicy.
#pragma once

#include <optional>
#include <vector>

#include "model/fields.h"

namespace meshctl::model {

struct PortMtls {
  Number port;  ///< the key; a workload port
  Text mode;
};

struct PeerAuthentication {
  const Object* object = nullptr;
  std::optional<Labels> selector;  ///< matchLabels
  Text mode;                       ///< mtls.mode; `UNSET` when empty
  std::vector<PortMtls> port_level;
};
PeerAuthentication DecodePeerAuthentication(const Object& object);

/// Values of one field of a source, an operation or a condition, and those it must not have.
struct PolicySource {
  source::Span span;
  std::vector<Text> principals, not_principals;
  std::vector<Text> request_principals, not_request_principals;
  std::vector<Text> namespaces, not_namespaces;
  std::vector<Text> service_accounts, not_service_accounts;
  std::vector<Text> trust_domains, not_trust_domains;
  std::vector<Text> ip_blocks, not_ip_blocks;
  std::vector<Text> remote_ip_blocks, not_remote_ip_blocks;
};
struct PolicyOperation {
  source::Span span;
  std::vector<Text> hosts, not_hosts;
  std::vector<Text> ports, not_ports;
  std::vector<Text> methods, not_methods;
  std::vector<Text> paths, not_paths;
};
struct PolicyCondition {
  source::Span span;
  Text key;
  std::vector<Text> values, not_values;
};
struct PolicyRule {
  source::Span span;
  std::vector<PolicySource> from;
  std::vector<PolicyOperation> to;
  std::vector<PolicyCondition> when;
};

struct TargetRef {
  source::Span span;
  Text group;
  Text kind;
  Text name;
  Text namespace_;
};

/// The objects that a policy of any kind is attached to: `targetRefs` of its spec, or the one `targetRef`.
std::vector<TargetRef> DecodeTargetRefs(const Fields& spec);

struct AuthorizationPolicy {
  const Object* object = nullptr;
  std::optional<Labels> selector;      ///< matchLabels
  std::vector<TargetRef> target_refs;  ///< targetRefs, or the one targetRef
  Text action;                         ///< `ALLOW` when empty
  Text provider;                       ///< provider.name
  /// Absent and empty mean the same: no request matches.
  std::vector<PolicyRule> rules;
};
AuthorizationPolicy DecodeAuthorizationPolicy(const Object& object);

/// Where a token may be found: a header whose value begins with a prefix.
struct TokenHeader {
  Text name;
  Text prefix;
};

/// A claim that is copied into a header once its token is valid.
struct ClaimHeader {
  Text header;
  Text claim;
};

/// One issuer whose tokens are accepted.
struct JwtRule {
  source::Span span;
  Text issuer;
  std::vector<Text> audiences;
  std::vector<TokenHeader> from_headers;
  std::vector<Text> from_params;
  std::vector<Text> from_cookies;
  Switch forward_original_token;  ///< false when empty: the token goes no further
  std::vector<ClaimHeader> output_claim_to_headers;
  std::vector<Text> space_delimited_claims;
};

struct RequestAuthentication {
  const Object* object = nullptr;
  std::optional<Labels> selector;      ///< matchLabels
  std::vector<TargetRef> target_refs;  ///< targetRefs, or the one targetRef
  std::vector<JwtRule> rules;
};
RequestAuthentication DecodeRequestAuthentication(const Object& object);

}  // namespace meshctl::model
