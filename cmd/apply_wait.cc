// SPDX-License-Identifier: Apache-2.0
// One conversation watches all of them; people see a line whenever something new is known.
#include "cmd/apply_wait.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "base/utf8.h"
#include "wait/goal.h"
#include "wait/waiter.h"

namespace meshctl::cmd {
namespace {

struct Waiting {
  std::vector<wait::Wanted> wanted;
  std::vector<const apply::Item*> items;  // of the same place in `wanted`
};

kube::Answer<Waiting> WantedOf(const apply::Plan& plan, kube::Client& client, const kube::Scope& scope) {
  Waiting waiting;
  for (const apply::Item& item : plan.items) {
    auto type = client.Resolve(item.api_version(), item.kind());
    if (!type) return std::unexpected(std::move(type).error());
    const auto reach = type->namespaced ? apply::Reach::kNamespace : apply::Reach::kCluster;
    std::string ns = apply::NamespaceOf(item, reach, scope).value_or("");
    waiting.wanted.push_back(
        {.target = {.type = *std::move(type), .name_space = std::move(ns), .name = item.name()},
         .goal = wait::Ready()});
    waiting.items.push_back(&item);
  }
  return waiting;
}

void PrintStanding(const apply::Item& item, const wait::Outcome& outcome, std::ostream& err) {
  if (outcome.standing.verdict == wait::Verdict::kMet) return;
  fmt::print(err, "waiting for {}: {}\n", item.label(), utf8::Printable(outcome.standing.message));
  for (const std::string& reason : outcome.reasons) fmt::print(err, "  {}\n", utf8::Printable(reason));
}

void PrintMissing(const Waiting& waiting, const wait::Waited& waited, std::ostream& err) {
  for (std::size_t i = 0; i < waited.outcomes.size(); ++i) {
    const wait::Outcome& outcome = waited.outcomes[i];
    if (outcome.standing.verdict == wait::Verdict::kMet) continue;
    const std::string place = source::ToString(waiting.items[i]->place);
    fmt::print(err, "error: {}{}{} is not ready: {}\n", place, place.empty() ? "" : ": ",
               waiting.items[i]->label(), utf8::Printable(outcome.standing.message));
    for (const std::string& reason : outcome.reasons) fmt::print(err, "  {}\n", utf8::Printable(reason));
  }
}

}  // namespace

Result<cli::ExitStatus> WaitUntilReady(const apply::Plan& plan, kube::Client& client,
                                       const kube::Scope& scope, std::chrono::milliseconds timeout,
                                       const Interrupt& interrupt, cli::Env& env) {
  std::ostream& err = *env.err.stream;
  auto waiting = WantedOf(plan, client, scope);
  if (!waiting) return std::unexpected(std::move(waiting).error().error);
  wait::WaitOptions options{
      .interrupted = [&] { return interrupt.asked(); },
      .changed = [&](std::size_t i,
                     const wait::Outcome& outcome) { PrintStanding(*waiting->items[i], outcome, err); },
      .now = env.now};
  if (timeout.count() > 0) options.timeout = timeout;
  const auto waited = wait::WaitFor(client.cluster(), waiting->wanted, options);
  if (!waited) return std::unexpected(waited.error().error);
  if (waited->end == wait::WaitEnd::kMet) return cli::ExitStatus::kOk;
  PrintMissing(*waiting, *waited, err);
  if (waited->end == wait::WaitEnd::kInterrupted) {
    fmt::print(err, "interrupted: everything is applied, and not all of it is ready\n");
    return cli::ExitStatus::kInterrupted;
  }
  if (waited->end == wait::WaitEnd::kTimeout) {
    fmt::print(err, "hint: everything is applied; `--timeout` sets how long to wait until it is ready\n");
  }
  return cli::ExitStatus::kFailed;
}

}  // namespace meshctl::cmd
