// SPDX-License-Identifier: Apache-2.0
// One conversation for all lists, each read page by page. A namespace may hold a hundred times what the plan
// knows of; the server says on the first page how much is left, and then single questions are cheaper.
#include "apply/live_objects.h"

#include <deque>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "fields/value_at.h"
#include "kube/payload.h"

namespace meshctl::apply {
namespace {

/// How many objects of others may be read for each object of the plan, and how many anyway.
constexpr std::size_t kMostPerObject = 4;
constexpr std::size_t kMostAnyway = 500;

/// A list to be read, and the items that are looked for in it.
struct Wanted {
  kube::ResourceType type;
  kube::ListOptions options;
  std::unordered_map<std::string, const Item*> items;  // by name; those not seen yet
  std::size_t most = 0;                                // objects that are worth reading
  std::size_t seen = 0;
  std::string next = {};
};

std::size_t RemainingBehind(const Json& page) {
  const Json* remaining = fields::ValueAt(page, {"metadata", "remainingItemCount"});
  return remaining && remaining->is_number_unsigned() ? remaining->get<std::size_t>() : 0;
}

class ListConversation final : public kube::Exchange {
 public:
  ListConversation(std::vector<Wanted> lists, kube::Client& client, const std::function<bool()>& stopped,
                   std::map<const Item*, std::string>& objects)
      : lists_(std::move(lists)), client_(client), stopped_(stopped), objects_(objects) {
    for (std::size_t i = 0; i < lists_.size(); ++i) due_.push_back(i);
  }

  std::optional<kube::Request> Next() override {
    if (due_.empty()) return std::nullopt;
    const std::size_t at = due_.front();
    due_.pop_front();
    sent_.push_back(at);
    return PageOf(lists_[at]);
  }

  void Done(std::size_t number, Result<kube::Response> response) override {
    const std::size_t at = sent_[number];
    Wanted& list = lists_[at];
    if (response) client_.Note(*response);
    kube::Answer<Json> page = kube::ObjectIn(PageOf(list), response);
    // Whatever is wrong, asking for the objects themselves shows it in the right place.
    if (!page) return;
    const std::size_t remaining = RemainingBehind(*page);
    for (Json& object : kube::TakeItems(*page, list.type)) Keep(list, std::move(object));
    list.next = kube::ContinueOf(*page);
    if (list.next.empty()) {
      for (const auto& [name, item] : list.items) objects_.emplace(item, "");
    } else if (list.seen + remaining <= list.most) {
      due_.push_back(at);
    }
  }

  Flow Tick() override { return stopped_ && stopped_() ? Flow::kStop : Flow::kGoOn; }

 private:
  static kube::Request PageOf(const Wanted& list) {
    return kube::PageRequest(list.type, list.options, list.next);
  }

  void Keep(Wanted& list, Json object) {
    ++list.seen;
    const auto node = list.items.extract(fields::TextAt(object, {"metadata", "name"}));
    if (!node.empty()) objects_.emplace(node.mapped(), object.dump());
  }

  std::vector<Wanted> lists_;
  kube::Client& client_;
  const std::function<bool()>& stopped_;
  std::map<const Item*, std::string>& objects_;
  std::deque<std::size_t> due_;    // lists with a page to ask for
  std::vector<std::size_t> sent_;  // the list each request was for
};

}  // namespace

void LiveObjects::Read(std::span<const Target> targets, kube::Client& client,
                       const std::function<bool()>& stopped) {
  std::map<std::tuple<std::string, std::string, std::string>, Wanted> lists;
  for (const auto& [item, type, name_space] : targets) {
    Wanted& list = lists[{type.group, type.plural, name_space}];
    list.type = type;
    list.options.name_space = name_space;
    list.items.emplace(item->name(), item);
  }
  std::vector<Wanted> paying;
  for (auto& [key, list] : lists) {
    if (list.items.size() < kListFrom) continue;
    list.most = kMostPerObject * list.items.size() + kMostAnyway;
    paying.push_back(std::move(list));
  }
  if (paying.empty()) return;
  ListConversation talk(std::move(paying), client, stopped, objects_);
  client.Run(talk);
}

std::optional<Json> LiveObjects::Take(const Item& item) {
  const auto node = objects_.extract(&item);
  if (node.empty()) return std::nullopt;
  return node.mapped().empty() ? Json() : Json::parse(node.mapped());
}

}  // namespace meshctl::apply
