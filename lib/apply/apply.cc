// SPDX-License-Identifier: Apache-2.0
// Objects of one order class do not need each other, so they share the connection; the next class starts when
// the last of them is through. What the server decides (merging, ownership, defaults) stays the server's
// business.
#include "apply/apply.h"

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "apply/definitions.h"
#include "kube/payload.h"

namespace meshctl::apply {
namespace {

using Clock = std::chrono::steady_clock;

kube::Failure Refused(Error error) {
  return {.error = std::move(error), .status = 400, .reason = {}, .causes = {}};
}

/// Hands outcomes on in the order of the plan, whatever the order they come in, and counts them.
class InOrder {
 public:
  InOrder(const std::function<void(const Outcome&)>& done, Summary& summary)
      : done_(done), summary_(summary) {}

  void Put(std::size_t place, Outcome outcome) {
    waiting_.emplace(place, std::move(outcome));
    while (!waiting_.empty() && waiting_.begin()->first == next_) {
      Emit(waiting_.begin()->second);
      waiting_.erase(waiting_.begin());
      ++next_;
    }
  }
  /// Hands on what waits behind places for which nothing will come any more.
  void Flush() {
    for (const auto& [place, outcome] : waiting_) Emit(outcome);
    waiting_.clear();
  }

 private:
  void Emit(const Outcome& outcome) {
    if (!outcome.failure) {
      ++summary_.applied;
    } else if (outcome.unanswered) {
      summary_.unknown.push_back(outcome.item);
    } else {
      ++summary_.failed;
    }
    done_(outcome);
  }

  const std::function<void(const Outcome&)>& done_;
  Summary& summary_;
  std::map<std::size_t, Outcome> waiting_;
  std::size_t next_ = 0;
};

/// When to send nothing more: somebody wants it to end, or nobody answers.
class Brake {
 public:
  explicit Brake(const Observer& observer) : observer_(observer) {}

  bool pulled() const { return pulled_at_.has_value(); }
  void Pull() {
    if (!pulled_at_) pulled_at_ = Clock::now();
  }
  kube::Exchange::Flow Tick() {
    if (!pulled() && observer_.stopped && observer_.stopped()) Pull();
    const bool over = pulled() && Clock::now() - *pulled_at_ >= observer_.grace;
    return over ? kube::Exchange::Flow::kStop : kube::Exchange::Flow::kGoOn;
  }

 private:
  const Observer& observer_;
  std::optional<Clock::time_point> pulled_at_;
};

/// One class of the plan.
struct Class {
  std::span<const Item> items;
  std::size_t first = 0;  // the place of items.front() in the plan
};

std::vector<Class> ClassesOf(const Plan& plan) {
  std::vector<Class> classes;
  const std::span all(plan.items);
  int order = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const int of_item = OrderClass(all[i].api_version(), all[i].kind());
    if (classes.empty() || of_item != order) classes.push_back({.items = {}, .first = i});
    order = of_item;
    classes.back().items = all.subspan(classes.back().first, i + 1 - classes.back().first);
  }
  return classes;
}

/// What every kind of a class is called at the server, found out before the conversation begins.
class Types {
 public:
  Types(const Class& of, kube::Client& client) {
    for (const Item& item : of.items) {
      const auto key = std::pair(item.api_version(), item.kind());
      if (!types_.contains(key)) types_.emplace(key, client.Resolve(key.first, key.second));
    }
  }
  const kube::Answer<kube::ResourceType>& Of(const Item& item) const {
    return types_.at({item.api_version(), item.kind()});
  }

 private:
  std::map<std::pair<std::string, std::string>, kube::Answer<kube::ResourceType>> types_;
};

kube::Answer<Target> TargetOf(const Item& item, const Types& types, const kube::Scope& scope) {
  if (item.name().empty()) return std::unexpected(Refused(InputError("the object has no `metadata.name`")));
  const auto& type = types.Of(item);
  if (!type) return std::unexpected(type.error());
  auto name_space = NamespaceOf(item, type->namespaced ? Reach::kNamespace : Reach::kCluster, scope);
  if (!name_space) return std::unexpected(Refused(std::move(name_space).error()));
  return Target{.item = &item, .type = *type, .name_space = *std::move(name_space)};
}

/// The conversation about one class.
class ClassApply final : public kube::Exchange {
 public:
  ClassApply(const Class& of, const Types& types, kube::Client& client, const kube::Scope& scope,
             const Options& options, Brake& brake, InOrder& outcomes)
      : class_(of),
        types_(types),
        client_(client),
        scope_(scope),
        options_(options),
        brake_(brake),
        outcomes_(outcomes),
        objects_(of.items.size()) {}

  std::optional<kube::Request> Next() override {
    if (again_.empty() && !Begin()) return std::nullopt;
    const std::size_t at = again_.front();
    again_.pop_front();
    numbered_.push_back(at);
    sent_.push_back(objects_[at]->Next());
    kube::Request request = std::exchange(sent_.back(), {.path = sent_.back().path});
    sent_.back().method = request.method;
    return request;
  }

  void Done(std::size_t number, Result<kube::Response> response) override {
    const std::size_t at = numbered_[number];
    ObjectApply& object = *objects_[at];
    if (response) client_.Note(*response);
    object.Take(kube::ObjectIn(sent_[number], response), response ? response->status : 0);
    if (!object.finished()) return again_.push_back(at);
    Outcome outcome = object.TakeOutcome();
    // Nobody answers, or not in the way of an API server: what comes next would fare no better.
    if (outcome.failure && outcome.failure->status == 0) brake_.Pull();
    outcomes_.Put(class_.first + at, std::move(outcome));
    objects_[at].reset();
  }

  Flow Tick() override { return brake_.Tick(); }

  /// How many objects of the class were begun.
  std::size_t begun() const { return begun_; }

 private:
  /// Makes the next object that can be sent wait for its turn; those that cannot are through.
  bool Begin() {
    while (!brake_.pulled() && begun_ < class_.items.size()) {
      const std::size_t at = begun_++;
      const Item& item = class_.items[at];
      auto target = TargetOf(item, types_, scope_);
      if (target) {
        objects_[at] = std::make_unique<ObjectApply>(*std::move(target), options_);
        again_.push_back(at);
        return true;
      }
      if (target.error().status == 0) brake_.Pull();
      outcomes_.Put(class_.first + at, {.item = &item, .failure = std::move(target).error()});
    }
    return false;
  }

  const Class& class_;
  const Types& types_;
  kube::Client& client_;
  const kube::Scope& scope_;
  const Options& options_;
  Brake& brake_;
  InOrder& outcomes_;
  std::vector<std::unique_ptr<ObjectApply>> objects_;
  std::deque<std::size_t> again_;      // objects that want to send
  std::vector<std::size_t> numbered_;  // request to object
  std::vector<kube::Request> sent_;    // without bodies, for messages
  std::size_t begun_ = 0;
};

}  // namespace

Summary Apply(const Plan& plan, kube::Client& client, const kube::Scope& scope, const Options& options,
              const Observer& observer) {
  Summary summary;
  InOrder outcomes(observer.done, summary);
  Brake brake(observer);
  for (const Class& of : ClassesOf(plan)) {
    std::size_t begun = 0;
    if (brake.Tick() == kube::Exchange::Flow::kGoOn && !brake.pulled()) {
      const Types types(of, client);
      ClassApply talk(of, types, client, scope, options, brake, outcomes);
      client.Run(talk);
      begun = talk.begun();
      if (options.mode == Mode::kWrite) {
        AwaitDefinitions(of.items, client, [&] { return brake.Tick(), brake.pulled(); });
      }
    }
    for (const Item& item : of.items.subspan(begun)) summary.untried.push_back(&item);
  }
  outcomes.Flush();
  return summary;
}

Summary ApplyNowhere(const Plan& plan, const kube::Scope& scope, const Observer& observer) {
  Summary summary;
  InOrder outcomes(observer.done, summary);
  for (std::size_t i = 0; i < plan.items.size(); ++i) {
    const Item& item = plan.items[i];
    Outcome outcome{.item = &item, .object = item.object(), .failure = {}};
    if (item.name().empty()) {
      outcome.failure = Refused(InputError("the object has no `metadata.name`"));
    } else if (auto name_space = NamespaceOf(item, KnownReach(item), scope); !name_space) {
      outcome.failure = Refused(std::move(name_space).error());
    }
    outcomes.Put(i, std::move(outcome));
  }
  return summary;
}

}  // namespace meshctl::apply
