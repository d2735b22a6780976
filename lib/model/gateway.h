// SPDX-License-Identifier: Apache-2.0
// Istio's Gateway: the servers that a gateway workload opens.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/derivation.h"
#include "model/fields.h"

namespace meshctl::model {

/// Port of a Gateway server, a Sidecar listener or a ServiceEntry.
struct Port {
  source::Span span;
  Number number;
  Text name;
  Text protocol;
  Number target_port;
};
Port DecodePort(const Fields& fields);

struct ServerTls {
  source::Span span;
  Switch https_redirect;
  Text mode;  ///< `PASSTHROUGH` when empty
  Text credential_name;
  std::vector<Text> credential_names;
  Text server_certificate;
  Text private_key;
  Text ca_certificates;
  std::vector<Text> subject_alt_names;
  Text min_protocol_version;
  Text max_protocol_version;
};
ServerTls DecodeServerTls(const Fields& fields);

struct Server {
  source::Span span;
  Text name;
  Port port;
  Text bind;
  std::vector<Text> hosts;  ///< as written: `host` or `namespace/host`
  std::optional<ServerTls> tls;
  const Derivation* derived = nullptr;  ///< null: it was written here
};

struct Gateway {
  const Object* object = nullptr;
  Labels selector;
  source::Span selector_span;  ///< the selector's mapping; nowhere when it is missing
  std::vector<Server> servers;
  /// The hosts of the Services whose workloads open the servers, where they are meant in place of `selector`.
  std::vector<std::string_view> services;
  std::string_view services_ns;  ///< the namespace of these Services
  Semantics semantics = Semantics::kIstio;
  bool managed = false;  ///< whether istiod runs the workloads itself (Gateway API)
  /// The Gateway of Gateway API that this is a listener of, or its ListenerSets': `namespace/name`; else
  /// empty.
  std::string api_gateway;

  std::string_view ns() const { return *object->namespace_; }
  std::string_view name() const { return *object->name; }
};

Gateway DecodeGateway(const Object& object);

}  // namespace meshctl::model
