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

namespace {

/// Hosts that are IPv6 addresses stand in brackets.
std::string Bracketed(std::string_view host) {
  const bool v6 = mesh::IsIpAddress(host) && host.find(':') != std::string_view::npos;
  return v6 ? fmt::format("[{}]", host) : std::string(host);
}

/// Collects names, each with and without the port where one is asked for.
class DomainList {
 public:
  explicit DomainList(std::uint32_t port) : port_(port) {}

  void Add(std::string_view name, Domain::Form form) {
    domains_.push_back({Bracketed(name), form});
    if (port_ != 0) domains_.push_back({fmt::format("{}:{}", Bracketed(name), port_), form});
  }
  void AddWildcards() {
    const std::size_t plain = domains_.size();
    for (std::size_t i = 0; i < plain; ++i)
      domains_.push_back({fmt::format("*.{}", domains_[i].name), Domain::Form::kFull});
  }
  std::vector<Domain> Take() { return std::move(domains_); }

 private:
  std::uint32_t port_;
  std::vector<Domain> domains_;
};

bool IsOfFamily(std::string_view address, const std::vector<std::string>& own) {
  const auto is_v6 = [](std::string_view text) { return text.find(':') != std::string_view::npos; };
  // A proxy of which no address is known is taken for one of IPv4.
  if (own.empty()) return !is_v6(address);
  return std::ranges::any_of(own, [&](const std::string& ip) { return is_v6(ip) == is_v6(address); });
}

}  // namespace

std::vector<Domain> DomainsOf(const mesh::Service& service, std::string_view host,
                              const std::vector<std::string_view>& aliases, const Proxy& proxy,
                              std::string_view proxy_domain, std::uint32_t port) {
  DomainList list(port);
  const auto add_host = [&](std::string_view name) {
    list.Add(name, Domain::Form::kFull);
    if (mesh::IsIpAddress(name)) return;
    list.Add(fmt::format("{}.", name), Domain::Form::kShort);
    for (const std::string& form : ShortForms(name, proxy_domain)) list.Add(form, Domain::Form::kShort);
  };
  add_host(host);
  for (const std::string_view alias : aliases) add_host(alias);
  if (service.kubernetes && service.resolution == mesh::Resolution::kPassthrough) list.AddWildcards();
  for (const std::string_view address : AddressesFor(service, proxy)) {
    if (address != "0.0.0.0") list.Add(address, Domain::Form::kFull);
  }
  return list.Take();
}

std::string ProxyDomain(const Proxy& proxy, const mesh::MeshConfig& config) {
  if (!proxy.dns_domain.empty()) return proxy.dns_domain;
  return fmt::format("{}.svc.{}", proxy.workload_ns, config.cluster_domain);
}

std::vector<std::string_view> AddressesFor(const mesh::Service& service, const Proxy& proxy) {
  if (service.addresses.empty()) return {};
  // istiod makes a service of each address of a ServiceEntry; of one host the last one names the domains.
  if (!service.kubernetes) return {service.addresses.back()};
  std::vector<std::string_view> addresses;
  for (const std::string_view address : service.addresses) {
    if (IsOfFamily(address, proxy.addresses)) addresses.push_back(address);
  }
  return addresses;
}

std::vector<std::string> DialledAddresses(const mesh::Service& service, const mesh::MeshConfig& config) {
  if (!service.addresses.empty()) return {service.addresses.begin(), service.addresses.end()};
  const bool address_to_come =
      config.assigns_cluster_ips && service.kubernetes && service.resolution == mesh::Resolution::kStatic;
  return {address_to_come ? service.hostname : "0.0.0.0"};
}

}  // namespace meshctl::route
