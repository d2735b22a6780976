// SPDX-License-Identifier: Apache-2.0
// Fills the catalog from the schema tables.
#include "sandbox/catalog.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace meshctl::sandbox {
namespace {

std::vector<std::string> Copy(schema::Names names) { return {names.begin(), names.end()}; }

Resource ToResource(schema::Kind kind) {
  Resource resource;
  resource.group = kind.group();
  resource.version = kind.version();
  resource.kind = kind.name();
  resource.list_kind = kind.list_name();
  resource.plural = kind.plural();
  resource.singular = kind.singular();
  resource.short_names = Copy(kind.short_names());
  resource.categories = Copy(kind.categories());
  resource.namespaced = kind.namespaced();
  resource.custom = kind.custom();
  resource.has_status = kind.subresources().Contains("status");
  resource.scale_spec = kind.scale_spec_path();
  resource.scale_status = kind.scale_status_path();
  resource.scale_selector = kind.scale_selector_path();
  for (const schema::Column column : kind.columns()) {
    resource.columns.push_back({std::string(column.name()), std::string(column.type()),
                                std::string(column.path()), std::string(column.format()), "",
                                column.priority()});
  }
  if (kind.deprecated()) {
    resource.deprecation_warning = fmt::format("{} {} is deprecated", resource.api_version(), resource.kind);
  }
  resource.topology = Topology::OfObject(kind.type());
  return resource;
}

bool IsServed(schema::Kind kind) {
  return (kind.served() || kind.served_experimental()) && !kind.file_only() && !kind.subresource_only();
}

// `v1` before `v1beta2` before `v1beta1` before `v1alpha3`: the longer stability word is the lesser one.
bool IsPreferredVersion(std::string_view a, std::string_view b) {
  auto rank = [](std::string_view version) {
    return version.find("alpha") != version.npos ? 2 : version.find("beta") != version.npos ? 1 : 0;
  };
  return rank(a) != rank(b) ? rank(a) < rank(b) : a > b;
}

}  // namespace

Catalog::Catalog() {
  for (schema::Kind kind : schema::AllKinds()) {
    if (!IsServed(kind)) continue;
    const Resource* preferred = Preferred({std::string(kind.group()), std::string(kind.plural())});
    Resource resource = ToResource(kind);
    if (preferred && preferred->topology.type() != resource.topology.type()) continue;
    resources_.push_back(std::move(resource));
  }
}

const Resource* Catalog::Find(std::string_view group, std::string_view version,
                              std::string_view plural) const {
  auto found = std::ranges::find_if(resources_, [&](const Resource& resource) {
    return resource.plural == plural && resource.group == group && resource.version == version;
  });
  return found == resources_.end() ? nullptr : &*found;
}

const Resource* Catalog::FindKind(std::string_view api_version, std::string_view kind) const {
  auto found = std::ranges::find_if(resources_, [&](const Resource& resource) {
    return resource.kind == kind && resource.api_version() == api_version;
  });
  return found == resources_.end() ? nullptr : &*found;
}

const Resource* Catalog::Preferred(const GroupResource& id) const {
  auto found = std::ranges::find_if(resources_, [&](const Resource& resource) {
    return resource.plural == id.plural && resource.group == id.group;
  });
  return found == resources_.end() ? nullptr : &*found;
}

std::vector<std::string> Catalog::VersionsOf(std::string_view group) const {
  std::set<std::string> versions;
  for (const Resource& resource : resources_) {
    if (resource.group == group) versions.insert(resource.version);
  }
  std::vector<std::string> sorted(versions.begin(), versions.end());
  std::ranges::sort(sorted, IsPreferredVersion);
  return sorted;
}

std::vector<std::string> Catalog::Groups() const {
  std::set<std::string> groups;
  for (const Resource& resource : resources_) {
    if (!resource.group.empty()) groups.insert(resource.group);
  }
  return {groups.begin(), groups.end()};
}

}  // namespace meshctl::sandbox
