// SPDX-License-Identifier: Apache-2.0
// The rules of writing: what becomes of an object between a request, or a controller, and the store.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "sandbox/catalog.h"
#include "sandbox/managed_fields.h"
#include "sandbox/status.h"
#include "sandbox/store.h"

namespace meshctl::sandbox {

/// Where the registry takes from what is different in every run; tests give fixed ones.
struct Sources {
  std::function<std::string()> now;  ///< RFC 3339 in UTC, to the second
  std::function<std::string()> uid;  ///< a new UUID
  std::function<std::chrono::steady_clock::time_point()> clock = std::chrono::steady_clock::now;
};
/// The clock of the machine and random UUIDs.
Sources RealSources();

enum class Commit { kStore, kDryRun };
enum class Propagation { kBackground, kForeground, kOrphan };

/// One write.
struct Write {
  /// Who writes; fields that change become theirs. Nothing: managedFields are in the object already (apply).
  std::optional<Owner> owner;
  std::string subresource;  ///< `status`, or empty for the object itself
  Commit commit = Commit::kStore;
  /// Whether the result is held against its schema. Statuses that controllers write are right by
  /// construction.
  enum class Check { kYes, kNo } check = Check::kYes;
};

struct DeleteOptions {
  Propagation propagation = Propagation::kBackground;
  std::string uid;               ///< the object must have it, unless empty
  std::string resource_version;  ///< likewise
  Commit commit = Commit::kStore;
};

class Registry {
 public:
  Registry(Catalog& catalog, Sources sources) : catalog_(catalog), sources_(std::move(sources)) {}

  const Catalog& catalog() const { return catalog_; }
  /// Serves what a CustomResourceDefinition defines, from now on.
  void Serve(const Json& definition) { catalog_.Define(definition); }
  const Store& store() const { return store_; }
  std::string now() const { return sources_.now(); }

  /// The object in the version of `resource`, or 404.
  Answer<Object> Get(const Resource& resource, const std::string& name_space, const std::string& name) const;

  /// Stores a new object: name made from generateName, status dropped, defaults, addresses, metadata of the
  /// server. Refuses with 409 when it exists, 404 when its namespace does not, 403 when that is being
  /// deleted, 422 when the object is not valid.
  Answer<Object> Create(const Resource& resource, Json object, const Write& write);
  /// Replaces `live`. Without a change nothing is written, and the answer is the live object. Refuses with
  /// 409 when the object carries another resourceVersion or uid, with 422 when it is not valid.
  Answer<Object> Update(const Resource& resource, const Object& live, Json object, const Write& write);
  /// Deletes, or marks for deletion while finalizers remain, and lets go or deletes what the object owns. The
  /// answer is the last state.
  Answer<Object> Delete(const Resource& resource, const Object& live, const DeleteOptions& options);

 private:
  Answer<void> CheckNamespace(const Resource& resource, const Json& object) const;
  void FinishDefaults(const Resource& resource, Json& object) const;
  void Allocate(const Resource& resource, Json& object) const;
  /// The managedFields after a write that is no apply.
  Json ManagersAfter(const Resource& resource, const Json& before, Json after, const Write& write) const;
  Json KeepWhatTheServerOwns(const Resource& resource, const Json& live, Json object,
                             const Write& write) const;
  void DeleteDependents(const std::string& uid, Propagation propagation);
  void EmptyNamespace(const std::string& name_space);
  void RemoveNow(const Key& key);
  void RemoveKind(const Json& definition);
  void FinishNamespaceOf(const Key& key);

  Catalog& catalog_;
  Sources sources_;
  Store store_;
};

/// Takes note of an answer that nobody waits for. Controllers look again at the next change.
template <typename T>
inline void Ignore(const Answer<T>& /*answer*/) {}

Key KeyOf(const Resource& resource, const Json& object);

/// `object` with the apiVersion and kind of `resource`.
Object InVersionOf(const Resource& resource, const Object& object);

}  // namespace meshctl::sandbox
