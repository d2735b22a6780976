// SPDX-License-Identifier: Apache-2.0
// Istio's Gateway: the servers that a gateway workload opens.
#pragma once

#include <optional>
#include <vector>

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
};

struct Gateway {
  const Object* object = nullptr;
  Labels selector;
  source::Span selector_span;  ///< the selector's mapping; nowhere when it is missing
  std::vector<Server> servers;
};

Gateway DecodeGateway(const Object& object);

}  // namespace meshctl::model
