// SPDX-License-Identifier: Apache-2.0
// Addresses: the syntax is that of lib/schema, plus the zones that Go knows.
#include "validate/istio/addresses.h"

#include <algorithm>

#include "schema/formats.h"
#include "validate/istio/wording.h"

namespace meshctl::validate::istio {

constinit const Rule kInvalidIpAddress = {
    .code = "ISTIO0104",
    .name = "invalid-ip-address",
    .summary = "a text that must be an IP address is none, so that Envoy could not bind to it or compare it"};
constinit const Rule kInvalidSubnet = {
    .code = "ISTIO0105",
    .name = "invalid-subnet",
    .summary = "a text that must be an IP address or a range of them (CIDR) is none"};
constinit const Rule kInvalidSocketPath = {
    .code = "ISTIO0106",
    .name = "invalid-socket-path",
    .summary = "behind `unix://` stands neither the absolute path of a file nor an abstract name"};

namespace {

constexpr std::string_view kUnix = "unix://";

}  // namespace

bool IsIpAddress(std::string_view text) {
  const std::size_t zone = text.find('%');
  if (zone == std::string_view::npos) return schema::IsIp(text);
  return zone + 1 < text.size() && text.substr(0, zone).find(':') != std::string_view::npos &&
         schema::IsIp(text.substr(0, zone));
}

bool IsPrefix(std::string_view text) { return schema::Matches(schema::Format::kCidr, text); }

bool IsSocket(std::string_view address) { return address.starts_with(kUnix); }

bool IsSocketPath(std::string_view address) {
  const std::string_view path = address.substr(kUnix.size());
  return path.starts_with('@') || (path.starts_with('/') && !path.ends_with('/'));
}

void CheckIpAddress(const yaml::Node& value, Verdict& verdict) {
  if (IsIpAddress(value.string())) return;
  At(verdict, kInvalidIpAddress, value, "is no IP address", Label("not an IP address"));
}

void CheckSubnet(const yaml::Node& value, Verdict& verdict) {
  const std::string_view text = value.string();
  const bool valid = std::ranges::count(text, '/') == 1 ? IsPrefix(text) : IsIpAddress(text);
  if (valid) return;
  At(verdict, kInvalidSubnet, value, "is neither an IP address nor a range of them",
     Label("not an address or range", "write an address as `10.1.2.3`, or a range as `10.1.0.0/16`"));
}

void CheckSocketPath(const yaml::Node& value, Verdict& verdict) {
  if (IsSocketPath(value.string())) return;
  At(verdict, kInvalidSocketPath, value, "names no Unix domain socket",
     Label("no absolute path of a file", "write `unix:///path/to/socket` or `unix://@name`"));
}

}  // namespace meshctl::validate::istio
