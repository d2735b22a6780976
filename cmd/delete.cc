// SPDX-License-Identifier: Apache-2.0
// meshctl delete: what is named is looked up first, so that every deletion is bound to the object that was
// seen; then all of it is deleted, in the reverse of the order in which it would be applied, and waited for.
#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "apply/plan.h"
#include "base/counted.h"
#include "cli/command.h"
#include "cli/dispatch.h"
#include "cli/env.h"
#include "cmd/commands.h"
#include "cmd/connection_flags.h"
#include "cmd/deletion.h"
#include "cmd/followers.h"
#include "cmd/interrupt.h"
#include "cmd/object_selection.h"
#include "cmd/progress_cluster.h"
#include "cmd/server_names.h"
#include "cmd/waiting.h"
#include "kube/client.h"
#include "kube/payload.h"
#include "wait/goal.h"
#include "wait/object_view.h"
#include "wait/waiter.h"

namespace meshctl::cmd {
namespace {

struct Options {
  ObjectSelection selection;
  kube::Connection connection;
  bool all = false;
  std::string cascade = "background";
  int grace_period = -1;
  bool now = false;
  bool force = false;
  bool ignore_not_found = false;
  bool wait = true;
  std::string timeout = "0s";
  std::string dry_run = "none";
  std::string output;
};

constexpr const char* kMetadataOnly =
    "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";

std::unexpected<Error> Usage(std::string message) { return std::unexpected(UsageError(std::move(message))); }

Result<void> Check(const Options& options) {
  const ObjectSelection& selection = options.selection;
  if (options.now && options.grace_period >= 0)
    return Usage("`--now` does not go together with `--grace-period`");
  if (options.force && options.grace_period > 0)
    return Usage("`--force` does not go together with a `--grace-period` above 0");
  const bool selects = !selection.label_selector.empty() || !selection.field_selector.empty();
  if (options.all && selects) return Usage("`--all` does not go together with selectors");
  const bool whole_type =
      selection.words.size() == 1 && selection.words.front().find('/') == std::string::npos;
  if (options.all && !whole_type) return Usage("`--all` does not go together with names or files");
  if (whole_type && !options.all && !selects) {
    return std::unexpected(
        UsageError(fmt::format("it is not said which `{}` to delete", selection.words.front()))
            .Hint("name them, select them with `-l`, or delete `--all`"));
  }
  return {};
}

DeletionOptions HowTo(const Options& options) {
  int grace = options.now ? 1 : options.grace_period;
  // kubectl's protection against data loss: 0 needs --force.
  if (grace == 0 && !options.force) grace = 1;
  if (options.force && grace < 0) grace = 0;
  return {.propagation = options.cascade == "orphan"       ? "Orphan"
                         : options.cascade == "foreground" ? "Foreground"
                                                           : "Background",
          .grace_seconds = grace,
          .dry_run = options.dry_run == "server" ? kube::DryRun::kServer : kube::DryRun::kNo};
}

/// One run of the command.
class Run {
 public:
  Run(const Options& options, ConnectedCluster& connected, cli::Env& env)
      : options_(options),
        scope_(connected.scope),
        cluster_(*connected.cluster, options.connection, env),
        client_(cluster_),
        env_(env) {}

  Result<cli::ExitStatus> Go(std::chrono::milliseconds timeout) {
    auto choice = ChooseObjects(options_.selection, client_, scope_, env_);
    if (!choice) return std::unexpected(std::move(choice).error());
    if (!options_.ignore_not_found) {
      for (const Error& error : choice->unknown) Refuse(error);
    }
    if (auto seen = Look(*choice); !seen) return std::unexpected(std::move(seen).error());
    if (doomed_.empty() && !failed_ && !options_.ignore_not_found) *env_.out.stream << "No resources found\n";
    Warn();
    const Interrupt interrupt;
    Delete(interrupt);
    if (interrupt.asked() && !leaving_.empty()) *env_.err.stream << "interrupted\n";
    if (interrupt.asked()) return cli::ExitStatus::kInterrupted;
    const bool waits = options_.wait && options_.dry_run == "none" && !leaving_.empty();
    cli::ExitStatus status = failed_ ? cli::ExitStatus::kFailed : cli::ExitStatus::kOk;
    if (!waits) return status;
    const auto waited = Wait(timeout, interrupt);
    if (!waited) return std::unexpected(waited.error());
    return std::max(status, *waited);
  }

 private:
  void Refuse(const Error& error) {
    failed_ = true;
    env_.out.stream->flush();
    *env_.err.stream << cli::RenderError(error, env_.StyleFor(env_.err));
  }

  /// Finds the uid of everything that is to go.
  Result<void> Look(const Choice& choice) {
    std::vector<wait::Target> named;
    for (const ChosenObjects& chosen : choice.objects) {
      if (chosen.names.empty()) {
        if (auto listed = LookAtAll(chosen); !listed) return listed;
      }
      for (const std::string& name : chosen.names)
        named.push_back({.type = chosen.kind.type, .name_space = chosen.name_space, .name = name});
    }
    std::vector<kube::Request> requests;
    for (const wait::Target& target : named) {
      requests.push_back(
          {.path = kube::ObjectPath(target.type, target.name_space, target.name), .accept = kMetadataOnly});
    }
    const auto responses = cluster_.SendAll(requests);
    for (std::size_t i = 0; i < named.size(); ++i) {
      const auto object = kube::ObjectIn(requests[i], responses[i]);
      if (object) {
        Doom(std::move(named[i]), *object);
      } else if (object.error().status != 404) {
        Refuse(Error(object.error().error).In(LabelOf(named[i].type, named[i].name)));
      } else if (!options_.ignore_not_found) {
        Refuse(ClusterError(NotFound(named[i].type, named[i].name)));
      }
    }
    return {};
  }

  Result<void> LookAtAll(const ChosenObjects& chosen) {
    const auto listed = client_.List(chosen.kind.type, {.name_space = chosen.name_space,
                                                        .label_selector = options_.selection.label_selector,
                                                        .field_selector = options_.selection.field_selector});
    if (!listed)
      return std::unexpected(Error(listed.error().error).In("cannot list " + TypeName(chosen.kind.type)));
    for (const Json& object : *listed) {
      Doom({.type = chosen.kind.type,
            .name_space = wait::TextAt(object, {"metadata", "namespace"}),
            .name = wait::TextAt(object, {"metadata", "name"})},
           object);
    }
    return {};
  }

  void Doom(wait::Target target, const Json& object) {
    // Words keep their order; what came from files goes the way it came, backwards.
    const int turn =
        options_.selection.from_files() ? -apply::OrderClass(target.type.api_version(), target.type.kind) : 0;
    doomed_.push_back(
        {.target = std::move(target), .uid = wait::TextAt(object, {"metadata", "uid"}), .turn = turn});
  }

  void Warn() {
    const bool cluster_wide =
        std::ranges::any_of(doomed_, [](const Doomed& doomed) { return !doomed.target.type.namespaced; });
    if (scope_.given && cluster_wide && !options_.selection.from_files()) {
      *env_.err.stream
          << "Warning: deleting cluster-scoped resources, not scoped to the provided namespace\n";
    }
    if (options_.force && HowTo(options_).grace_seconds == 0) {
      *env_.err.stream
          << "Warning: Immediate deletion does not wait for confirmation that the running resource "
             "has been terminated. The resource may continue to run on the cluster indefinitely.\n";
    }
    if (!env_.err.terminal && options_.dry_run == "none") return;
    std::vector<wait::Target> targets;
    for (const Doomed& doomed : doomed_) targets.push_back(doomed.target);
    const auto discovery = client_.Discover();
    if (!discovery) return;
    for (const std::string& sentence : Followers(targets, **discovery, cluster_))
      fmt::print(*env_.err.stream, "Warning: {}\n", sentence);
  }

  void Delete(const Interrupt& interrupt) {
    if (options_.dry_run == "client") {
      for (const Doomed& doomed : doomed_) Tell(doomed.target);
      return;
    }
    std::size_t answered = 0;
    cluster_.Say(
        [&] { return fmt::format("deleting: {} of {}", answered, Counted(doomed_.size(), "object")); });
    const auto deletions = DeleteAll(cluster_, doomed_, HowTo(options_),
                                     {.done =
                                          [&](std::size_t i, const Deletion& deletion) {
                                            ++answered;
                                            cluster_.Hide();
                                            Done(doomed_[i], deletion);
                                          },
                                      .stopped = [&] { return interrupt.asked(); }});
    cluster_.Say({});
    const auto untried = std::ranges::count(deletions, Deletion::State::kUntried, &Deletion::state);
    if (untried == 0) return;
    failed_ = true;
    fmt::print(*env_.err.stream, "stopped: {} not deleted\n", untried);
  }

  void Done(const Doomed& doomed, const Deletion& deletion) {
    const wait::Target& target = doomed.target;
    if (deletion.state == Deletion::State::kRefused) {
      return Refuse(Error(deletion.failure.error).In(LabelOf(target.type, target.name)));
    }
    Tell(target);
    if (deletion.state == Deletion::State::kLeaving) leaving_.push_back(doomed);
  }

  void Tell(const wait::Target& target) {
    std::ostream& out = *env_.out.stream;
    if (options_.output == "name") {
      out << LabelOf(target.type, target.name) << std::endl;
      return;
    }
    std::string type = LabelOf(target.type, "");
    type.pop_back();
    const bool forced = options_.force && HowTo(options_).grace_seconds == 0;
    fmt::print(out, "{} \"{}\" {}deleted{}\n", type, target.name, forced ? "force " : "",
               options_.dry_run == "none" ? std::string() : DryRunMark());
    out.flush();
  }

  std::string DryRunMark() const { return options_.dry_run == "server" ? " (server dry run)" : " (dry run)"; }

  Result<cli::ExitStatus> Wait(std::chrono::milliseconds timeout, const Interrupt& interrupt) {
    std::vector<wait::Wanted> wanted;
    for (const Doomed& doomed : leaving_) {
      wanted.push_back(
          {.target = doomed.target, .goal = wait::Deleted(doomed.uid), .reasons = wait::Reasons::kLeaveOut});
    }
    WaitingText waiting(wanted);
    cluster_.Say([&] { return waiting.Text(); });
    const auto waited = wait::WaitFor(
        cluster_, wanted,
        {.timeout = timeout,
         .interrupted = [&] { return interrupt.asked(); },
         .changed = [&](std::size_t i, const wait::Outcome& outcome) { waiting.Take(i, outcome.standing); },
         .now = env_.now});
    if (!waited) return std::unexpected(waited.error().error);
    return ReportUnmet(*waited, wanted, "timed out waiting for the end of", env_);
  }

  const Options& options_;
  const kube::Scope& scope_;
  ProgressCluster cluster_;
  kube::Client client_;
  cli::Env& env_;
  std::vector<Doomed> doomed_;
  std::vector<Doomed> leaving_;
  bool failed_ = false;
};

Result<cli::ExitStatus> Delete(const Options& options, cli::Env& env) {
  auto timeout = ParseBound("timeout", options.timeout);
  if (!timeout) return std::unexpected(std::move(timeout).error());
  if (timeout->count() == 0) timeout = ParseBound("timeout", "-1s");
  if (auto checked = Check(options); !checked) return std::unexpected(std::move(checked).error());
  auto connected = Connect(env, options.connection);
  if (!connected) return std::unexpected(std::move(connected).error());
  return Run(options, *connected, env).Go(*timeout);
}

std::vector<cli::Flag> Flags(Options& options) {
  return {
      {.name = "all", .summary = "All objects of the type", .target = &options.all},
      {.name = "cascade",
       .value_name = "HOW",
       .summary = "What becomes of objects owned by the deleted: deleted after it, before it, or left alone",
       .target = &options.cascade,
       .choices = {"background", "foreground", "orphan"},
       .bare_value = "background"},
      {.name = "grace-period",
       .value_name = "SECONDS",
       .summary = "Time to end in good order; below 0: as the object says",
       .target = &options.grace_period},
      {.name = "now", .summary = "The same as `--grace-period=1`", .target = &options.now},
      {.name = "force",
       .summary = "Do not wait for nodes to confirm that Pods have ended",
       .target = &options.force},
      {.name = "ignore-not-found",
       .summary = "What does not exist is no error",
       .target = &options.ignore_not_found},
      {.name = "wait",
       .summary = "Wait until the objects are gone; `--wait=false` does not",
       .target = &options.wait},
      {.name = "timeout",
       .value_name = "DURATION",
       .summary = "Give up waiting after this long; 0: a week",
       .target = &options.timeout},
      {.name = "dry-run",
       .value_name = "WHERE",
       .summary = "Delete nothing: `server` asks the server, `client` only looks",
       .target = &options.dry_run,
       .choices = {"none", "client", "server"},
       .bare_value = "client"},
      {.name = "output",
       .letter = 'o',
       .value_name = "FORMAT",
       .summary = "Print names only",
       .target = &options.output,
       .choices = {"name"}},
  };
}

}  // namespace

cli::Command DeleteCommand() {
  auto options = std::make_shared<Options>();
  cli::Command command;
  command.name = "delete";
  command.summary = "Delete objects";
  command.details =
      "Deletes what is named, and waits until it is gone. Each object is looked up first and the deletion "
      "bound to "
      "it: one that somebody makes anew under the same name in between is left alone.\n\n"
      "Objects of manifests go in the reverse of the order in which `meshctl apply` makes them, those of the "
      "same "
      "order side by side. On a terminal and in dry runs, what goes along with namespaces and "
      "CustomResourceDefinitions is counted. When time is up, what still holds an object back is said.";
  command.examples = {
      {"meshctl delete -f k8s/", "What a folder holds"},
      {"meshctl delete -f k8s/ --dry-run=server", "See what would go"},
      {"meshctl delete pods,services -l app=web", "What has these labels"},
      {"meshctl delete namespace shop --timeout=1m", "A namespace, with all that is in it"},
  };
  command.flags = Flags(*options);
  for (const auto& flags : {SelectionFlags(options->selection), ConnectionFlags(options->connection)}) {
    command.flags.insert(command.flags.end(), flags.begin(), flags.end());
  }
  command.arguments = {SelectionArgument(options->selection)};
  command.arguments.back().candidates =
      ObjectCandidates(options->selection, options->connection,
                       [](const kube::OfferedKind& kind) { return kind.Allows("delete"); });
  command.run = [options](cli::Env& env) { return Delete(*options, env); };
  return command;
}

}  // namespace meshctl::cmd
