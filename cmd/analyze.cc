// SPDX-License-Identifier: Apache-2.0
// meshctl analyze: files in, findings out. The exit status depends on what was found and never on how it is
// printed, and it is never 0 when there was nothing to look at.
#include <fmt/format.h>
#include <fmt/ostream.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analyze/explain.h"
#include "analyze/registry.h"
#include "analyze/runner.h"
#include "analyze/suppression.h"
#include "base/counted.h"
#include "base/nearest.h"
#include "cli/command.h"
#include "cli/env.h"
#include "cmd/analysis_input.h"
#include "cmd/commands.h"
#include "diag/render.h"

namespace meshctl::cmd {
namespace {

struct Options {
  AnalysisFlags input;
  std::string output = "text";
  std::string failure_threshold = "Error";
  std::string output_threshold = "Info";
  std::vector<std::string> suppressions;
  bool list = false;
};

// What one call works on, checked.
struct Plan {
  diag::Level failure = diag::Level::kError;
  diag::Level output = diag::Level::kInfo;
  analyze::Options run;
};

Result<diag::Level> ParseLevel(std::string_view flag, std::string_view text) {
  static constexpr std::array<std::string_view, 3> kNames = {"info", "warning", "error"};
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (text.size() == kNames[i].size() && EditDistance(text, kNames[i], 0) == 0)
      return static_cast<diag::Level>(i);
  }
  Error error = UsageError(fmt::format("`--{}` cannot be `{}`", flag, text));
  if (std::string_view near = Nearest(text, kNames); !near.empty()) {
    error.hints.push_back(fmt::format("did you mean `{}`?", near));
  }
  return std::unexpected(std::move(error).Hint("one of: Info, Warning, Error"));
}

Result<Plan> Check(const Options& options, cli::Env& env) {
  Plan plan;
  auto failure = ParseLevel("failure-threshold", options.failure_threshold);
  if (!failure) return std::unexpected(failure.error());
  auto output = ParseLevel("output-threshold", options.output_threshold);
  if (!output) return std::unexpected(output.error());
  plan.failure = *failure;
  plan.output = *output;
  for (const std::string& text : options.suppressions) {
    auto suppression = analyze::ParseSuppression(text);
    if (!suppression) return std::unexpected(suppression.error());
    if (analyze::FindRules(suppression->rule).empty()) {
      fmt::print(*env.err.stream, "warning: no rule has the code or name `{}`, which `{}` suppresses\n",
                 suppression->rule, text);
    }
    plan.run.suppressions.push_back(*std::move(suppression));
  }
  return plan;
}

// The findings at or above a level.
diag::Report AtLeast(const diag::Report& report, diag::Level level) {
  diag::Report kept;
  for (const diag::Diagnostic& d : report.findings()) {
    if (d.level >= level) kept.Add(d);
  }
  return kept;
}

std::string Render(const diag::Report& report, const std::string& format, const diag::Style& style) {
  if (format == "json") return diag::RenderJson(report);
  if (format == "log") return diag::RenderLog(report, style);
  return diag::RenderText(report, style);
}

std::string MissingNames(const analyze::Skipped& skipped) {
  std::vector<std::string_view> names;
  names.reserve(skipped.missing.size());
  for (const analyze::Kind& kind : skipped.missing) names.push_back(kind.name);
  return fmt::format("{}", fmt::join(names, " or "));
}

void PrintRules(const analyze::Outcome* outcome, std::ostream& out) {
  for (const analyze::Rule* rule : analyze::Rules()) {
    fmt::print(out, "{}", analyze::ListEntry(*rule));
    if (!outcome) continue;
    auto skipped = std::ranges::find(outcome->skipped, rule, &analyze::Skipped::rule);
    if (skipped == outcome->skipped.end()) {
      fmt::print(out, "    ran\n");
    } else {
      fmt::print(out, "    skipped: no {} was given\n", MissingNames(*skipped));
    }
  }
}

// The one line that says what the answer is worth.
void PrintExtent(const AnalysisInput& input, const analyze::Outcome& outcome, std::ostream& err) {
  fmt::print(err, "analyzed {} with {}", input.extent, Counted(outcome.ran.size(), "rule"));
  if (!outcome.skipped.empty()) {
    fmt::print(err, "; {} skipped (`--list-analyzers` says why)", Counted(outcome.skipped.size(), "rule"));
  }
  if (outcome.suppressed > 0) fmt::print(err, "; {} suppressed", Counted(outcome.suppressed, "finding"));
  fmt::print(err, "\n");
}

Error NothingThere(const AnalysisInput& input) {
  const std::string& ns = input.options.only_namespace;
  std::string where = ns.empty() ? "" : fmt::format(" in namespace `{}`", ns);
  return InputError(fmt::format("no objects{} in {}", where, input.subject));
}

// Prints findings and what they are worth; the status follows from the findings alone.
Result<cli::ExitStatus> Answer(const Options& options, const Plan& plan, const AnalysisInput& input,
                               const analyze::Outcome& outcome, cli::Env& env) {
  diag::Report shown = AtLeast(outcome.report, plan.output);
  for (const diag::Diagnostic& fault : input.faults.findings()) shown.Add(fault);
  shown.Finish();
  *env.out.stream << Render(shown, options.output, env.StyleFor(env.out));

  std::ostream& err = *env.err.stream;
  if (input.objects > 0) PrintExtent(input, outcome, err);
  if (!shown.empty()) {
    fmt::print(err, "{}\n", diag::Summary(shown));
  } else if (!outcome.report.empty()) {
    fmt::print(err, "{} below the output threshold\n", diag::Summary(outcome.report));
  } else if (input.objects > 0 && !(input.missing || input.malformed)) {
    fmt::print(err, "✔ no issues found when analyzing {}\n", input.subject);
  }
  if (outcome.report.worst() >= plan.failure) return cli::ExitStatus::kFindings;
  if (input.missing || input.malformed) return cli::ExitStatus::kUnreadable;
  if (input.objects == 0) return std::unexpected(NothingThere(input));
  return cli::ExitStatus::kOk;
}

Result<cli::ExitStatus> Analyze(const Options& options, cli::Env& env) {
  auto plan = Check(options, env);
  if (!plan) return std::unexpected(plan.error());
  if (options.list && options.input.manifests.all().empty() && options.input.use_kube.empty()) {
    PrintRules(nullptr, *env.out.stream);
    return cli::ExitStatus::kOk;
  }
  const auto input = ReadAnalysisInput(options.input, env);
  if (!input) return std::unexpected(input.error());
  plan->run.coverage = input->options.coverage;
  plan->run.only_namespace = input->options.only_namespace;
  plan->run.filtered = input->options.filtered;
  for (const std::string& note : input->notes) fmt::print(*env.err.stream, "note: {}\n", note);
  const analyze::Outcome outcome = analyze::RunRules(ClustersOf(*input), analyze::Rules(), plan->run);
  if (!options.list) return Answer(options, *plan, *input, outcome, env);
  PrintRules(&outcome, *env.out.stream);
  return input->missing || input->malformed ? cli::ExitStatus::kUnreadable : cli::ExitStatus::kOk;
}

std::vector<cli::Flag> Flags(Options& options) {
  std::vector<cli::Flag> flags = AnalysisInputFlags(options.input);
  const std::vector<cli::Flag> own = {
      {.name = "output",
       .letter = 'o',
       .value_name = "FORMAT",
       .summary = "How to print findings",
       .target = &options.output,
       .choices = {"text", "json", "log"}},
      {.name = "failure-threshold",
       .value_name = "LEVEL",
       .summary = "Exit with 79 on a finding of at least this level: Info, Warning or Error",
       .target = &options.failure_threshold},
      {.name = "output-threshold",
       .value_name = "LEVEL",
       .summary = "Print findings of at least this level: Info, Warning or Error",
       .target = &options.output_threshold},
      {.name = "suppress",
       .letter = 'S',
       .value_name = "CODE=PATTERN",
       .summary = "Leave out findings about matching objects, for example \"IST0103=Pod shop/*\"",
       .target = &options.suppressions},
      {.name = "list-analyzers",
       .letter = 'L',
       .summary = "List the rules; with paths, also which of them ran",
       .target = &options.list},
  };
  flags.insert(flags.end(), own.begin(), own.end());
  return flags;
}

}  // namespace

cli::Command AnalyzeCommand() {
  auto options = std::make_shared<Options>();
  cli::Command command;
  command.name = "analyze";
  command.summary = "Find faults in mesh configuration";
  command.details =
      "Reads manifests, builds the mesh they describe and runs every rule on it. No cluster is needed: all "
      "kinds in "
      "the files count, and the default ingress gateway is assumed when none is given. A rule that needs "
      "Services, "
      "Namespaces, Nodes, Pods or Secrets is skipped when the files hold not one of them.\n\n"
      "The exit status is 79 with findings at or above the failure threshold, else 65 when some input could "
      "not be "
      "read or held no objects, whatever the output format. The annotation "
      "`galley.istio.io/analyze-suppress` on an "
      "object silences codes or rule names for it.";
  command.examples = {
      {"meshctl analyze k8s/", "Analyze a folder"},
      {"kustomize build . | meshctl analyze -", "Analyze what another program prints"},
      {"meshctl analyze -n shop --failure-threshold Warning k8s/", "Fail on warnings, look at one namespace"},
      {"meshctl analyze -S \"IST0102=Namespace tools\" k8s/", "Leave out a finding that is meant"},
      {"meshctl analyze -L k8s/", "Show which rules ran"},
  };
  command.flags = Flags(*options);
  command.arguments = {ManifestArgument(options->input.manifests)};
  command.run = [options](cli::Env& env) { return Analyze(*options, env); };
  return command;
}

}  // namespace meshctl::cmd
