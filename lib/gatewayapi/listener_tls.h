// SPDX-License-Identifier: Apache-2.0
// The TLS settings of a listener.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gatewayapi/grants.h"
#include "gatewayapi/objects.h"
#include "model/gateway.h"

namespace meshctl::gatewayapi {

struct ServerSettings {
  std::optional<model::ServerTls> tls;
  std::string refusal;  ///< why istiod does not open the listener; empty: it does
};

/// What the `tls` of a listener means, `options` and the Gateway's frontend validation included. `owner` is
/// the Gateway or ListenerSet (`owner_kind`) it is written in. Certificates are taken to exist and to be
/// valid: manifests rarely hold them.
ServerSettings ServerSettingsOf(const Listener& listener, const Gateway& gateway, const model::Object& owner,
                                std::string_view owner_kind, const Grants& grants);

}  // namespace meshctl::gatewayapi
