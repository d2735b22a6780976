// SPDX-License-Identifier: Apache-2.0
// Asks for the definitions until all of them say so: it takes a server some milliseconds, so a watch would
// cost more than it saves.
#include "apply/definitions.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "fields/value_at.h"
#include "kube/payload.h"
#include "kube/verbs.h"

namespace meshctl::apply {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kPause{50};
constexpr std::chrono::seconds kLongest{30};

/// Whether there is nothing to wait for any more: the kind is served, or its names are taken by another.
bool IsSettled(const Json& definition) {
  const Json* conditions = fields::ValueAt(definition, {"status", "conditions"});
  if (!conditions || !conditions->is_array()) return false;
  return std::ranges::any_of(*conditions, [](const Json& condition) {
    const std::string type = fields::TextAt(condition, {"type"});
    const std::string status = fields::TextAt(condition, {"status"});
    return (type == "Established" && status == "True") || (type == "NamesAccepted" && status == "False");
  });
}

class Establishing final : public kube::Exchange {
 public:
  Establishing(std::vector<kube::Request> gets, const std::function<bool()>& stopped)
      : waiting_(gets.begin(), gets.end()), stopped_(stopped) {}

  std::optional<kube::Request> Next() override {
    if (waiting_.empty()) return std::nullopt;
    sent_.push_back(waiting_.front());
    waiting_.pop_front();
    return sent_.back();
  }

  void Done(std::size_t number, Result<kube::Response> response) override {
    const auto definition = kube::ObjectIn(sent_[number], response);
    if (!definition || IsSettled(*definition) || Clock::now() >= end_) return;
    kube::Request again = sent_[number];
    again.delay = kPause;
    waiting_.push_back(std::move(again));
  }

  Flow Tick() override { return stopped_() || Clock::now() >= end_ ? Flow::kStop : Flow::kGoOn; }

 private:
  std::deque<kube::Request> waiting_;
  std::vector<kube::Request> sent_;
  const std::function<bool()>& stopped_;
  const Clock::time_point end_ = Clock::now() + kLongest;
};

}  // namespace

void AwaitDefinitions(std::span<const Item> items, kube::Client& client,
                      const std::function<bool()>& stopped) {
  std::vector<kube::Request> gets;
  for (const Item& item : items) {
    if (item.kind() != "CustomResourceDefinition") continue;
    const auto type = client.Resolve(item.api_version(), item.kind());
    if (type) gets.push_back(kube::GetRequest(*type, "", item.name()));
  }
  if (gets.empty()) return;
  Establishing establishing(std::move(gets), stopped);
  client.Run(establishing);
  client.Forget();
}

}  // namespace meshctl::apply
