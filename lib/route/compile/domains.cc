// SPDX-License-Identifier: Apache-2.0
// A client may shorten a name as far as its DNS search path goes. In a cluster that is its own namespace,
// then `svc`; outside of one it is whatever labels its own domain shares with the name.
#include "route/compile/domains.h"

#include <fmt/format.h>

#include <algorithm>

#include "mesh/host.h"

namespace meshctl::route {
namespace {

std::vector<std::string> InCluster(std::string_view hostname, std::string_view proxy_domain) {
  const std::size_t dot = proxy_domain.find('.');
  const std::string_view proxy_ns = proxy_domain.substr(0, dot);
  const std::string_view suffix = proxy_domain.substr(dot);  // ".svc.cluster.local"
  if (!hostname.ends_with(suffix)) return {};
  const std::string_view left = hostname.substr(0, hostname.size() - suffix.size());
  const std::size_t name_end = left.find('.');
  if (name_end == std::string_view::npos) return {};
  std::vector<std::string> forms;
  if (left.substr(name_end + 1) == proxy_ns) {
    return {std::string(left.substr(0, name_end)), fmt::format("{}.svc", left), std::string(left)};
  }
  return {std::string(left), fmt::format("{}.svc", left)};
}

std::vector<std::string> OutsideOfCluster(std::string_view hostname, std::string_view proxy_domain) {
  // The longest common run of whole labels from the right.
  std::size_t host_end = hostname.size();
  std::size_t domain_end = proxy_domain.size();
  std::string_view first_shared;
  while (host_end > 0 && domain_end > 0) {
    const std::size_t host_dot = hostname.rfind('.', host_end - 1);
    const std::size_t domain_dot = proxy_domain.rfind('.', domain_end - 1);
    const std::size_t host_begin = host_dot == std::string_view::npos ? 0 : host_dot + 1;
    const std::size_t domain_begin = domain_dot == std::string_view::npos ? 0 : domain_dot + 1;
    const std::string_view label = hostname.substr(host_begin, host_end - host_begin);
    if (label != proxy_domain.substr(domain_begin, domain_end - domain_begin)) break;
    first_shared = label;
    host_end = host_begin == 0 ? 0 : host_dot;
    domain_end = domain_begin == 0 ? 0 : domain_dot;
  }
  const std::string_view own = hostname.substr(0, host_end);
  if (first_shared.empty() || own.empty()) return {};
  std::vector<std::string> forms = {std::string(own)};
  if (std::ranges::count(own, '.') == 1) forms.push_back(fmt::format("{}.{}", own, first_shared));
  return forms;
}

}  // namespace

std::vector<std::string> ShortForms(std::string_view hostname, std::string_view proxy_domain) {
  const bool cluster = proxy_domain.find(".svc.") != std::string_view::npos;
  return cluster ? InCluster(hostname, proxy_domain) : OutsideOfCluster(hostname, proxy_domain);
}

std::vector<std::string> DomainsOf(const mesh::Service& service, const std::vector<std::string_view>& aliases,
                                   std::string_view proxy_domain) {
  std::vector<std::string> domains;
  const auto add_host = [&](std::string_view host) {
    domains.emplace_back(host);
    if (mesh::IsIpAddress(host)) return;
    domains.push_back(fmt::format("{}.", host));
    for (std::string& form : ShortForms(host, proxy_domain)) domains.push_back(std::move(form));
  };
  add_host(service.hostname);
  for (const std::string_view alias : aliases) add_host(alias);
  if (service.headless()) {
    const std::size_t plain = domains.size();
    for (std::size_t i = 0; i < plain; ++i) domains.push_back(fmt::format("*.{}", domains[i]));
  }
  for (const std::string_view address : service.addresses) {
    if (address == "0.0.0.0") continue;
    const bool v6 = address.find(':') != std::string_view::npos;
    domains.push_back(v6 ? fmt::format("[{}]", address) : std::string(address));
  }
  return domains;
}

std::vector<std::string> DialledAddresses(const mesh::Service& service) {
  if (!service.addresses.empty()) return {service.addresses.begin(), service.addresses.end()};
  const bool address_to_come = service.kubernetes && !service.headless();
  return {address_to_come ? service.hostname : "0.0.0.0"};
}

}  // namespace meshctl::route
