// SPDX-License-Identifier: Apache-2.0
// The rules of mesh configuration, which are spread over mesh_config.cc and mesh_proxy.cc.
#pragma once

#include <string_view>

#include "validate/rule.h"
#include "yaml/node.h"

namespace meshctl::validate::istio {

extern const Rule kEmptyProxySetting;
extern const Rule kDrainBelowSeconds;
extern const Rule kInvalidProxyAddress;
extern const Rule kIncompleteTracer;
extern const Rule kKeyProviderWithoutDelay;
extern const Rule kConnectionSettingOutOfRange;
extern const Rule kDeprecatedDnsAllocation;
extern const Rule kUnsupportedAuthPolicy;

/// A field of mesh configuration, which may be written in camelCase or in protobuf's snake_case.
const yaml::Node& Field(const yaml::Node& parent, std::string_view camel);

}  // namespace meshctl::validate::istio
