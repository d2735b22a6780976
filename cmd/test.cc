// SPDX-License-Identifier: Apache-2.0
// meshctl test: unit tests for routing. Reading, asking and comparing are lib/routetest's; here is what was
// typed, and what the exit status says.
#include <fmt/format.h>
#include <fmt/ostream.h>
#include <fmt/ranges.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cel/regex.h"
#include "cli/command.h"
#include "cli/dispatch.h"
#include "cli/env.h"
#include "cmd/commands.h"
#include "cmd/manifest_input.h"
#include "cmd/output_targets.h"
#include "diag/render.h"
#include "model/defaults.h"
#include "routetest/coverage.h"
#include "routetest/render.h"
#include "routetest/skeleton.h"
#include "routetest/suite.h"

namespace meshctl::cmd {
namespace {

constexpr std::array<std::string_view, 5> kFormats = {"text", "json", "junit", "tap", "github"};

struct Options {
  ManifestInput input;  ///< -f: manifests; positional: tests
  std::string ns;
  std::string mesh_config;
  std::string run;
  std::vector<std::string> formats;
  bool init = false;
  bool verbose = false;
  bool coverage = false;
  std::string coverage_file;
  std::string coverage_min;

  bool wants_coverage() const { return coverage || !coverage_file.empty() || !coverage_min.empty(); }
};

/// What was typed, checked before anything is read.
struct Wishes {
  std::vector<OutputTarget> targets;
  std::optional<double> coverage_min;
};

Result<Wishes> Check(const Options& options) {
  Wishes wishes;
  auto targets = OutputTargets(options.formats, kFormats);
  if (!targets) return std::unexpected(std::move(targets).error());
  wishes.targets = *std::move(targets);
  if (const std::string fault = cel::RegexFault(options.run); !fault.empty())
    return std::unexpected(UsageError(fmt::format("`--run` is no regular expression: {}", fault)));
  if (!options.coverage_min.empty()) {
    char* end = nullptr;
    const double percent = std::strtod(options.coverage_min.c_str(), &end);
    const std::string_view rest = end;
    if (end == options.coverage_min.c_str() || (!rest.empty() && rest != "%") || !(percent >= 0) ||
        percent > 100) {
      return std::unexpected(UsageError(
          fmt::format("`--coverage-min` is a percentage from 0 to 100, not `{}`", options.coverage_min)));
    }
    wishes.coverage_min = percent;
  }
  return wishes;
}

Result<mesh::ConfigFiles> ReadSettings(const Options& options, cli::Env& env) {
  mesh::ConfigFiles files;
  if (options.mesh_config.empty()) return files;
  auto settings = source::ReadInput(options.mesh_config, {}, *env.fs, *env.in);
  if (!settings) return std::unexpected(std::move(settings).error());
  files.mesh = *std::move(settings);
  return files;
}

/// Texts of which tests are one half and manifests the other. Without paths of tests they are looked for
/// among the manifests.
Result<routetest::SuiteInput> Read(const Options& options, cli::Env& env) {
  routetest::SuiteInput input;
  const auto read = [&](std::vector<std::string> paths) {
    ManifestInput words = options.input;
    words.paths = std::move(paths);
    words.files.clear();
    words.kustomizations.clear();
    return ReadManifests(words, env);
  };
  const bool has_manifests = !options.input.files.empty() || !options.input.kustomizations.empty();
  if (has_manifests) {
    ManifestInput words = options.input;
    words.paths.clear();
    auto manifests = ReadManifests(words, env);
    if (!manifests) return std::unexpected(std::move(manifests).error());
    input.manifests = *std::move(manifests);
  }
  if (!options.input.paths.empty()) {
    auto tests = read(options.input.paths);
    if (!tests) return std::unexpected(std::move(tests).error());
    input.tests = *std::move(tests);
  } else if (has_manifests) {
    for (const auto& file : input.manifests.files)
      input.tests.files.push_back(
          std::make_unique<source::SourceFile>(file->name(), std::string(file->text()), file->origin()));
  } else {
    return std::unexpected(UsageError("no tests are given")
                               .Hint("name files or folders with RouteTests: `meshctl test -f k8s/ tests/`"));
  }
  input.read = [read](const std::vector<std::string>& paths) {
    auto files = read(paths);
    return files ? *std::move(files) : source::Inputs{};
  };
  input.load.limits = options.input.limits();
  if (!options.ns.empty()) input.load.default_namespace = options.ns;
  auto settings = ReadSettings(options, env);
  if (!settings) return std::unexpected(std::move(settings).error());
  input.settings = *std::move(settings);
  return input;
}

Result<void> Print(const Wishes& wishes, const Options& options,
                   const std::vector<routetest::CaseResult>& results, const routetest::Coverage& coverage,
                   cli::Env& env) {
  const routetest::Coverage* const covered = options.wants_coverage() ? &coverage : nullptr;
  for (const OutputTarget& target : wishes.targets) {
    std::string text;
    if (target.format == "json") {
      text = routetest::RenderJson(results, covered);
    } else if (target.format == "junit") {
      text = routetest::RenderJunit(results);
    } else if (target.format == "tap") {
      text = routetest::RenderTap(results);
    } else if (target.format == "github") {
      text = routetest::RenderGithub(results);
    } else {
      const diag::Style style = target.file.empty() ? env.StyleFor(env.out) : diag::Style();
      text = routetest::RenderText(
          results, options.verbose ? routetest::Listing::kAll : routetest::Listing::kFailed, style);
      if (options.coverage) text += routetest::RenderCoverage(coverage);
    }
    if (auto written = WriteTo(target, text, env); !written) return written;
  }
  if (options.coverage_file.empty()) return {};
  return env.fs->Write(options.coverage_file, routetest::RenderLcov(coverage));
}

/// Writes a first test for manifests that have none.
Result<cli::ExitStatus> Init(const Options& options, cli::Env& env) {
  auto inputs = ReadManifests(options.input, env);
  if (!inputs) return std::unexpected(std::move(inputs).error());
  const bool unread = !inputs->errors.empty();
  diag::Report faults;
  model::LoadOptions load{.limits = options.input.limits()};
  if (!options.ns.empty()) load.default_namespace = options.ns;
  auto settings = ReadSettings(options, env);
  if (!settings) return std::unexpected(std::move(settings).error());
  const mesh::Mesh mesh = routetest::MeshOf(std::move(inputs->files), load, *settings, faults);
  faults.Finish();
  *env.err.stream << diag::RenderText(faults, env.StyleFor(env.err));
  if (unread || faults.worst() == diag::Level::kError) return cli::ExitStatus::kUnreadable;
  *env.out.stream << routetest::WriteSkeleton(mesh);
  return cli::ExitStatus::kOk;
}

Error NoCases(const Options& options, const routetest::Suite& suite) {
  if (suite.tests().empty()) {
    const auto& paths = options.input.paths.empty() ? options.input.files : options.input.paths;
    return ClusterError(fmt::format("no RouteTest in {}", fmt::join(paths, ", ")))
        .Hint("a test is a document with `apiVersion: meshctl.dev/v1` and `kind: RouteTest`");
  }
  return ClusterError(fmt::format("no case has a name that matches `{}`", options.run))
      .Hint("names are `TEST: CASE`; `-v` lists them");
}

Result<cli::ExitStatus> Test(const Options& options, cli::Env& env) {
  auto wishes = Check(options);
  if (!wishes) return std::unexpected(std::move(wishes).error());
  if (options.init) return Init(options, env);
  auto input = Read(options, env);
  if (!input) return std::unexpected(std::move(input).error());
  bool unread = !input->tests.errors.empty() || !input->manifests.errors.empty();

  diag::Report faults;
  std::vector<Error> errors;
  routetest::Suite suite(*std::move(input), faults, errors);
  unread = unread || !errors.empty();
  faults.Finish();
  *env.err.stream << diag::RenderText(faults, env.StyleFor(env.err));
  // Half a mesh gives wrong answers, so that nothing is answered when something could not be read.
  if (unread || faults.worst() == diag::Level::kError) return cli::ExitStatus::kUnreadable;

  routetest::Coverage coverage;
  for (const routetest::Suite::Group& group : suite.groups()) coverage.Add(group.mesh);
  const auto wanted = [&](const routetest::RouteTest& test, const routetest::RouteCase& one) {
    return cel::RegexMatches(options.run, fmt::format("{}: {}", test.name, one.name));
  };
  const std::vector<routetest::CaseResult> results =
      suite.Run(wanted, [&](const simulate::Simulation& simulation) { coverage.Note(simulation); });
  if (results.empty()) return std::unexpected(NoCases(options, suite));
  if (auto printed = Print(*wishes, options, results, coverage, env); !printed)
    return std::unexpected(std::move(printed).error());

  bool failed = false;
  for (const routetest::CaseResult& result : results) failed = failed || !result.passed();
  if (wishes->coverage_min && coverage.percent() < *wishes->coverage_min) {
    fmt::print(*env.err.stream, "coverage is {:.1f} %, less than {:g} %\n", coverage.percent(),
               *wishes->coverage_min);
    failed = true;
  }
  return failed ? cli::ExitStatus::kFailed : cli::ExitStatus::kOk;
}

std::vector<cli::Flag> Flags(Options& options) {
  std::vector<cli::Flag> flags = ManifestFlags(options.input);
  const std::vector<cli::Flag> own = {
      {.name = "namespace",
       .letter = 'n',
       .value_name = "NAMESPACE",
       .summary = "Give this namespace to objects that name none",
       .target = &options.ns},
      {.name = "meshConfigFile",
       .value_name = "FILE",
       .summary = "Take mesh settings (MeshConfig) from this file instead of the ConfigMap `istio`",
       .target = &options.mesh_config,
       .completes = cli::Completes::kFile},
      {.name = "run",
       .value_name = "REGEX",
       .summary = "Ask only cases whose name, `TEST: CASE`, matches somewhere",
       .target = &options.run},
      {.name = "output",
       .letter = 'o',
       .value_name = "FORMAT[=FILE]",
       .summary = "How to print results; with `=FILE` into a file, so that there can be several",
       .target = &options.formats,
       .choices = {kFormats.begin(), kFormats.end()},
       .open_choices = true},
      {.name = "verbose", .letter = 'v', .summary = "List cases that pass, too", .target = &options.verbose},
      {.name = "init",
       .summary =
           "Print a first RouteTest for the manifests: a request for each rule, and what becomes of it",
       .target = &options.init},
      {.name = "coverage",
       .summary = "Print which rules and subsets no case exercises",
       .target = &options.coverage},
      {.name = "coverage-file",
       .value_name = "FILE",
       .summary = "Write coverage of the manifests' lines, as lcov reads it",
       .target = &options.coverage_file,
       .completes = cli::Completes::kFile},
      {.name = "coverage-min",
       .value_name = "PERCENT",
       .summary = "Fail when less of the rules and subsets is exercised",
       .target = &options.coverage_min},
  };
  flags.insert(flags.end(), own.begin(), own.end());
  return flags;
}

}  // namespace

cli::Command TestCommand() {
  auto options = std::make_shared<Options>();
  cli::Command command;
  command.name = "test";
  command.summary = "Run unit tests for routing";
  command.details =
      "A RouteTest (apiVersion meshctl.dev/v1) is a list of requests and of what must become of them: the "
      "rule, the destinations with their shares, status, rewrite, timeout, retries, fault, mirrors, the "
      "policy that denies. Each request is decided as `meshctl simulate` decides it, from manifests alone. "
      "`meshctl explain RouteTest.spec.cases.expect` lists every field; `meshctl schema json routetest` "
      "prints a schema for editors.\n\n"
      "The mesh of a test is what -f names, the other documents of its file, and `spec.files`, relative to "
      "that file. Without paths of tests they are looked for among the manifests. A failed case shows each "
      "expectation that is not met, and the rule that decided.\n\n"
      "With --coverage every match of a VirtualService's rules (the rule itself where it has none) and every "
      "subset of a DestinationRule counts as exercised once some answer was decided by it.\n\n"
      "The exit status is 0 when all cases pass, 1 when one fails, when there is none, or when coverage is "
      "below --coverage-min, 64 when the command line is wrong, and 65 when some text could not be read.";
  command.examples = {
      {"meshctl test -f k8s/ tests/", "Run every test in a folder against manifests in another"},
      {"meshctl test --init -f k8s/ > tests/routes.yaml", "Begin with a case for every rule"},
      {"meshctl test --run canary -v tests/canary.yaml", "Run some cases and list them"},
      {"meshctl test -f k8s/ --coverage --coverage-min 80 tests/", "Ask which rules are untested"},
      {"meshctl test -f k8s/ -o github -o junit=reports/routes.xml tests/",
       "Report to a pipeline in two formats"},
  };
  command.flags = Flags(*options);
  command.arguments = {{.name = "PATH",
                        .summary = "Files, folders or patterns with RouteTests",
                        .target = &options->input.paths,
                        .completes = cli::Completes::kFile}};
  command.run = [options](cli::Env& env) { return Test(*options, env); };
  return command;
}

}  // namespace meshctl::cmd
