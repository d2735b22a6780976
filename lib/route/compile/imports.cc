// SPDX-License-Identifier: Apache-2.0
// Entries are filed by namespace, as istiod does it: an object is looked up under its own namespace first,
// then under `*`, and exclusions of both count.
#include "route/compile/imports.h"

#include <algorithm>

#include "mesh/host.h"

namespace meshctl::route {
namespace {

constexpr std::string_view kAnyNamespace = "*";

bool CoveredBy(const std::vector<std::string_view>& entries, std::string_view host) {
  return std::ranges::any_of(entries, [&](std::string_view entry) { return mesh::IsSubsetOf(host, entry); });
}

}  // namespace

Imports::Imports(const std::vector<model::Text>& hosts, std::string_view own_ns) {
  for (const model::Text& text : hosts) {
    if (std::ranges::count(*text, '/') != 1) continue;
    const std::size_t slash = text->find('/');
    std::string_view ns = text->substr(0, slash);
    const bool excluded = ns.starts_with('~');
    if (excluded) ns.remove_prefix(1);
    if (excluded && ns.empty()) ns = kAnyNamespace;
    if (ns == ".") ns = own_ns;
    const auto [place, fresh] = namespaces_.try_emplace(ns);
    if (fresh) order_.push_back(ns);
    (excluded ? place->second.excluded : place->second.hosts).push_back(text->substr(slash + 1));
  }
}

Imports Imports::Everything() {
  Imports imports;
  imports.namespaces_[kAnyNamespace].hosts.emplace_back("*");
  imports.order_.push_back(kAnyNamespace);
  return imports;
}

const Imports::OfNamespace* Imports::Find(std::string_view ns) const {
  const auto found = namespaces_.find(ns);
  return found == namespaces_.end() ? nullptr : &found->second;
}

bool Imports::Excluded(std::string_view host, std::string_view ns) const {
  return std::ranges::any_of(std::initializer_list{ns, kAnyNamespace}, [&](std::string_view scope) {
    const OfNamespace* const entries = Find(scope);
    return entries && CoveredBy(entries->excluded, host);
  });
}

template <typename Fits>
bool Imports::Any(std::string_view host, std::string_view ns, Fits fits) const {
  if (Excluded(host, ns)) return false;
  return std::ranges::any_of(std::initializer_list{ns, kAnyNamespace}, [&](std::string_view scope) {
    const OfNamespace* const entries = Find(scope);
    return entries &&
           std::ranges::any_of(entries->hosts, [&](std::string_view entry) { return fits(host, entry); });
  });
}

bool Imports::Covers(const mesh::Service& service) const {
  return Any(service.hostname, service.ns, mesh::IsSubsetOf);
}

bool Imports::CoversRoutesOf(std::string_view host, std::string_view ns) const {
  return Any(host, ns, mesh::Overlap);
}

bool Imports::CoversStrictly(std::string_view host, std::string_view ns) const {
  return Any(host, ns, mesh::IsSubsetOf);
}

std::vector<std::string_view> Imports::AliasesAmong(std::vector<std::string_view> aliases,
                                                    const mesh::Service& service) const {
  if (aliases.empty()) return aliases;
  const OfNamespace* entries = Find(service.ns);
  if (!entries || !CoveredBy(entries->hosts, service.hostname)) entries = Find(kAnyNamespace);
  std::erase_if(aliases,
                [&](std::string_view alias) { return !entries || !CoveredBy(entries->hosts, alias); });
  return aliases;
}

std::vector<std::pair<std::string_view, std::string_view>> Imports::exact() const {
  std::vector<std::pair<std::string_view, std::string_view>> exact;
  for (const std::string_view ns : order_) {
    const OfNamespace& entries = namespaces_.at(ns);
    if (ns == kAnyNamespace && !entries.hosts.empty()) return {};
    for (const std::string_view host : entries.hosts) {
      if (mesh::IsWildcard(host)) return {};
      exact.emplace_back(ns, host);
    }
  }
  return exact;
}

}  // namespace meshctl::route
