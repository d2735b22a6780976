// SPDX-License-Identifier: Apache-2.0
// One conversation for all of it. Since every deletion names the uid that was seen, repeating one cannot hit
// an object that somebody has made anew under the same name.
#include "cmd/deletion.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

#include "kube/payload.h"

namespace meshctl::cmd {
namespace {

kube::Request RequestFor(const Doomed& doomed, const DeletionOptions& options) {
  Json body = {{"apiVersion", "v1"},
               {"kind", "DeleteOptions"},
               {"propagationPolicy", options.propagation},
               {"preconditions", {{"uid", doomed.uid}}}};
  if (options.grace_seconds >= 0) body["gracePeriodSeconds"] = options.grace_seconds;
  const wait::Target& target = doomed.target;
  std::vector<std::pair<std::string, std::string>> query;
  if (options.dry_run == kube::DryRun::kServer) {
    body["dryRun"] = Json::array({"All"});
    query.emplace_back("dryRun", "All");  // for proxies that drop the bodies of deletions
  }
  return {.method = kube::Method::kDelete,
          .path = kube::ObjectPath(target.type, target.name_space, target.name),
          .query = std::move(query),
          .content_type = "application/json",
          .body = body.dump(),
          .repeat = kube::Repeat::kSafe};
}

class Deleter final : public kube::Exchange {
 public:
  Deleter(const std::vector<Doomed>& doomed, const DeletionOptions& options, const DeletionHooks& hooks)
      : doomed_(doomed), options_(options), hooks_(hooks), deletions_(doomed.size()), order_(doomed.size()) {
    std::iota(order_.begin(), order_.end(), 0);
    std::ranges::stable_sort(order_, {}, [&](std::size_t i) { return doomed_[i].turn; });
  }

  std::optional<kube::Request> Next() override {
    if (stopped_ || asked_ == order_.size()) return std::nullopt;
    const bool next_turn = asked_ > 0 && TurnAt(asked_) != TurnAt(asked_ - 1);
    if (next_turn && told_ < asked_) return std::nullopt;
    return RequestFor(doomed_[order_[asked_++]], options_);
  }

  void Done(std::size_t number, Result<kube::Response> response) override {
    Deletion& deletion = deletions_[order_[number]];
    const kube::Request request = RequestFor(doomed_[order_[number]], options_);
    auto answer = kube::ObjectIn(request, response);
    if (answer) {
      // A Status means that it is gone, the object itself that something holds it back.
      const bool gone = kube::TextOf(*answer, "kind") == "Status";
      deletion.state = gone ? Deletion::State::kGone : Deletion::State::kLeaving;
    } else if (answer.error().status == 404) {
      deletion.state = Deletion::State::kGone;
    } else {
      deletion.state = Deletion::State::kRefused;
      deletion.failure = std::move(answer).error();
      // Without a server the others cannot fare better.
      stopped_ = stopped_ || deletion.failure.status == 0;
    }
    while (told_ < asked_ && deletions_[order_[told_]].state != Deletion::State::kUntried) {
      const std::size_t i = order_[told_++];
      if (hooks_.done) hooks_.done(i, deletions_[i]);
    }
  }

  Flow Tick() override {
    // What is under way is heard out, so that what was done can be said.
    if (hooks_.stopped && hooks_.stopped()) stopped_ = true;
    return Flow::kGoOn;
  }

  std::vector<Deletion> TakeDeletions() { return std::move(deletions_); }

 private:
  int TurnAt(std::size_t at) const { return doomed_[order_[at]].turn; }

  const std::vector<Doomed>& doomed_;
  const DeletionOptions& options_;
  const DeletionHooks& hooks_;
  std::vector<Deletion> deletions_;
  std::vector<std::size_t> order_;
  std::size_t asked_ = 0;
  std::size_t told_ = 0;
  bool stopped_ = false;
};

}  // namespace

std::vector<Deletion> DeleteAll(kube::Cluster& cluster, const std::vector<Doomed>& doomed,
                                const DeletionOptions& options, const DeletionHooks& hooks) {
  Deleter deleter(doomed, options, hooks);
  cluster.Run(deleter);
  return deleter.TakeDeletions();
}

}  // namespace meshctl::cmd
