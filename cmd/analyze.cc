// SPDX-License-Identifier: Apache-2.0
// meshctl analyze: files in, findings out. The exit status depends on what was found and never on how it is
// printed, and it is never 0 when there was nothing to look at.
#include <fmt/format.h>
#include <fmt/ostream.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <memory>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyze/explain.h"
#include "analyze/registry.h"
#include "analyze/runner.h"
#include "analyze/suppression.h"
#include "base/counted.h"
#include "cli/command.h"
#include "cli/env.h"
#include "cmd/analysis.h"
#include "cmd/analysis_input.h"
#include "cmd/commands.h"
#include "cmd/deadline.h"
#include "cmd/findings_output.h"
#include "cmd/fixing.h"
#include "cmd/new_findings.h"
#include "diag/render.h"

namespace meshctl::cmd {
namespace {

struct Options {
  AnalysisFlags input;
  FindingsOutput output;
  Fixing fixing;
  Earlier earlier;
  std::vector<std::string> analyzers;
  std::vector<std::string> suppressions;
  std::string timeout = "0";
  bool list = false;
  bool unknown = false;
  bool ignore_unknown = false;
  bool allow_empty = false;
};

/// What --new-since takes beside revisions.
constexpr std::string_view kCluster = "cluster";

Error NoSuchRule(const std::string& word) {
  Error error = UsageError(fmt::format("no rule or analyzer is called `{}`", word));
  if (const std::string_view near = analyze::NearestRule(word); !near.empty())
    error.hints.push_back(fmt::format("did you mean `{}`?", near));
  return std::move(error).Hint("`meshctl analyze --list-analyzers` lists them");
}

/// Puts what one word of `--analyzer` stands for into the plan. `all_kinds` tells that istiod's validation
/// was named as a whole, and not only for some kinds.
Result<void> Choose(const std::string& word, std::set<const analyze::Rule*>& chosen, AnalysisPlan& plan,
                    bool& all_kinds) {
  const std::vector<const analyze::Rule*> found = analyze::FindRules(word);
  if (found.empty()) return std::unexpected(NoSuchRule(word));
  chosen.insert(found.begin(), found.end());
  const std::string_view kind = analyze::KindOf(word);
  if (!kind.empty()) {
    plan.only_kinds.emplace_back(kind);
  } else {
    all_kinds =
        all_kinds || std::ranges::any_of(found, [](const analyze::Rule* rule) {
          return std::ranges::find(rule->upstream(), analyze::kValidationAnalyzer) != rule->upstream().end();
        });
  }
  return {};
}

/// The rules that were named, in the order of the registry; when none was named, those that run by default.
Result<void> ChooseRules(const std::vector<std::string>& names, AnalysisPlan& plan) {
  std::set<const analyze::Rule*> chosen;
  bool all_kinds = false;
  for (const std::string& list : names) {
    for (std::size_t begin = 0; begin <= list.size();) {
      const std::size_t comma = std::min(list.find(',', begin), list.size());
      auto choice = Choose(list.substr(begin, comma - begin), chosen, plan, all_kinds);
      if (!choice) return choice;
      begin = comma + 1;
    }
  }
  if (all_kinds) plan.only_kinds.clear();
  for (const analyze::Rule* rule : analyze::Rules()) {
    if (names.empty() ? rule->by_default : chosen.contains(rule)) plan.rules.push_back(rule);
  }
  return {};
}

Result<AnalysisPlan> Check(const Options& options) {
  if (auto checked = CheckFindingsOutput(options.output); !checked) return std::unexpected(checked.error());
  if (auto checked = CheckEarlier(options.earlier); !checked) return std::unexpected(checked.error());
  if (auto checked = Deadline::Check("timeout", options.timeout); !checked)
    return std::unexpected(checked.error());
  AnalysisPlan plan;
  if (auto chosen = ChooseRules(options.analyzers, plan); !chosen) return std::unexpected(chosen.error());
  for (const std::string& text : options.suppressions) {
    auto suppression = analyze::ParseSuppression(text);
    if (!suppression) return std::unexpected(suppression.error());
    plan.suppressions.push_back(*std::move(suppression));
  }
  return plan;
}

/// Why a rule did not run: `no Pod or Service was given`.
std::string Reason(const analyze::Skipped& skipped) {
  std::vector<std::string_view> names;
  for (const analyze::Kind& kind : skipped.missing) names.push_back(kind.name);
  const std::string reason = names.empty() ? std::string("there is no second cluster to compare with")
                                           : fmt::format("no {} was given", fmt::join(names, " or "));
  return skipped.cluster.empty() ? reason : fmt::format("{} in cluster {}", reason, skipped.cluster);
}

/// What became of a rule, a line each.
void PrintFate(const analyze::Rule* rule, const analyze::Outcome& outcome, std::ostream& out) {
  const bool ran = std::ranges::find(outcome.ran, rule) != outcome.ran.end();
  if (ran) fmt::print(out, "    ran\n");
  bool skipped = false;
  for (const analyze::Skipped& row : outcome.skipped) {
    if (row.rule != rule) continue;
    skipped = true;
    fmt::print(out, "    skipped: {}\n", Reason(row));
  }
  if (!ran && !skipped) fmt::print(out, "    not asked for: `--analyzer {}` runs it\n", rule->name);
}

void PrintRules(const analyze::Outcome* outcome, std::ostream& out) {
  for (const analyze::Rule* rule : analyze::Rules()) {
    fmt::print(out, "{}", analyze::ListEntry(*rule));
    if (outcome) PrintFate(rule, *outcome, out);
  }
}

/// The one line that says what the answer is worth.
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

/// The file that something was rendered from, named as in reports. Helm's paths begin with the chart's name,
/// which may be the folder itself; kustomize's with the kustomization's folder.
std::string FindSource(const Options& options, const std::string& source, const cli::Env& env) {
  const ManifestInput& input = options.input.manifests;
  std::vector<std::filesystem::path> candidates = {source, source.substr(source.find('/') + 1)};
  for (const std::string& folder : input.kustomizations) {
    const std::filesystem::path base = folder;
    candidates.push_back(input.root.empty() ? base / source : base.lexically_relative(input.root) / source);
  }
  for (const std::filesystem::path& candidate : candidates) {
    std::string name = candidate.lexically_normal().string();
    const bool inside = !candidate.is_absolute() && !name.starts_with("..");
    if (inside && env.fs->Look(input.PathOf(name)) == source::FileSystem::Kind::kFile) return name;
  }
  return {};
}

std::string SummaryOf(std::string_view code) {
  std::vector<std::string_view> summaries;
  for (const analyze::Rule* rule : analyze::FindRules(code)) summaries.push_back(rule->summary);
  return fmt::format("{}", fmt::join(summaries, "; "));
}

/// Files count whether they have findings or not; an object of a cluster counts when it has some.
diag::Run RunOf(const Options& options, const AnalysisInput& input, const cli::Env& env) {
  diag::Run run{.command = "meshctl analyze", .files = {}, .summary = SummaryOf};
  run.explanation = [](std::string_view code) { return analyze::Explain(analyze::FindRules(code)); };
  run.source_file = [&](const std::string& source) { return FindSource(options, source, env); };
  for (const AnalysisMesh& mesh : input.meshes) {
    for (const auto& file : mesh.mesh.manifests().files()) {
      if (file->origin() == source::Origin::kFile || file->origin() == source::Origin::kStdin)
        run.files.push_back(file->name());
    }
  }
  return run;
}

/// What would be wrong unless there is more than was given, marked as such.
diag::Report MarkedUnknown(const diag::Report& unknown) {
  diag::Report marked;
  for (diag::Diagnostic d : unknown.findings()) {
    d.level = diag::Level::kInfo;
    d.notes.insert(d.notes.begin(), "cannot know here: what was given does not show whether it is there");
    marked.Add(std::move(d));
  }
  return marked;
}

/// What is there to say: the findings that count, and what became of all of them since an earlier time.
struct Verdict {
  diag::Report findings;
  std::optional<analyze::Comparison> since;
};

Result<Verdict> Judge(const Options& options, const AnalysisPlan& plan, const Analysis& analysis,
                      cli::Env& env) {
  const auto findings_of = [&](const std::string& state) {
    return state == kCluster ? FindingsInCluster(options.input, plan, analysis, env)
                             : FindingsIn(state, options.input, plan, env);
  };
  auto since = CompareWithEarlier(options.earlier, analysis.outcome.report, findings_of, env);
  if (!since) return std::unexpected(std::move(since).error());
  // A rule that did not run has not fixed anything.
  if (*since) {
    std::erase_if((*since)->fixed, [&](const analyze::KnownFinding& known) {
      return std::ranges::find(analysis.outcome.ran, known.code, &analyze::Rule::code) ==
             analysis.outcome.ran.end();
    });
  }
  return Verdict{.findings = *since ? (*since)->introduced : analysis.outcome.report,
                 .since = *std::move(since)};
}

/// Everything that can be printed: findings, what is not known when asked for, and the faults of the texts.
diag::Report Everything(const Options& options, const Verdict& verdict, const Analysis& analysis) {
  diag::Report all = verdict.findings;
  all.Add(analysis.input.faults.findings());
  if (options.unknown) all.Add(MarkedUnknown(analysis.outcome.unknown).Take());
  all.Finish();
  return all;
}

bool Unreadable(const Options& options, const AnalysisInput& input) {
  return input.missing || (input.malformed && !options.ignore_unknown);
}

/// For people, beside the findings.
void PrintVerdict(const Options& options, const Verdict& verdict, const Analysis& analysis,
                  const diag::Report& all, std::ostream& err) {
  const AnalysisInput& input = analysis.input;
  if (options.output.summary && verdict.since) {
    for (const analyze::KnownFinding& known : verdict.since->fixed)
      fmt::print(err, " fixed  {} {}: {}\n", known.code, known.resource, known.message);
  }
  if (options.output.quiet) return;
  for (const std::string& note : input.notes) fmt::print(err, "note: {}\n", note);
  if (input.objects > 0) PrintExtent(input, analysis.outcome, err);
  if (verdict.since) fmt::print(err, "{}\n", Summary(*verdict.since));
  if (const diag::Report shown = Shown(options.output, all); !shown.empty()) {
    fmt::print(err, "{}\n", diag::Summary(shown));
  } else if (!all.empty()) {
    fmt::print(err, "{} below the output threshold\n", diag::Summary(all));
  } else if (input.objects > 0 && !Unreadable(options, input)) {
    fmt::print(err, "✔ no {}issues found when analyzing {}\n", verdict.since ? "new " : "", input.subject);
  }
}

/// Prints findings and what they are worth; the status follows from the findings alone.
Result<cli::ExitStatus> Answer(const Options& options, const AnalysisPlan& plan, const Analysis& analysis,
                               cli::Env& env) {
  const auto verdict = Judge(options, plan, analysis, env);
  if (!verdict) return std::unexpected(verdict.error());
  const diag::Report all = Everything(options, *verdict, analysis);
  if (!options.fixing.diff) {
    auto written = WriteFindings(options.output, all, RunOf(options, analysis.input, env), env);
    if (!written) return std::unexpected(written.error());
  }
  PrintVerdict(options, *verdict, analysis, all, *env.err.stream);
  if (Fails(options.output, verdict->findings.worst())) return cli::ExitStatus::kFindings;
  if (Unreadable(options, analysis.input)) return cli::ExitStatus::kUnreadable;
  if (analysis.input.objects == 0 && !options.allow_empty)
    return std::unexpected(NothingThere(analysis.input));
  return cli::ExitStatus::kOk;
}

/// What standard input holds, when it is one of the paths.
std::string ReadPiped(const Options& options, cli::Env& env) {
  const std::vector<std::string> paths = options.input.manifests.all();
  if (std::ranges::find(paths, "-") == paths.end()) return {};
  return {std::istreambuf_iterator<char>(*env.in), {}};
}

Result<cli::ExitStatus> Analyze(const Options& options, cli::Env& env) {
  const auto plan = Check(options);
  if (!plan) return std::unexpected(plan.error());
  if (options.list && options.input.manifests.all().empty() && !options.input.names_cluster()) {
    PrintRules(nullptr, *env.out.stream);
    return cli::ExitStatus::kOk;
  }
  const Deadline deadline("timeout", options.timeout, env);
  cli::Env world = env;
  std::istringstream piped;
  if (options.fixing.wanted()) {
    piped.str(ReadPiped(options, env));
    world.in = &piped;
    const auto fixed = FixAnalysis(options.input, *plan, options.fixing.least(), piped.str(), world);
    auto made = MakeFixes(options.fixing, fixed, options.input.manifests, world);
    if (!made) return std::unexpected(made.error());
  }
  const auto analysis = RunAnalysis(options.input, *plan, world);
  if (!analysis) return std::unexpected(analysis.error());
  if (!options.list) return Answer(options, *plan, *analysis, world);
  PrintRules(&analysis->outcome, *env.out.stream);
  return Unreadable(options, analysis->input) ? cli::ExitStatus::kUnreadable : cli::ExitStatus::kOk;
}

std::vector<cli::Flag> OwnFlags(Options& options) {
  return {
      {.name = "analyzer",
       .value_name = "NAME",
       .summary = "Run only this rule, by its name, its code or istioctl's name of its analyzer",
       .target = &options.analyzers},
      {.name = "suppress",
       .letter = 'S',
       .value_name = "CODE=PATTERN",
       .summary = "Leave out findings about matching objects, for example \"IST0103=Pod shop/*\"",
       .target = &options.suppressions},
      {.name = "unknown",
       .summary = "Print also what would be wrong unless there is more than was given",
       .target = &options.unknown},
      {.name = "ignore-unknown",
       .summary = "Texts that cannot be understood do not change the exit status",
       .target = &options.ignore_unknown},
      {.name = "allow-empty",
       .summary = "It is fine when there is nothing to analyze",
       .target = &options.allow_empty},
      {.name = "timeout",
       .value_name = "DURATION",
       .summary = "Give up when the whole run takes longer than this (30s, 2m; 0: never)",
       .target = &options.timeout},
      {.name = "list-analyzers",
       .letter = 'L',
       .summary = "List the rules; with paths, also which of them ran",
       .target = &options.list},
  };
}

std::vector<cli::Flag> Flags(Options& options) {
  std::vector<cli::Flag> flags = AnalysisInputFlags(options.input);
  for (auto more : {FindingsFlags(options.output), OwnFlags(options), EarlierFlags(options.earlier),
                    FixingFlags(options.fixing)})
    flags.insert(flags.end(), more.begin(), more.end());
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
      "kinds in the files count, and the default ingress gateway is assumed when none is given. A rule that "
      "needs Services, Namespaces, Nodes, Pods or Secrets is skipped when the files hold not one of them, "
      "and "
      "what the files cannot show is not guessed (`--unknown` shows it). Patches and settings of kustomize "
      "and helm among the files are passed over.\n\n"
      "Without files, and with --use-kube, --context or --remote-contexts beside them, a cluster is read: "
      "all "
      "of it, and reported on in the context's namespace (-n, -A). Files then take the place of live "
      "objects, "
      "as if they were applied. Values of Secrets are not kept; a kind that must not be listed is not "
      "guessed "
      "about.\n\n"
      "The exit status is 79 with findings at or above --fail-on, else 65 when some input could not be read "
      "or "
      "there was nothing to analyze, whatever the output format.\n\n"
      "What is meant can be said where it is: `# meshctl: ignore IST0101 reason` above an object or a field "
      "or "
      "at the end of a line, `# meshctl: ignore-file IST0101 reason` in the head of a file, or in the "
      "annotation `galley.istio.io/analyze-suppress` of an object. What silences nothing is a finding "
      "itself.";
  command.examples = {
      {"meshctl analyze k8s/", "Analyze a folder"},
      {"kustomize build . | meshctl analyze -", "Analyze what another program prints"},
      {"meshctl analyze -n shop --fail-on warning k8s/", "Fail on warnings, look at one namespace"},
      {"meshctl analyze -S \"IST0102=Namespace tools\" k8s/", "Leave out a finding that is meant"},
      {"meshctl analyze -o text -o sarif=out.sarif -o junit=out.xml k8s/",
       "Reports for services from one run"},
      {"meshctl analyze --analyzer IST0101,injection.Analyzer k8s/", "Run some rules only"},
      {"meshctl analyze --new-since origin/main k8s/", "Judge only what a change has brought"},
      {"meshctl analyze --write-baseline known.json k8s/", "Accept what there is today; --baseline reads it"},
      {"meshctl analyze --fix k8s/", "Mend what has one certain cure, in place"},
      {"meshctl analyze --context prod -A", "Analyze a live cluster"},
      {"meshctl analyze --use-kube k8s/", "See what a folder would do to the cluster"},
      {"meshctl analyze -L k8s/", "Show which rules ran"},
  };
  command.flags = Flags(*options);
  command.arguments = {ManifestArgument(options->input.manifests)};
  command.run = [options](cli::Env& env) {
    options->input.manifests.root = options->output.root;
    // Whoever asks what files change in a cluster means files over the cluster.
    if (options->earlier.new_since == kCluster && options->input.use_kube.empty())
      options->input.use_kube = "true";
    return Analyze(*options, env);
  };
  return command;
}

}  // namespace meshctl::cmd
