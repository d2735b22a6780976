// SPDX-License-Identifier: Apache-2.0
// Results on standard output, everything else on standard error: warnings of the server, fields that were
// taken over, refusals, and after an end before its time exactly what was and what was not applied.
#include "cmd/apply_report.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <ostream>
#include <utility>

#include "base/counted.h"
#include "base/utf8.h"
#include "cli/dispatch.h"

namespace meshctl::cmd {
namespace {

std::string Named(const apply::Item& item) {
  const std::string place = source::ToString(item.place);
  return place.empty() ? item.label() : fmt::format("{} ({})", item.label(), place);
}

}  // namespace

ApplyReport::ApplyReport(cli::Env& env, ApplyOutput output, std::size_t objects)
    : env_(env), output_(std::move(output)), progress_(env, "applying", objects, "objects") {}

void ApplyReport::Done(const apply::Outcome& outcome, kube::Client* client) {
  progress_.Hide();
  Print(outcome, client);
  progress_.Step();
}

void ApplyReport::Print(const apply::Outcome& outcome, kube::Client* client) {
  if (client) {
    for (const std::string& warning : client->TakeWarnings())
      fmt::print(*env_.err.stream, "Warning: {}\n", utf8::Printable(warning));
  }
  if (outcome.failure) {
    *env_.err.stream << cli::RenderError(apply::Describe(outcome), env_.StyleFor(env_.err));
    return;
  }
  PrintNotes(outcome);
  if (output_.format.empty()) {
    *env_.out.stream << outcome.Line(output_.mode) << '\n' << std::flush;
  } else if (output_.format == "name") {
    *env_.out.stream << outcome.item->label() << '\n' << std::flush;
  } else {
    objects_.push_back(outcome.object);
  }
}

void ApplyReport::PrintNotes(const apply::Outcome& outcome) {
  std::ostream& err = *env_.err.stream;
  if (!outcome.note.empty()) {
    fmt::print(err, "Warning: {}: {}\n", outcome.item->label(), utf8::Printable(outcome.note));
  }
  if (outcome.conflicts.empty()) return;
  fmt::print(err, "note: {}: {} taken over\n{}\n", outcome.item->label(),
             Counted(outcome.conflicts.size(), "field"), apply::RenderConflicts(outcome.conflicts, "  "));
}

cli::ExitStatus ApplyReport::Finish(const apply::Summary& summary, bool interrupted) {
  progress_.Hide();
  PrintObjects();
  std::ostream& err = *env_.err.stream;
  if (!summary.unknown.empty() || !summary.untried.empty()) {
    fmt::print(err, "{}: {} applied", interrupted ? "interrupted" : "stopped", summary.applied);
    if (summary.failed > 0) fmt::print(err, ", {} refused", summary.failed);
    if (!summary.unknown.empty()) fmt::print(err, ", {} sent without an answer", summary.unknown.size());
    fmt::print(err, ", {} not sent\n", summary.untried.size());
    for (const apply::Item* item : summary.unknown)
      fmt::print(err, "  not known whether applied: {}\n", Named(*item));
    for (const apply::Item* item : summary.untried) fmt::print(err, "  not applied: {}\n", Named(*item));
    fmt::print(err, "the same command again applies the rest\n");
  }
  if (interrupted) return cli::ExitStatus::kInterrupted;
  const bool all = summary.failed == 0 && summary.unknown.empty() && summary.untried.empty();
  return all ? cli::ExitStatus::kOk : cli::ExitStatus::kFailed;
}

void ApplyReport::PrintObjects() {
  if (objects_.empty()) return;
  const Json document = objects_.size() == 1 ? std::move(objects_.front())
                                             : Json{{"apiVersion", "v1"},
                                                    {"kind", "List"},
                                                    {"metadata", Json::object()},
                                                    {"items", std::move(objects_)}};
  *env_.out.stream << (output_.format == "json" ? document.dump(4) + "\n" : yaml::PrintYaml(document));
}

}  // namespace meshctl::cmd
