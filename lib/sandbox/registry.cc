// SPDX-License-Identifier: Apache-2.0
// Create, update and delete in the order of the API server's own steps: what the server owns is put back,
// defaults are set, the result is checked, ownership is recorded, and only then something is stored.
#include "sandbox/registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <random>

#include "fields/defaults.h"
#include "sandbox/addresses.h"
#include "sandbox/always_there.h"
#include "sandbox/custom_schema.h"
#include "sandbox/kind_rules.h"
#include "sandbox/quota.h"
#include "sandbox/validity.h"

namespace meshctl::sandbox {
namespace {

const GroupResource kNamespaces{"", "namespaces"};
const GroupResource kDefinitions{"apiextensions.k8s.io", "customresourcedefinitions"};

constexpr std::string_view kServerOwned[] = {"uid",
                                             "creationTimestamp",
                                             "generation",
                                             "selfLink",
                                             "deletionTimestamp",
                                             "deletionGracePeriodSeconds",
                                             "resourceVersion"};

bool IsBeingDeleted(const Json& object) { return !TextAt(object, {"metadata", "deletionTimestamp"}).empty(); }

bool HasFinalizers(const Json& object) {
  const Json* finalizers = ValueAt(object, {"metadata", "finalizers"});
  return finalizers && !finalizers->empty();
}

// What generation counts: everything but metadata and status.
Json DesiredPart(Json object) {
  object.erase("metadata");
  object.erase("status");
  object.erase("apiVersion");
  return object;
}

std::string RandomUid() {
  static thread_local std::mt19937_64 engine{std::random_device{}()};
  const std::uint64_t high = (engine() & 0xFFFFFFFFFFFF0FFFull) | 0x4000ull;             // version 4
  const std::uint64_t low = (engine() & 0x3FFFFFFFFFFFFFFFull) | 0x8000000000000000ull;  // variant 1
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xFFFF, high & 0xFFFF,
                     low >> 48, low & 0xFFFFFFFFFFFFull);
}

std::string ClockNow() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[sizeof "2026-01-01T00:00:00Z"];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

}  // namespace

Sources RealSources() { return {ClockNow, RandomUid}; }

Key KeyOf(const Resource& resource, const Json& object) {
  return {resource.id(), resource.namespaced ? TextAt(object, {"metadata", "namespace"}) : "",
          TextAt(object, {"metadata", "name"})};
}

Object InVersionOf(const Resource& resource, const Object& object) {
  if (TextAt(*object, {"apiVersion"}) == resource.api_version() &&
      TextAt(*object, {"kind"}) == resource.kind) {
    return object;
  }
  Json copy = *object;
  copy["apiVersion"] = resource.api_version();
  copy["kind"] = resource.kind;
  return std::make_shared<const Json>(std::move(copy));
}

Answer<Object> Registry::Get(const Resource& resource, const std::string& name_space,
                             const std::string& name) const {
  Object object = store_.Get({resource.id(), resource.namespaced ? name_space : "", name});
  if (!object) return std::unexpected(NotFound(resource.id(), name));
  return InVersionOf(resource, object);
}

Answer<void> Registry::CheckNamespace(const Resource& resource, const Json& object) const {
  if (!resource.namespaced) return {};
  const std::string name = TextAt(object, {"metadata", "namespace"});
  const Object name_space = store_.Get({kNamespaces, "", name});
  if (!name_space) return std::unexpected(NotFound(kNamespaces, name));
  if (!IsBeingDeleted(*name_space)) return {};
  return std::unexpected(Forbidden(
      resource.id(), TextAt(object, {"metadata", "name"}),
      fmt::format("unable to create new content in namespace {} because it is being terminated", name)));
}

void Registry::FinishDefaults(const Resource& resource, Json& object) const {
  object["apiVersion"] = resource.api_version();
  object["kind"] = resource.kind;
  ApplyDefaults(resource.topology, object);
  if (resource.schema) DefaultBySchema(*resource.schema, object);
}

void Registry::Allocate(const Resource& resource, Json& object) const {
  if (resource.id() == GroupResource{"", "services"}) AllocateService(store_, object);
}

Json Registry::ManagersAfter(const Resource& resource, const Json& before, Json after,
                             const Write& write) const {
  // What only the subresource writes belongs to nobody who writes the rest.
  if (resource.has_status && write.subresource.empty()) {
    after.erase("status");
    if (const Json* status = ValueAt(before, {"status"})) after["status"] = *status;
  }
  return AfterUpdate(resource.topology, WithWhatIsAlwaysThere(resource, before),
                     WithWhatIsAlwaysThere(resource, std::move(after)), *write.owner, sources_.now())
      .ToJson();
}

Answer<Object> Registry::Create(const Resource& resource, Json object, const Write& write) {
  if (auto fault = FindFault(resource, object, Faults::kTypes)) return std::unexpected(std::move(*fault));
  Json& metadata = object["metadata"];
  if (TextAt(metadata, {"name"}).empty()) {
    const std::string prefix = TextAt(metadata, {"generateName"});
    if (prefix.empty()) {
      Cause missing{"FieldValueRequired", "Required value: name or generateName is required",
                    "metadata.name"};
      return std::unexpected(Invalid(resource.kind, resource.group, "", {std::move(missing)}));
    }
    metadata["name"] = prefix + NameSuffix(Hash(sources_.uid()), 5);
  }
  const Key key = KeyOf(resource, object);
  if (auto allowed = CheckNamespace(resource, object); !allowed) return std::unexpected(allowed.error());
  if (store_.Get(key)) return std::unexpected(AlreadyExists(resource.id(), key.name));
  if (auto refused = ExceedsQuota(store_, resource, object)) return std::unexpected(std::move(*refused));

  for (std::string_view field : kServerOwned) metadata.erase(std::string(field));
  if (resource.has_status) object.erase("status");
  metadata["uid"] = sources_.uid();
  metadata["creationTimestamp"] = sources_.now();
  if (HasGeneration(resource)) metadata["generation"] = 1;
  const Json* spec = ValueAt(object, {"spec"});
  const Json asked = spec && write.owner ? *spec : Json();
  PrepareKind(resource, object);
  FinishDefaults(resource, object);
  Json managers;
  if (write.owner) {
    Json owned = object;
    DropWhatNobodyAskedFor(resource, asked, owned);
    managers = ManagersAfter(resource, Json::object(), std::move(owned), write);
  }
  Allocate(resource, object);
  if (auto fault = FindFault(resource, object, Faults::kAll)) return std::unexpected(std::move(*fault));
  if (write.owner) metadata["managedFields"] = std::move(managers);
  if (write.commit == Commit::kDryRun) return std::make_shared<const Json>(std::move(object));
  return store_.Put(key, std::move(object));
}

Json Registry::KeepWhatTheServerOwns(const Resource& resource, const Json& live, Json object,
                                     const Write& write) const {
  if (!write.subresource.empty()) {
    Json kept = live;
    kept.erase("status");
    if (object.contains("status")) kept["status"] = std::move(object["status"]);
    if (!write.owner) kept["metadata"]["managedFields"] = std::move(object["metadata"]["managedFields"]);
    return kept;
  }
  Json& metadata = object["metadata"];
  for (std::string_view field : kServerOwned) {
    const Json* value = ValueAt(live, {"metadata", field});
    if (value) {
      metadata[std::string(field)] = *value;
    } else {
      metadata.erase(std::string(field));
    }
  }
  if (resource.has_status) {
    object.erase("status");
    if (live.contains("status")) object["status"] = live["status"];
  }
  return object;
}

Answer<Object> Registry::Update(const Resource& resource, const Object& live, Json object,
                                const Write& write) {
  if (object == *live) return live;
  const bool checked = write.check == Write::Check::kYes;
  if (checked) {
    if (auto fault = FindFault(resource, object, Faults::kTypes)) return std::unexpected(std::move(*fault));
  }
  const Key key = KeyOf(resource, *live);
  const std::string version = TextAt(object, {"metadata", "resourceVersion"});
  if (!version.empty() && version != TextAt(*live, {"metadata", "resourceVersion"})) {
    return std::unexpected(Outdated(resource.id(), key.name));
  }
  const std::string uid = TextAt(object, {"metadata", "uid"});
  const std::string live_uid = TextAt(*live, {"metadata", "uid"});
  if (!uid.empty() && uid != live_uid) {
    return std::unexpected(Conflict(
        resource.id(), key.name,
        fmt::format("Precondition failed: UID in precondition: {}, UID in object meta: {}", uid, live_uid)));
  }

  object = KeepWhatTheServerOwns(resource, *live, std::move(object), write);
  PrepareKind(resource, object);
  KeepAllocated(resource, *live, object);
  FinishDefaults(resource, object);
  Allocate(resource, object);
  if (HasGeneration(resource) && DesiredPart(object) != DesiredPart(*live)) {
    const Json* generation = ValueAt(*live, {"metadata", "generation"});
    object["metadata"]["generation"] =
        generation && generation->is_number() ? generation->get<std::int64_t>() + 1 : 1;
  }
  auto fault = checked ? FindFault(resource, object, Faults::kAll, live.get()) : std::nullopt;
  if (auto change = FindForbiddenChange(resource, *live, object)) {
    if (!fault) return std::unexpected(std::move(*change));
    fault->causes.insert(fault->causes.end(), change->causes.begin(), change->causes.end());
    fault = Invalid(resource.kind, resource.group, key.name, std::move(fault->causes));
  }
  if (fault) return std::unexpected(std::move(*fault));

  if (write.owner) {
    // Owners that an update tells take the place of those on record; what tells none, or nothing sensible,
    // changes nothing about them.
    Json before = *live;
    if (ManagedFields(object).owners().empty()) {
      if (const Json* known = ValueAt(*live, {"metadata", "managedFields"}))
        object["metadata"]["managedFields"] = *known;
    } else {
      before["metadata"]["managedFields"] = object["metadata"]["managedFields"];
    }
    Json managers = ManagersAfter(resource, before, object, write);
    object["metadata"]["managedFields"] = std::move(managers);
  }
  if (object == *live) return live;
  if (write.commit == Commit::kDryRun) return std::make_shared<const Json>(std::move(object));
  if (IsBeingDeleted(object) && !HasFinalizers(object)) {
    Object last = store_.Put(key, std::move(object));
    RemoveNow(key);
    return last;
  }
  return store_.Put(key, std::move(object));
}

Answer<Object> Registry::Delete(const Resource& resource, const Object& live, const DeleteOptions& options) {
  const Key key = KeyOf(resource, *live);
  const std::string uid = TextAt(*live, {"metadata", "uid"});
  const std::string version = TextAt(*live, {"metadata", "resourceVersion"});
  auto differs = [&](std::string_view what, const std::string& wanted, const std::string& actual) {
    return std::unexpected(Conflict(
        {"", resource.kind}, key.name,
        fmt::format("the {0} in the precondition ({1}) does not match the {0} in record ({2}). The object "
                    "might have been {3}",
                    what, wanted, actual, what == "UID" ? "deleted and then recreated" : "modified")));
  };
  if (!options.uid.empty() && options.uid != uid) return differs("UID", options.uid, uid);
  if (!options.resource_version.empty() && options.resource_version != version) {
    return differs("ResourceVersion", options.resource_version, version);
  }
  const bool name_space = resource.id() == kNamespaces;
  if (name_space && IsSystemNamespace(key.name)) {
    return std::unexpected(Forbidden(resource.id(), key.name, "this namespace may not be deleted"));
  }
  if (options.commit == Commit::kDryRun) return live;

  Object last = live;
  if ((name_space || HasFinalizers(*live)) && !IsBeingDeleted(*live)) {
    Json marked = *live;
    marked["metadata"]["deletionTimestamp"] = sources_.now();
    marked["metadata"]["deletionGracePeriodSeconds"] = 0;
    if (name_space) marked["status"]["phase"] = "Terminating";
    last = store_.Put(key, std::move(marked));
  }
  if (name_space) {
    EmptyNamespace(key.name);
    FinishNamespaceOf({{}, key.name, {}});
    return last;
  }
  if (HasFinalizers(*last)) return last;
  RemoveNow(key);
  DeleteDependents(uid, options.propagation);
  return last;
}

void Registry::DeleteDependents(const std::string& uid, Propagation propagation) {
  for (const Key& key : store_.DependentsOf(uid)) {
    const Object dependent = store_.Get(key);
    const Resource* resource = catalog_.Preferred(key.resource);
    if (!dependent || !resource) continue;
    Json freed = *dependent;
    Json& owners = freed["metadata"]["ownerReferences"];
    owners.erase(std::remove_if(owners.begin(), owners.end(),
                                [&](const Json& owner) { return TextAt(owner, {"uid"}) == uid; }),
                 owners.end());
    const bool others = !owners.empty();
    if (!others) freed["metadata"].erase("ownerReferences");
    if (others || propagation == Propagation::kOrphan) {
      store_.Put(key, std::move(freed));
    } else {
      // Cannot be refused: without preconditions, and namespaces have no owners.
      Ignore(Delete(*resource, dependent, {}));
    }
  }
}

void Registry::EmptyNamespace(const std::string& name_space) {
  for (const Key& key : store_.KeysIn(name_space)) {
    const Object object = store_.Get(key);
    const Resource* resource = catalog_.Preferred(key.resource);
    if (object && resource) Ignore(Delete(*resource, object, {}));
  }
}

// The objects of a kind go with its definition.
void Registry::RemoveKind(const Json& definition) {
  const GroupResource id{TextAt(definition, {"spec", "group"}),
                         TextAt(definition, {"spec", "names", "plural"})};
  const Resource* resource = catalog_.Preferred(id);
  if (!resource || !resource->schema) return;
  for (const Object& object : store_.List(id, "")) store_.Remove(KeyOf(*resource, *object));
  catalog_.Undefine(id);
}

void Registry::RemoveNow(const Key& key) {
  if (key.resource == kDefinitions) {
    if (const Object definition = store_.Get(key)) RemoveKind(*definition);
  }
  store_.Remove(key);
  FinishNamespaceOf(key);
}

void Registry::FinishNamespaceOf(const Key& key) {
  const Key name_space{kNamespaces, "", key.name_space};
  const Object object = store_.Get(name_space);
  if (object && IsBeingDeleted(*object) && !HasFinalizers(*object) && store_.KeysIn(key.name_space).empty()) {
    store_.Remove(name_space);
  }
}

}  // namespace meshctl::sandbox
