// SPDX-License-Identifier: Apache-2.0
// An ordered map, a counter and a bounded log: as much of etcd as an API server needs.
#include "sandbox/store.h"

#include <algorithm>

namespace meshctl::sandbox {
namespace {

// As many changes as a watch may lag behind before it must list again.
constexpr std::size_t kRemembered = 20'000;

std::vector<std::string> OwnersOf(const Json& object) {
  std::vector<std::string> uids;
  const Json* owners = ValueAt(object, {"metadata", "ownerReferences"});
  if (!owners || !owners->is_array()) return uids;
  for (const Json& owner : *owners) {
    if (std::string uid = TextAt(owner, {"uid"}); !uid.empty()) uids.push_back(std::move(uid));
  }
  return uids;
}

}  // namespace

Object Store::Get(const Key& key) const {
  auto found = objects_.find(key);
  return found == objects_.end() ? nullptr : found->second;
}

std::vector<Object> Store::List(const GroupResource& resource, std::string_view name_space) const {
  std::vector<Object> list;
  for (auto at = objects_.lower_bound({resource, std::string(name_space), ""}); at != objects_.end(); ++at) {
    const Key& key = at->first;
    if (key.resource != resource || (!name_space.empty() && key.name_space != name_space)) break;
    list.push_back(at->second);
  }
  return list;
}

std::vector<Key> Store::KeysIn(std::string_view name_space) const {
  std::vector<Key> keys;
  for (const auto& [key, object] : objects_) {
    if (key.name_space == name_space) keys.push_back(key);
  }
  return keys;
}

std::vector<Key> Store::DependentsOf(const std::string& uid) const {
  auto found = dependents_.find(uid);
  return found == dependents_.end() ? std::vector<Key>()
                                    : std::vector<Key>(found->second.begin(), found->second.end());
}

Object Store::Put(const Key& key, Json object) {
  object["metadata"]["resourceVersion"] = std::to_string(++version_);
  Object& slot = objects_[key];
  const Object before = slot;
  if (before) Unindex(key, *before);
  slot = std::make_shared<const Json>(std::move(object));
  Index(key, *slot);
  Record({before ? Change::Kind::kModified : Change::Kind::kAdded, version_, key, slot, before});
  return slot;
}

void Store::Remove(const Key& key) {
  auto found = objects_.find(key);
  if (found == objects_.end()) return;
  const Object before = found->second;
  Unindex(key, *before);
  objects_.erase(found);
  Json last = *before;
  last["metadata"]["resourceVersion"] = std::to_string(++version_);
  Record({Change::Kind::kDeleted, version_, key, std::make_shared<const Json>(std::move(last)), before});
}

bool Store::Remembers(std::uint64_t version) const { return version >= forgotten_; }

std::vector<Change> Store::ChangesSince(std::uint64_t version) const {
  auto first = std::ranges::upper_bound(changes_, version, {}, &Change::version);
  return {first, changes_.end()};
}

void Store::Record(Change change) {
  changes_.push_back(std::move(change));
  if (changes_.size() <= kRemembered) return;
  forgotten_ = changes_.front().version;
  changes_.pop_front();
}

void Store::Index(const Key& key, const Json& object) {
  for (const std::string& uid : OwnersOf(object)) dependents_[uid].insert(key);
}

void Store::Unindex(const Key& key, const Json& object) {
  for (const std::string& uid : OwnersOf(object)) {
    auto found = dependents_.find(uid);
    if (found == dependents_.end()) continue;
    found->second.erase(key);
    if (found->second.empty()) dependents_.erase(found);
  }
}

}  // namespace meshctl::sandbox
