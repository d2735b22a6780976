// SPDX-License-Identifier: Apache-2.0
// One conversation for the whole plan: a dry run needs nothing that another one wrote. Objects the server
// cannot try yet, because their namespace or kind is created by the same plan, are shown as written.
#include "apply/live_diff.h"

#include <algorithm>
#include <deque>
#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "apply/live_objects.h"
#include "kube/payload.h"
#include "kube/verbs.h"

namespace meshctl::apply {
namespace {

/// How far the objects under way may be ahead of the one that is due.
constexpr std::size_t kWindow = 64;

using KindName = std::pair<std::string, std::string>;  // apiVersion, kind

kube::Failure Refused(Error error) {
  return {.error = std::move(error), .status = 400, .reason = {}, .causes = {}};
}

/// What the plan itself brings into being.
class Planned {
 public:
  explicit Planned(const Plan& plan) {
    for (const Item& item : plan.items) {
      if (item.kind() == "Namespace" && item.api_version() == "v1") namespaces_.insert(item.name());
      if (item.kind() != "CustomResourceDefinition") continue;
      const yaml::Node& spec = item.root.Get("spec");
      const std::string group(spec.Get("group").string());
      const bool cluster = spec.Get("scope").string() == "Cluster";
      for (const yaml::Node& version : spec.Get("versions").items()) {
        kinds_[{group + "/" + std::string(version.Get("name").string()),
                std::string(spec.Get("names").Get("kind").string())}] =
            cluster ? Reach::kCluster : Reach::kNamespace;
      }
    }
  }
  bool Creates(const std::string& name_space) const { return namespaces_.contains(name_space); }
  /// Whether objects of a kind that the plan defines are in namespaces; nothing for other kinds.
  std::optional<Reach> Defines(const KindName& kind) const {
    const auto found = kinds_.find(kind);
    return found == kinds_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  std::set<std::string> namespaces_;
  std::map<KindName, Reach> kinds_;
};

class PlanDiff final : public kube::Exchange {
 public:
  PlanDiff(const Plan& plan, kube::Client& client, const kube::Scope& scope, const DiffOptions& options,
           const DiffObserver& observer)
      : plan_(plan), planned_(plan), client_(client), scope_(scope), options_(options), observer_(observer) {
    // Before the conversation: there is none inside another.
    for (const Item& item : plan.items) {
      const KindName name(item.api_version(), item.kind());
      if (types_.contains(name)) continue;
      types_.emplace(name, client.Resolve(name.first, name.second));
      if (IsUnanswered(types_.at(name))) return;
    }
    ReadLists();
  }

  std::optional<kube::Request> Next() override {
    if (sent_.size() >= options_.most_under_way) return std::nullopt;
    if (again_.empty() && !Begin()) return std::nullopt;
    const std::size_t at = again_.front();
    again_.pop_front();
    kube::Request request = objects_.at(at)->Next();
    sent_.emplace(requests_++, Sent{at, {.method = request.method, .path = request.path}});
    return request;
  }

  void Done(std::size_t number, Result<kube::Response> response) override {
    const auto [at, request] = sent_.extract(number).mapped();
    if (response) client_.Note(*response);
    ObjectDiff& object = *objects_.at(at);
    object.Take(kube::ObjectIn(request, response), response ? response->status : 0);
    if (!object.finished()) return again_.push_back(at);
    Change change = object.TakeChange();
    objects_.erase(at);
    Put(at, std::move(change));
  }

  Flow Tick() override {
    if (!observer_.stopped || !observer_.stopped()) return Flow::kGoOn;
    lost_ = said_lost_ = true;  // nothing went wrong
    return Flow::kStop;
  }

  /// Whatever waits for its turn behind objects that will not come any more.
  DiffSummary Finish() {
    for (const auto& [at, change] : waiting_) Emit(change);
    for (const auto& [at, object] : objects_) summary_.untried.push_back(&plan_.items[at]);
    std::ranges::sort(summary_.untried);  // places in one vector: the order of the plan
    for (std::size_t at = begun_; at < plan_.items.size(); ++at) summary_.untried.push_back(&plan_.items[at]);
    return std::move(summary_);
  }

 private:
  struct Sent {
    std::size_t at;
    kube::Request request;  // without its body, for messages
  };

  template <typename T>
  static bool IsUnanswered(const kube::Answer<T>& answer) {
    return !answer && answer.error().status == 0;
  }

  /// Makes the next object wait for its turn to send; those about which nothing can be asked are through.
  bool Begin() {
    while (!lost_ && begun_ < plan_.items.size() && begun_ < due_ + kWindow) {
      const std::size_t at = begun_++;
      const Item& item = plan_.items[at];
      auto object = Start(item);
      if (object) {
        objects_.emplace(at, *std::move(object));
        again_.push_back(at);
        return true;
      }
      Put(at, std::move(object).error());
    }
    return false;
  }

  /// What an object is called at the server, or what is known of it without asking there.
  std::expected<Target, Change> Locate(const Item& item) const {
    const auto fail = [&](kube::Failure failure) {
      return std::unexpected(Change{.item = &item, .failure = std::move(failure)});
    };
    if (item.name().empty()) return fail(Refused(InputError("the object has no `metadata.name`")));
    const KindName name(item.api_version(), item.kind());
    const auto& type = types_.at(name);
    const std::optional<Reach> defined = planned_.Defines(name);
    if (!type && (type.error().reason != "NoKindMatch" || !defined)) return fail(type.error());
    const Reach reach = !type ? *defined : type->namespaced ? Reach::kNamespace : Reach::kCluster;
    auto name_space = NamespaceOf(item, reach, scope_);
    if (!name_space) return fail(Refused(std::move(name_space).error()));
    if (type) return Target{.item = &item, .type = *type, .name_space = *std::move(name_space)};
    Change change{.item = &item};
    change.difference = diff::CompareObjects(nullptr, AsWritten(item, *name_space, options_),
                                             {.managed_fields = options_.managed_fields});
    return std::unexpected(std::move(change));
  }

  void ReadLists() {
    std::vector<Target> targets;
    for (const Item& item : plan_.items) {
      if (!types_.at({item.api_version(), item.kind()})) continue;
      auto target = Locate(item);
      if (target) targets.push_back(*std::move(target));
    }
    live_.Read(targets, client_, observer_.stopped);
  }

  /// The questions about an object.
  std::expected<std::unique_ptr<ObjectDiff>, Change> Start(const Item& item) {
    auto target = Locate(item);
    if (!target) return std::unexpected(std::move(target).error());
    const Home home = planned_.Creates(target->name_space) ? Home::kPlanned : Home::kThere;
    return std::make_unique<ObjectDiff>(*std::move(target), options_, home, live_.Take(item));
  }

  void Put(std::size_t at, Change change) {
    if (change.failure && change.failure->status == 0) lost_ = true;
    waiting_.emplace(at, std::move(change));
    while (!waiting_.empty() && waiting_.begin()->first == due_) {
      Emit(waiting_.begin()->second);
      waiting_.erase(waiting_.begin());
      ++due_;
    }
  }

  void Emit(const Change& change) {
    const bool unanswered = change.failure && change.failure->status == 0;
    // The first one without an answer says why; saying it of all that were under way would help nobody.
    if (unanswered && std::exchange(said_lost_, true)) return summary_.untried.push_back(change.item);
    if (change.failure) {
      ++summary_.failed;
    } else {
      summary_.tally.Count(change.difference.change);
    }
    observer_.done(change);
  }

  const Plan& plan_;
  const Planned planned_;
  kube::Client& client_;
  const kube::Scope& scope_;
  const DiffOptions& options_;
  const DiffObserver& observer_;
  std::map<KindName, kube::Answer<kube::ResourceType>> types_;
  LiveObjects live_;
  std::map<std::size_t, std::unique_ptr<ObjectDiff>> objects_;  // under way, by place in the plan
  std::deque<std::size_t> again_;                               // objects that want to send
  std::map<std::size_t, Sent> sent_;                            // by number of the request
  std::map<std::size_t, Change> waiting_;                       // through, but not due
  std::size_t requests_ = 0;
  std::size_t begun_ = 0;
  std::size_t due_ = 0;
  bool lost_ = false;  // nobody answers any more
  bool said_lost_ = false;
  DiffSummary summary_;
};

/// Looks at some of the objects that would be removed.
class RemovedLook final : public kube::Exchange {
 public:
  RemovedLook(std::span<const Member> members, kube::Client& client)
      : members_(members), client_(client), answers_(members.size(), Json()) {}

  std::optional<kube::Request> Next() override {
    if (next_ == members_.size()) return std::nullopt;
    return Look(members_[next_++]);
  }
  void Done(std::size_t number, Result<kube::Response> response) override {
    if (response) client_.Note(*response);
    answers_[number] = kube::ObjectIn(Look(members_[number]), response);
  }
  std::vector<kube::Answer<Json>>& answers() { return answers_; }

 private:
  static kube::Request Look(const Member& member) {
    return kube::GetRequest(member.type, member.name_space, member.name);
  }

  std::span<const Member> members_;
  kube::Client& client_;
  std::vector<kube::Answer<Json>> answers_;
  std::size_t next_ = 0;
};

void DiffRemoved(std::span<const Member> removed, kube::Client& client, const DiffOptions& options,
                 const DiffObserver& observer, DiffSummary& summary) {
  while (!removed.empty() && !(observer.stopped && observer.stopped())) {
    const auto some = removed.first(std::min(removed.size(), kWindow));
    removed = removed.subspan(some.size());
    RemovedLook look(some, client);
    client.Run(look);
    for (auto& live : look.answers()) {
      if (!live && live.error().status == 404) continue;  // gone already
      Change change;
      if (live) {
        change.difference =
            diff::CompareObjects(*std::move(live), nullptr, {.managed_fields = options.managed_fields});
        summary.tally.Count(change.difference.change);
      } else {
        change.failure = std::move(live).error();
        ++summary.failed;
      }
      observer.done(change);
    }
  }
}

}  // namespace

DiffSummary DiffLive(const Plan& plan, std::span<const Member> removed, kube::Client& client,
                     const kube::Scope& scope, const DiffOptions& options, const DiffObserver& observer) {
  PlanDiff talk(plan, client, scope, options, observer);
  client.Run(talk);
  DiffSummary summary = talk.Finish();
  if (summary.untried.empty()) DiffRemoved(removed, client, options, observer, summary);
  return summary;
}

}  // namespace meshctl::apply
