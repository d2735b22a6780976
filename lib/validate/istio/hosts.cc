// SPDX-License-Identifier: Apache-2.0
// Host names by hand, on views: no allocation for names that are right.
#include "validate/istio/hosts.h"

#include <algorithm>
#include <string>

#include "validate/istio/addresses.h"
#include "validate/istio/labels.h"
#include "validate/istio/ports.h"
#include "validate/istio/wording.h"

namespace meshctl::validate::istio {

constinit const Rule kInvalidHost = {
    .code = "ISTIO0103",
    .name = "invalid-host",
    .summary = "a host is no DNS name, so that no request could ever name it"};
constinit const Rule kInvalidSubsetName = {
    .code = "ISTIO0123",
    .name = "invalid-subset-name",
    .summary = "a subset has a name that can not be part of the name of an Envoy cluster"};

namespace {

constexpr std::size_t kHostSize = 255;

bool IsNumber(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool AreLabels(std::string_view text) {
  const std::size_t last = text.rfind('.');
  if (IsNumber(last == std::string_view::npos ? text : text.substr(last + 1))) return false;
  while (true) {
    const std::size_t dot = text.find('.');
    if (dot == std::string_view::npos) return text.empty() || IsLabel(text);
    if (!IsLabel(text.substr(0, dot))) return false;
    text.remove_prefix(dot + 1);
  }
}

bool IsWildcard(std::string_view host) { return host.starts_with('*'); }

}  // namespace

bool IsFqdn(std::string_view text) { return !text.empty() && text.size() <= kHostSize && AreLabels(text); }

bool IsWildcardDomain(std::string_view text) {
  if (text.empty() || text.size() > kHostSize) return false;
  const std::size_t dot = text.find('.');
  return IsWildcardLabel(text.substr(0, dot)) &&
         (dot == std::string_view::npos || AreLabels(text.substr(dot + 1)));
}

bool HasPartialWildcard(std::string_view host) {
  return host.find('*') != std::string_view::npos && host != "*" && !host.starts_with("*.");
}

bool IsClusterSni(std::string_view text) {
  if (!text.starts_with("outbound_") || text.size() > kHostSize) return false;
  // Four parts between underscores: the direction, a port, a subset, a host.
  std::string_view rest = text.substr(text.find('_') + 1);
  const std::size_t port_end = rest.find('_');
  if (port_end == std::string_view::npos) return false;
  const std::string_view port = rest.substr(0, port_end);
  rest.remove_prefix(port_end + 1);
  const std::size_t subset_end = rest.find('_');
  if (subset_end == std::string_view::npos) return false;
  rest.remove_prefix(subset_end + 1);
  const std::string_view host = rest.substr(0, rest.find('_'));
  return std::ranges::any_of(port, [](char c) { return c >= '0' && c <= '9'; }) &&
         std::ranges::any_of(host, [](char c) { return IsAlphanumeric(c) && (c < '0' || c > '9'); });
}

bool HostsOverlap(std::string_view a, std::string_view b) {
  if (!IsWildcard(a) && !IsWildcard(b)) return a == b;
  if (IsWildcard(a) && IsWildcard(b)) {
    return a.size() < b.size() ? b.ends_with(a.substr(1)) : a.ends_with(b.substr(1));
  }
  return IsWildcard(a) ? b.ends_with(a.substr(1)) : a.ends_with(b.substr(1));
}

bool IsHostSubset(std::string_view a, std::string_view b) {
  if (!IsWildcard(b)) return a == b;
  const std::string_view suffix = b.substr(1);
  return IsWildcard(a) ? a.size() >= b.size() && a.substr(1).ends_with(suffix) : a.ends_with(suffix);
}

void CheckFqdn(const yaml::Node& value, Verdict& verdict) {
  if (IsFqdn(value.string())) return;
  At(verdict, kInvalidHost, value, "is no DNS name",
     Label("not a DNS name",
           "write dot-separated labels of letters, digits and inner `-`; the last must not "
           "be a number"));
}

void CheckWildcardDomain(const yaml::Node& value, Verdict& verdict) {
  if (IsWildcardDomain(value.string())) return;
  At(verdict, kInvalidHost, value, "is no DNS name",
     Label("not a DNS name",
           "write dot-separated labels of letters, digits and inner `-`, the first of which "
           "may be `*`"));
}

void CheckHostOrIp(const yaml::Node& value, Verdict& verdict) {
  if (IsFqdn(value.string()) || IsIpAddress(value.string())) return;
  At(verdict, kInvalidHost, value, "is neither a DNS name nor an IP address", Label("not a host"));
}

void CheckDestination(const yaml::Node& destination, Verdict& verdict) {
  if (destination.is_null()) return;
  const yaml::Node& host = destination.Get("host");
  if (host.string() == "*") {
    At(verdict, kInvalidHost, host, "is no service: traffic goes to one host",
       Label("matches everything", "name the service that takes the traffic"));
  } else if (host.string().empty()) {
    Missing(verdict, kInvalidHost, destination, "host", "is required: traffic goes to a host");
  } else {
    CheckWildcardDomain(host, verdict);
  }
  if (!destination.Get("subset").string().empty()) CheckSubsetName(destination.Get("subset"), verdict);
  if (const yaml::Node& port = destination.Get("port"); !port.is_null()) CheckPort(port, "number", verdict);
}

void CheckSubsetName(const yaml::Node& value, Verdict& verdict) {
  if (IsLabel(value.string())) return;
  At(verdict, kInvalidSubsetName, value, "is no name of a subset",
     Label("not a DNS label", "write letters, digits and inner `-`, at most 63 of them"));
}

}  // namespace meshctl::validate::istio
