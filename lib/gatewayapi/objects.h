// SPDX-License-Identifier: Apache-2.0
// Gateway API objects as typed views, with the defaults of their CRDs already in place: what an API server
// would have stored. A value that was given by default has no span.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/fields.h"
#include "model/object.h"

namespace meshctl::gatewayapi {

inline constexpr std::string_view kGroup = "gateway.networking.k8s.io";
inline constexpr std::string_view kExperimentalGroup = "gateway.networking.x-k8s.io";

/// A reference to an object, group and kind included.
struct Reference {
  source::Span span;
  model::Text group;
  model::Text kind;
  model::Text ns;  ///< empty when not given: the namespace of whoever refers
  model::Text name;

  bool Is(std::string_view of_group, std::string_view of_kind) const {
    return *group == of_group && *kind == of_kind;
  }
  std::string_view NamespaceFrom(std::string_view local) const { return ns.span ? *ns : local; }
};

/// `allowedRoutes.namespaces` and `allowedListeners.namespaces`.
struct NamespaceChoice {
  model::Text from;  ///< `Same`, `All`, `Selector`, `None`
  const yaml::Node* selector = nullptr;
  source::Span span;
};

struct ListenerTls {
  source::Span span;
  model::Text mode;  ///< `Terminate`, `Passthrough`
  std::vector<Reference> certificates;
  model::Labels options;
};

/// A listener of a Gateway or an entry of a ListenerSet.
struct Listener {
  source::Span span;
  model::Text name;
  model::Text hostname;  ///< empty: any
  model::Number port;
  model::Text protocol;
  std::optional<ListenerTls> tls;
  NamespaceChoice allowed;
  std::vector<Reference> kinds;  ///< those named in `allowedRoutes.kinds`; only group and kind are set
};

struct Address {
  model::Text type;  ///< `IPAddress` when not given
  model::Text value;
};

struct Gateway {
  const model::Object* object = nullptr;
  model::Text class_name;
  std::vector<Address> addresses;
  std::vector<Listener> listeners;
  NamespaceChoice allowed_listeners;
  const yaml::Node* frontend_tls = nullptr;  ///< `spec.tls.frontend`

  /// Whether istiod runs workloads for it: there is no address, or one that is no host name.
  bool managed() const;
  /// The name of the Service and Deployment that istiod makes for it.
  std::string managed_name() const;
};
Gateway DecodeGateway(const model::Object& object);

/// ListenerSet, or XListenerSet as it was called before.
struct ListenerSet {
  const model::Object* object = nullptr;
  Reference parent;
  std::vector<Listener> listeners;
};
ListenerSet DecodeListenerSet(const model::Object& object);

enum class RouteKind : std::uint8_t { kHttp, kGrpc, kTls, kTcp };
inline constexpr RouteKind kRouteKinds[] = {RouteKind::kHttp, RouteKind::kGrpc, RouteKind::kTls,
                                            RouteKind::kTcp};
/// `HTTPRoute`, `GRPCRoute`, `TLSRoute`, `TCPRoute`.
std::string_view Name(RouteKind kind);

struct ParentRef {
  Reference ref;
  model::Text section;
  model::Number port;
};

struct Backend {
  Reference ref;
  model::Number port;
  std::int64_t weight = 1;
  std::vector<model::Fields> filters;
};

/// One entry of `spec.rules`.
struct RouteRule {
  source::Span span;
  model::Fields fields;  ///< for `filters`, `timeouts`, `retry`
  model::Text name;
  /// HTTPRoute and GRPCRoute. An HTTPRoute rule that gives no list has the default match, which is without a
  /// span.
  std::vector<model::Fields> matches;
  std::vector<Backend> backends;
};

struct Route {
  const model::Object* object = nullptr;
  RouteKind kind = RouteKind::kHttp;
  std::vector<model::Text> hostnames;  ///< empty: any
  std::vector<ParentRef> parents;
  std::vector<RouteRule>
      rules;  ///< an HTTPRoute that gives no list has one rule for everything, without backends

  std::string_view ns() const { return *object->namespace_; }
  std::string_view name() const { return *object->name; }
};
Route DecodeRoute(const model::Object& object, RouteKind kind);

/// A text, or its default when the field is not there at all.
model::Text Or(model::Text text, std::string_view otherwise);
/// A reference with its defaults.
Reference DecodeReference(const model::Fields& fields, std::string_view group, std::string_view kind);
/// One entry of `backendRefs`, or the `backendRef` of a mirror.
Backend DecodeBackend(const model::Fields& fields);

}  // namespace meshctl::gatewayapi
