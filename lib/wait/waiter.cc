// SPDX-License-Identifier: Apache-2.0
// A conversation of watches, with looks at Pods and events in between. Objects come from the watches alone,
// so that what was seen never goes back in time.
#include "wait/waiter.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <tuple>
#include <utility>

#include "kube/watch.h"
#include "wait/evidence.h"
#include "wait/object_view.h"

namespace meshctl::wait {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using Flow = kube::Exchange::Flow;

/// Watches hold on to their requests. Transports have room for a few more (16), which lists and evidence
/// need.
constexpr std::size_t kMostStreams = 12;
/// Where there are more watches than that, they take turns.
constexpr std::chrono::seconds kTurn{2};

constexpr milliseconds kFirstLook{1'000};  // what is ready at once needs no reasons
constexpr milliseconds kLongestLook{10'000};
constexpr std::size_t kSuspectsPerLook = 8;
constexpr std::size_t kSuspectsInTheEnd = 50;
constexpr milliseconds kLastLook{5'000};

steady_clock::time_point Now(const WaitOptions& options) {
  return options.now ? options.now() : steady_clock::now();
}

/// The objects of one kind in one namespace.
struct Group {
  std::unique_ptr<kube::Watcher> watcher;
  std::multimap<std::string, std::size_t> targets;  // by name
  std::size_t pending = 0;
  bool under_way = false;
  bool listed = false;
};

class Waiter final : public kube::Exchange, public kube::WatchSink {
 public:
  Waiter(const std::vector<Wanted>& wanted, const WaitOptions& options)
      : wanted_(wanted),
        options_(options),
        outcomes_(wanted.size()),
        group_of_(wanted.size()),
        pending_(wanted.size()),
        started_(Now(options)),
        next_look_(started_ + kFirstLook) {
    MakeGroups();
  }

  std::optional<kube::Request> Next() override {
    if (over()) return std::nullopt;
    if (evidence_ && asked_ < evidence_->requests().size()) {
      owners_.push_back({.evidence = true, .index = asked_});
      return evidence_->requests()[asked_++];
    }
    return NextOfWatches();
  }

  Flow Piece(std::size_t number, std::string_view bytes) override {
    Group& group = groups_[owners_[number].index];
    const Flow flow = group.watcher->Piece(bytes);
    return over() || group.pending == 0 ? Flow::kStop : flow;
  }

  void Done(std::size_t number, Result<kube::Response> response) override {
    const auto [evidence, index] = owners_[number];
    if (over()) return;
    if (evidence) {
      evidence_->Take(index, response);
      if (evidence_->complete()) TellReasons();
      return;
    }
    Group& group = groups_[index];
    group.under_way = false;
    --streams_;
    if (group.pending == 0) return;
    group.watcher->Done(response);
    if (group.watcher->failure()) GiveUp(group, *group.watcher->failure());
  }

  Flow Tick() override {
    if (options_.interrupted && options_.interrupted()) interrupted_ = true;
    if (!over() && options_.timeout && *options_.timeout > milliseconds(0) &&
        Now(options_) >= started_ + *options_.timeout) {
      late_ = true;
    }
    if (!over() && !evidence_ && Now(options_) >= next_look_) StartLook();
    return over() ? Flow::kStop : Flow::kGoOn;
  }

  Flow Take(std::size_t watch, Change change, Json object) override {
    Group& group = groups_[watch];
    const auto [begin, end] = group.targets.equal_range(TextAt(object, {"metadata", "name"}));
    for (auto target = begin; target != end; ++target) {
      Judge(target->second, change == Change::kDeleted ? Json() : object);
    }
    return group.pending == 0 ? Flow::kStop : Flow::kGoOn;
  }

  Flow Listed(std::size_t watch) override {
    Group& group = groups_[watch];
    for (const auto& [name, target] : group.targets) {
      if (outcomes_[target].object.is_null()) Judge(target, Json());
    }
    group.listed = true;
    const bool once = options_.timeout && *options_.timeout == milliseconds(0);
    if (once && std::ranges::all_of(groups_, [](const Group& of) { return of.listed || of.pending == 0; })) {
      late_ = pending_ > 0;
    }
    return group.pending == 0 || over() || once ? Flow::kStop : Flow::kGoOn;
  }

  const std::optional<kube::Failure>& lost() const { return lost_; }

  Waited TakeAnswer() {
    const bool failed = std::ranges::any_of(
        outcomes_, [](const Outcome& outcome) { return outcome.standing.verdict == Verdict::kFailed; });
    const WaitEnd end = interrupted_ && pending_ > 0 ? WaitEnd::kInterrupted
                        : pending_ > 0               ? WaitEnd::kTimeout
                        : failed                     ? WaitEnd::kFailed
                                                     : WaitEnd::kMet;
    return {.end = end, .outcomes = std::move(outcomes_)};
  }

 private:
  struct Owner {
    bool evidence = false;
    std::size_t index = 0;
  };

  bool over() const { return pending_ == 0 || lost_ || late_ || interrupted_; }

  void MakeGroups() {
    std::map<std::tuple<std::string, std::string, std::string>, std::size_t> known;
    std::vector<kube::Watch> watches;
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      const Target& target = wanted_[i].target;
      const auto [at, is_new] = known.emplace(
          std::tuple(target.type.api_version(), target.type.plural, target.name_space), groups_.size());
      if (is_new) {
        groups_.emplace_back();
        watches.push_back({.type = target.type, .options = {.name_space = target.name_space}});
      }
      Group& group = groups_[at->second];
      group.targets.emplace(target.name, i);
      ++group.pending;
      group_of_[i] = at->second;
    }
    kube::WatchLimits limits;
    if (groups_.size() > kMostStreams) limits.stream_for = kTurn;
    for (std::size_t i = 0; i < groups_.size(); ++i) {
      const auto& targets = groups_[i].targets;
      if (targets.begin()->first == targets.rbegin()->first)
        watches[i].options.field_selector = "metadata.name=" + targets.begin()->first;
      groups_[i].watcher = std::make_unique<kube::Watcher>(std::move(watches[i]), i, *this, limits);
    }
  }

  std::optional<kube::Request> NextOfWatches() {
    for (std::size_t tries = 0; tries < groups_.size() && streams_ < kMostStreams; ++tries) {
      const std::size_t index = turn_++ % groups_.size();
      Group& group = groups_[index];
      if (group.pending == 0 || group.under_way) continue;
      std::optional<kube::Request> request = group.watcher->Next();
      if (!request) continue;
      group.under_way = true;
      ++streams_;
      owners_.push_back({.evidence = false, .index = index});
      return request;
    }
    return std::nullopt;
  }

  /// `object` is null when there is none.
  void Judge(std::size_t i, Json object) {
    Outcome& outcome = outcomes_[i];
    if (outcome.standing.verdict != Verdict::kNotYet) return;
    outcome.object = std::move(object);
    Settle(i, wanted_[i].goal(outcome.object.is_null() ? nullptr : &outcome.object));
  }

  void Settle(std::size_t i, Standing standing) {
    Outcome& outcome = outcomes_[i];
    if (outcome.standing == standing) return;
    outcome.standing = std::move(standing);
    if (outcome.standing.verdict == Verdict::kMet) outcome.reasons.clear();
    if (outcome.standing.verdict != Verdict::kNotYet) {
      --groups_[group_of_[i]].pending;
      --pending_;
    }
    Tell(i);
  }

  void Tell(std::size_t i) {
    if (options_.changed) options_.changed(i, outcomes_[i]);
  }

  void GiveUp(Group& group, const kube::Failure& failure) {
    if (failure.status == 0) {
      lost_ = failure;
      return;
    }
    for (const auto& [name, i] : group.targets) {
      if (outcomes_[i].standing.verdict != Verdict::kNotYet) continue;
      if (failure.status == 404) Judge(i, Json());
      if (outcomes_[i].standing.verdict == Verdict::kNotYet)
        Settle(i, {.verdict = Verdict::kFailed, .message = failure.error.message});
    }
  }

  /// A few of those that are not ready, in turns.
  void StartLook() {
    std::vector<Suspect> suspects;
    for (std::size_t tries = 0; tries < wanted_.size() && suspects.size() < kSuspectsPerLook; ++tries) {
      const std::size_t i = next_suspect_++ % wanted_.size();
      const Outcome& outcome = outcomes_[i];
      if (wanted_[i].reasons == Reasons::kLeaveOut || outcome.standing.verdict != Verdict::kNotYet) continue;
      if (outcome.object.is_object()) suspects.push_back({.number = i, .object = outcome.object});
    }
    next_look_ = Now(options_) + look_;
    look_ = std::min(look_ * 2, kLongestLook);
    evidence_ = std::make_unique<Evidence>(std::move(suspects));
    asked_ = 0;
    if (evidence_->complete()) TellReasons();
  }

  void TellReasons() {
    const std::unique_ptr<Evidence> evidence = std::move(evidence_);
    for (std::size_t s = 0; s < evidence->suspects().size(); ++s) {
      const std::size_t i = evidence->suspects()[s].number;
      std::vector<std::string> reasons = evidence->ReasonsOf(s);
      if (outcomes_[i].standing.verdict != Verdict::kNotYet || outcomes_[i].reasons == reasons) continue;
      outcomes_[i].reasons = std::move(reasons);
      Tell(i);
    }
  }

  const std::vector<Wanted>& wanted_;
  const WaitOptions& options_;
  std::vector<Outcome> outcomes_;
  std::vector<std::size_t> group_of_;
  std::vector<Group> groups_;
  std::size_t pending_;
  std::vector<Owner> owners_;  // by number of the request
  std::size_t streams_ = 0;
  std::size_t turn_ = 0;

  steady_clock::time_point started_;
  steady_clock::time_point next_look_;
  milliseconds look_{2'000};
  std::unique_ptr<Evidence> evidence_;  // while a look is under way
  std::size_t asked_ = 0;
  std::size_t next_suspect_ = 0;

  bool late_ = false;
  bool interrupted_ = false;
  std::optional<kube::Failure> lost_;
};

/// The last look, when time is up.
class LastLook final : public kube::Exchange {
 public:
  LastLook(Evidence& evidence, const WaitOptions& options)
      : evidence_(evidence), options_(options), until_(Now(options) + kLastLook) {}

  std::optional<kube::Request> Next() override {
    if (asked_ == evidence_.requests().size()) return std::nullopt;
    return evidence_.requests()[asked_++];
  }
  void Done(std::size_t number, Result<kube::Response> response) override {
    evidence_.Take(number, response);
  }
  Flow Tick() override {
    const bool stop = Now(options_) >= until_ || (options_.interrupted && options_.interrupted());
    return stop ? Flow::kStop : Flow::kGoOn;
  }

 private:
  Evidence& evidence_;
  const WaitOptions& options_;
  steady_clock::time_point until_;
  std::size_t asked_ = 0;
};

void LookOnceMore(kube::Cluster& cluster, const std::vector<Wanted>& wanted, const WaitOptions& options,
                  std::vector<Outcome>& outcomes) {
  std::vector<Suspect> suspects;
  for (std::size_t i = 0; i < wanted.size() && suspects.size() < kSuspectsInTheEnd; ++i) {
    if (wanted[i].reasons == Reasons::kLeaveOut || !outcomes[i].object.is_object()) continue;
    if (outcomes[i].standing.verdict != Verdict::kMet)
      suspects.push_back({.number = i, .object = outcomes[i].object});
  }
  Evidence evidence(std::move(suspects));
  if (evidence.requests().empty()) return;
  LastLook look(evidence, options);
  cluster.Run(look);
  for (std::size_t s = 0; s < evidence.suspects().size(); ++s) {
    Outcome& outcome = outcomes[evidence.suspects()[s].number];
    if (std::vector<std::string> reasons = evidence.ReasonsOf(s); !reasons.empty())
      outcome.reasons = std::move(reasons);
  }
}

}  // namespace

kube::Answer<Waited> WaitFor(kube::Cluster& cluster, const std::vector<Wanted>& wanted,
                             const WaitOptions& options) {
  if (wanted.empty()) return Waited{};
  Waiter waiter(wanted, options);
  cluster.Run(waiter);
  if (waiter.lost()) return std::unexpected(*waiter.lost());
  Waited waited = waiter.TakeAnswer();
  if (waited.end == WaitEnd::kTimeout || waited.end == WaitEnd::kFailed)
    LookOnceMore(cluster, wanted, options, waited.outcomes);
  return waited;
}

}  // namespace meshctl::wait
