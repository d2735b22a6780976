// SPDX-License-Identifier: Apache-2.0
// The objects of the sandbox and the history of their changes, in memory.
#pragma once

#include <compare>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "fields/value_at.h"
#include "sandbox/status.h"
#include "yaml/json.h"

namespace meshctl::sandbox {

using fields::TextAt;
using fields::ValueAt;

/// Which object: the resource in any version, and the name.
struct Key {
  GroupResource resource;
  std::string name_space;  ///< empty for cluster-scoped resources
  std::string name;
  friend auto operator<=>(const Key&, const Key&) = default;
};

/// Stored objects never change; a write stores another one. So readers may keep them.
using Object = std::shared_ptr<const Json>;

struct Change {
  enum class Kind { kAdded, kModified, kDeleted };
  Kind kind = Kind::kAdded;
  std::uint64_t version = 0;  ///< resourceVersion after the change
  Key key;
  Object object;  ///< after the change; of a deletion: the last state, with the version of the deletion
  Object before;  ///< null for kAdded
};

/// Not synchronised: Api holds one lock around everything it does here.
class Store {
 public:
  /// Null when there is none.
  Object Get(const Key& key) const;
  /// The objects of a resource in one namespace, or in all when it is empty, sorted by
  /// namespace and name.
  std::vector<Object> List(const GroupResource& resource, std::string_view name_space) const;
  /// The same as they were at a version that the store still remembers.
  std::vector<Object> ListAt(const GroupResource& resource, std::string_view name_space,
                             std::uint64_t version) const;
  /// Keys of all objects in a namespace.
  std::vector<Key> KeysIn(std::string_view name_space) const;
  /// Objects that name this uid in their ownerReferences.
  std::vector<Key> DependentsOf(const std::string& uid) const;

  /// Pods with a label.
  const std::set<Key>& PodsWith(std::string_view name_space, std::string_view label,
                                std::string_view value) const;
  /// Services whose selector starts, in the order of names, with this label: of those that select a Pod, each
  /// starts with one of its labels.
  const std::set<Key>& ServicesFor(std::string_view name_space, std::string_view label,
                                   std::string_view value) const;
  /// The Pods or Services that have this IP address.
  const std::set<Key>& HoldersOf(const GroupResource& resource, std::string_view address) const;

  /// Stores the object under its key with the next resourceVersion.
  Object Put(const Key& key, Json object);
  void Remove(const Key& key);

  /// The resourceVersion of the latest change.
  std::uint64_t version() const { return version_; }
  /// Whether changes after `version` are still known; the store remembers a bounded number.
  bool Remembers(std::uint64_t version) const;
  /// The changes after `version`, oldest first.
  std::vector<Change> ChangesSince(std::uint64_t version) const;

 private:
  void Record(Change change);
  void Index(const Key& key, const Json& object);
  void Unindex(const Key& key, const Json& object);

  std::map<Key, Object> objects_;
  const std::set<Key>& With(const std::string& trait) const;

  std::map<std::string, std::set<Key>> dependents_;
  std::unordered_map<std::string, std::set<Key>> traits_;
  std::deque<Change> changes_;
  std::uint64_t version_ = 0;
  std::uint64_t forgotten_ = 0;  // version of the latest change dropped from changes_
};

}  // namespace meshctl::sandbox
