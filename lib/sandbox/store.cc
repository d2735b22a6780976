// SPDX-License-Identifier: Apache-2.0
// An ordered map, a counter and a bounded log: as much of etcd as an API server needs.
#include "sandbox/store.h"

#include <fmt/format.h>

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

std::string LabelTrait(std::string_view plural, std::string_view name_space, std::string_view label,
                       std::string_view value) {
  return fmt::format("{}/{}/{}={}", plural, name_space, label, value);
}
std::string AddressTrait(std::string_view plural, std::string_view address) {
  return fmt::format("{}@{}", plural, address);
}

// What Pods and Services are looked for by; without it, each new Pod would have to be held against all
// Services.
std::vector<std::string> TraitsOf(const Key& key, const Json& object) {
  std::vector<std::string> traits;
  if (!key.resource.group.empty()) return traits;
  const std::string& plural = key.resource.plural;
  const auto add = [&](const Json* labels, bool first_only) {
    if (!labels || !labels->is_object()) return;
    for (const auto& [label, value] : labels->items()) {
      if (value.is_string())
        traits.push_back(LabelTrait(plural, key.name_space, label, value.get_ref<const std::string&>()));
      if (first_only) return;
    }
  };
  if (plural == "pods") {
    add(ValueAt(object, {"metadata", "labels"}), false);
    traits.push_back(AddressTrait(plural, TextAt(object, {"status", "podIP"})));
  }
  if (plural == "services") {
    add(ValueAt(object, {"spec", "selector"}), true);
    traits.push_back(AddressTrait(plural, TextAt(object, {"spec", "clusterIP"})));
  }
  return traits;
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

std::vector<Object> Store::ListAt(const GroupResource& resource, std::string_view name_space,
                                  std::uint64_t version) const {
  if (version >= version_) return List(resource, name_space);
  std::map<Key, Object> state;
  for (const Object& object : List(resource, name_space)) {
    const std::string home = TextAt(*object, {"metadata", "namespace"});
    state[{resource, home, TextAt(*object, {"metadata", "name"})}] = object;
  }
  for (auto change = changes_.rbegin(); change != changes_.rend() && change->version > version; ++change) {
    const Key& key = change->key;
    if (key.resource != resource || (!name_space.empty() && key.name_space != name_space)) continue;
    if (change->before) {
      state[key] = change->before;
    } else {
      state.erase(key);
    }
  }
  std::vector<Object> list;
  for (const auto& [key, object] : state) list.push_back(object);
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
  for (const std::string& trait : TraitsOf(key, object)) traits_[trait].insert(key);
}

void Store::Unindex(const Key& key, const Json& object) {
  const auto forget = [&key](auto& index, const std::string& name) {
    auto found = index.find(name);
    if (found == index.end()) return;
    found->second.erase(key);
    if (found->second.empty()) index.erase(found);
  };
  for (const std::string& uid : OwnersOf(object)) forget(dependents_, uid);
  for (const std::string& trait : TraitsOf(key, object)) forget(traits_, trait);
}

const std::set<Key>& Store::With(const std::string& trait) const {
  static const std::set<Key> kNobody;
  auto found = traits_.find(trait);
  return found == traits_.end() ? kNobody : found->second;
}

const std::set<Key>& Store::PodsWith(std::string_view name_space, std::string_view label,
                                     std::string_view value) const {
  return With(LabelTrait("pods", name_space, label, value));
}
const std::set<Key>& Store::ServicesFor(std::string_view name_space, std::string_view label,
                                        std::string_view value) const {
  return With(LabelTrait("services", name_space, label, value));
}
const std::set<Key>& Store::HoldersOf(const GroupResource& resource, std::string_view address) const {
  return With(AddressTrait(resource.plural, address));
}

}  // namespace meshctl::sandbox
