// SPDX-License-Identifier: Apache-2.0
// Watches read the store's change log under the lock of the Api and sleep on its condition variable. An
// object that leaves the selection is told as deleted, one that enters it as added.
#include <utility>

#include "sandbox/api.h"

namespace meshctl::sandbox {
namespace {

std::string Event(std::string_view type, Json object) {
  return Json{{"type", type}, {"object", std::move(object)}}.dump(-1, ' ', false,
                                                                  Json::error_handler_t::replace) +
         "\n";
}

std::optional<std::chrono::steady_clock::time_point> DeadlineAfter(
    std::optional<std::chrono::seconds> timeout) {
  if (!timeout) return {};
  return std::chrono::steady_clock::now() + *timeout;
}

}  // namespace

Watch::Watch(Api& api, Options options)
    : api_(api), options_(std::move(options)), deadline_(DeadlineAfter(options_.timeout)) {}

bool Watch::Selects(const Object& object) const {
  if (!object) return false;
  const std::string& name = options_.target.name;
  if (!name.empty() && TextAt(*object, {"metadata", "name"}) != name) return false;
  return options_.labels.Selects(*object) && options_.fields.Selects(*object);
}

Json Watch::Show(const Object& object) {
  Json shown = Represent(options_.view, *options_.target.resource, object, api_.registry_.now());
  if (options_.view.form == Form::kTable && std::exchange(columns_told_, true))
    shown["columnDefinitions"] = nullptr;
  return shown;
}

std::string Watch::Start() {
  started_ = true;
  const Store& store = api_.registry_.store();
  const Resource& resource = *options_.target.resource;
  if (options_.from) {
    seen_ = *options_.from;
    return {};
  }
  seen_ = store.version();
  std::string events;
  for (const Object& object : store.List(resource.id(), options_.target.name_space)) {
    if (Selects(object)) events += Event("ADDED", Show(object));
  }
  if (options_.bookmark_after_start) {
    Json metadata = {{"resourceVersion", std::to_string(seen_)},
                     {"annotations", {{"k8s.io/initial-events-end", "true"}}}};
    events += Event(
        "BOOKMARK",
        {{"kind", resource.kind}, {"apiVersion", resource.api_version()}, {"metadata", std::move(metadata)}});
  }
  return events;
}

std::string Watch::Events() {
  const Store& store = api_.registry_.store();
  if (!store.Remembers(seen_)) {
    ended_ = true;
    return Event("ERROR", ToStatus(Expired("too old resource version: " + std::to_string(seen_))));
  }
  const Resource& resource = *options_.target.resource;
  std::string events;
  for (const Change& change : store.ChangesSince(seen_)) {
    seen_ = change.version;
    if (change.key.resource != resource.id()) continue;
    if (!options_.target.name_space.empty() && change.key.name_space != options_.target.name_space) continue;
    const bool before = Selects(change.before);
    const bool after = change.kind != Change::Kind::kDeleted && Selects(change.object);
    if (!before && !after) continue;
    const std::string_view type = !after ? "DELETED" : before ? "MODIFIED" : "ADDED";
    events += Event(type, Show(change.object));
  }
  return events;
}

std::optional<std::string> Watch::Next(std::chrono::milliseconds wait) {
  std::unique_lock lock(api_.mutex_);
  const bool overdue = deadline_ && std::chrono::steady_clock::now() >= *deadline_;
  if (ended_ || api_.stopped_ || overdue) return {};
  api_.PassTime();
  std::string events = started_ ? std::string() : Start();
  auto news = [this] { return api_.stopped_ || api_.registry_.store().version() > seen_; };
  if (events.empty()) api_.changed_.wait_for(lock, wait, news);
  return events + Events();
}

}  // namespace meshctl::sandbox
