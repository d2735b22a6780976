// SPDX-License-Identifier: Apache-2.0
// Fills the catalog from the schema tables, and from CustomResourceDefinitions as they come.
#include "sandbox/catalog.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sandbox/store.h"

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

std::vector<std::string> Texts(const Json* list) {
  std::vector<std::string> texts;
  if (!list || !list->is_array()) return texts;
  for (const Json& text : *list) {
    if (text.is_string()) texts.push_back(text.get<std::string>());
  }
  return texts;
}

std::vector<PrinterColumn> ColumnsOf(const Json& version) {
  std::vector<PrinterColumn> columns;
  const Json* list = ValueAt(version, {"additionalPrinterColumns"});
  if (!list || !list->is_array()) return columns;
  for (const Json& column : *list) {
    const Json* priority = ValueAt(column, {"priority"});
    columns.push_back({TextAt(column, {"name"}), TextAt(column, {"type"}), TextAt(column, {"jsonPath"}),
                       TextAt(column, {"format"}), TextAt(column, {"description"}),
                       priority && priority->is_number_integer() ? priority->get<int>() : 0});
  }
  return columns;
}

// The `selectableFields` of a version, without the dot before them.
std::vector<std::string> SelectableFieldsOf(const Json& version) {
  std::vector<std::string> fields;
  const Json* list = ValueAt(version, {"selectableFields"});
  if (!list || !list->is_array()) return fields;
  for (const Json& field : *list) {
    std::string path = TextAt(field, {"jsonPath"});
    if (path.starts_with('.')) path.erase(0, 1);
    fields.push_back(std::move(path));
  }
  return fields;
}

bool IsTrue(const Json& object, std::string_view key) {
  const Json* value = ValueAt(object, {key});
  return value && value->is_boolean() && value->get<bool>();
}

// The served versions of a CustomResourceDefinition, the preferred one first.
std::vector<Resource> ResourcesOf(const Json& definition) {
  std::vector<Resource> resources;
  const Json* versions = ValueAt(definition, {"spec", "versions"});
  if (!versions || !versions->is_array()) return resources;
  for (const Json& version : *versions) {
    if (!IsTrue(version, "served")) continue;
    Resource resource;
    resource.group = TextAt(definition, {"spec", "group"});
    resource.version = TextAt(version, {"name"});
    resource.kind = TextAt(definition, {"spec", "names", "kind"});
    resource.list_kind = TextAt(definition, {"spec", "names", "listKind"});
    if (resource.list_kind.empty()) resource.list_kind = resource.kind + "List";
    resource.plural = TextAt(definition, {"spec", "names", "plural"});
    resource.singular = TextAt(definition, {"spec", "names", "singular"});
    resource.short_names = Texts(ValueAt(definition, {"spec", "names", "shortNames"}));
    resource.categories = Texts(ValueAt(definition, {"spec", "names", "categories"}));
    resource.namespaced = TextAt(definition, {"spec", "scope"}) == "Namespaced";
    resource.custom = true;
    resource.has_status = ValueAt(version, {"subresources", "status"}) != nullptr;
    resource.scale_spec = TextAt(version, {"subresources", "scale", "specReplicasPath"});
    resource.scale_status = TextAt(version, {"subresources", "scale", "statusReplicasPath"});
    resource.columns = ColumnsOf(version);
    resource.selectable_fields = SelectableFieldsOf(version);
    if (IsTrue(version, "deprecated")) {
      resource.deprecation_warning = TextAt(version, {"deprecationWarning"});
      if (resource.deprecation_warning.empty())
        resource.deprecation_warning =
            fmt::format("{} {} is deprecated", resource.api_version(), resource.kind);
    }
    const Json* schema = ValueAt(version, {"schema", "openAPIV3Schema"});
    resource.schema = std::make_shared<const Json>(schema ? *schema : Json::object());
    resource.topology = Topology::OfSchema(*resource.schema);
    resources.push_back(std::move(resource));
  }
  std::ranges::stable_sort(resources, [](const Resource& a, const Resource& b) {
    return IsPreferredVersion(a.version, b.version);
  });
  return resources;
}

}  // namespace

Catalog::Catalog() {
  for (schema::Kind kind : schema::AllKinds()) {
    if (!IsServed(kind)) continue;
    Resource resource = ToResource(kind);
    const auto same = std::ranges::find_if(resources_, [&](const Resource& other) {
      return other.group == resource.group && other.plural == resource.plural;
    });
    if (same != resources_.end() && same->topology.type() != resource.topology.type()) continue;
    served_.push_back(&resources_.emplace_back(std::move(resource)));
  }
  Index();
}

void Catalog::Index() {
  preferred_.clear();
  kinds_.clear();
  for (const Resource* resource : served_) {
    preferred_.try_emplace(resource->id(), resource);
    kinds_.try_emplace({resource->api_version(), resource->kind}, resource);
  }
}

void Catalog::Define(const Json& definition) {
  std::vector<Resource> versions = ResourcesOf(definition);
  if (versions.empty()) return;
  const GroupResource id = versions.front().id();
  const Resource* present = Preferred(id);
  if (present && !present->schema) return;
  std::erase_if(served_, [&](const Resource* resource) { return resource->id() == id; });
  for (Resource& resource : versions) served_.push_back(&resources_.emplace_back(std::move(resource)));
  Index();
}

void Catalog::Undefine(const GroupResource& id) {
  std::erase_if(served_, [&](const Resource* resource) { return resource->id() == id && resource->schema; });
  Index();
}

const Resource* Catalog::Find(std::string_view group, std::string_view version,
                              std::string_view plural) const {
  auto found = std::ranges::find_if(served_, [&](const Resource* resource) {
    return resource->plural == plural && resource->version == version && resource->group == group;
  });
  return found == served_.end() ? nullptr : *found;
}

const Resource* Catalog::FindKind(std::string_view api_version, std::string_view kind) const {
  auto found = kinds_.find(std::pair{std::string(api_version), std::string(kind)});
  return found == kinds_.end() ? nullptr : found->second;
}

const Resource* Catalog::Preferred(const GroupResource& id) const {
  auto found = preferred_.find(id);
  return found == preferred_.end() ? nullptr : found->second;
}

std::vector<std::string> Catalog::VersionsOf(std::string_view group) const {
  std::set<std::string> versions;
  for (const Resource* resource : served_) {
    if (resource->group == group) versions.insert(resource->version);
  }
  std::vector<std::string> sorted(versions.begin(), versions.end());
  std::ranges::sort(sorted, IsPreferredVersion);
  return sorted;
}

std::vector<std::string> Catalog::Groups() const {
  std::set<std::string> groups;
  for (const Resource* resource : served_) {
    if (!resource->group.empty()) groups.insert(resource->group);
  }
  return {groups.begin(), groups.end()};
}

}  // namespace meshctl::sandbox
