// SPDX-License-Identifier: Apache-2.0
// Port numbers, their names and the protocols they speak.
#pragma once

#include <cstdint>
#include <string_view>

#include "validate/rule.h"
#include "validate/verdict.h"
#include "yaml/node.h"

namespace meshctl::validate::istio {

extern const Rule kPortOutOfRange;
extern const Rule kInvalidPortName;
extern const Rule kUnknownProtocol;
extern const Rule kTargetPort;

/// What istiod makes of the name of a protocol, letter case ignored.
enum class Protocol : std::uint8_t {
  kUnknown,
  kHttp,
  kHttp2,
  kHttpProxy,
  kGrpc,
  kGrpcWeb,
  kHttps,
  kTls,
  kTcp,
  kMongo,
  kRedis,
  kMySql,
  kUdp,
};
Protocol ParseProtocol(std::string_view name);
bool IsHttp(Protocol protocol);  ///< HTTP in the clear
bool IsTls(Protocol protocol);   ///< HTTPS, TLS
bool IsTcp(Protocol protocol);   ///< opaque bytes, TLS included

/// `parent.field` is a port number, 1 to 65535; absent counts as 0.
void CheckPort(const yaml::Node& parent, std::string_view field, Verdict& verdict);
/// The same of a field where 0 means not given.
void CheckOptionalPort(const yaml::Node& parent, std::string_view field, Verdict& verdict);
void CheckPortName(const yaml::Node& name, Verdict& verdict);
/// Empty is accepted.
void CheckProtocol(const yaml::Node& protocol, Verdict& verdict);
/// `targetPort` in a place where istiod does not look at it.
void CheckNoTargetPort(const yaml::Node& port, Verdict& verdict);

}  // namespace meshctl::validate::istio
