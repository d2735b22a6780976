// SPDX-License-Identifier: Apache-2.0
// IP addresses, subnets and Unix domain sockets as istiod reads them.
#pragma once

#include <string_view>

#include "validate/rule.h"
#include "validate/verdict.h"
#include "yaml/node.h"

namespace meshctl::validate::istio {

extern const Rule kInvalidIpAddress;
extern const Rule kInvalidSubnet;
extern const Rule kInvalidSocketPath;

/// As Go's netip.ParseAddr: no leading zeros; IPv6 addresses may have a zone.
bool IsIpAddress(std::string_view text);
/// As Go's netip.ParsePrefix.
bool IsPrefix(std::string_view text);
/// `unix://...`.
bool IsSocket(std::string_view address);
/// Of `unix://path`: an abstract name (`@name`) or an absolute path to a file.
bool IsSocketPath(std::string_view address);

void CheckIpAddress(const yaml::Node& value, Verdict& verdict);
/// A subnet or a single address.
void CheckSubnet(const yaml::Node& value, Verdict& verdict);
void CheckSocketPath(const yaml::Node& value, Verdict& verdict);

}  // namespace meshctl::validate::istio
