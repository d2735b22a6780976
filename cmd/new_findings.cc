// SPDX-License-Identifier: Apache-2.0
// A team that turns a check on has findings already; it wants to hear of the next one.
#include "cmd/new_findings.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <cstdint>
#include <ostream>
#include <utility>

#include "base/counted.h"

namespace meshctl::cmd {
namespace {

constexpr std::uint64_t kLargestBaseline = 256ull << 20;

Result<analyze::Baseline> ReadFile(const std::string& path, const cli::Env& env) {
  auto text = env.fs->Read(path, kLargestBaseline);
  if (!text) return std::unexpected(std::move(text).error().Hint("`--write-baseline` writes a baseline"));
  return analyze::ReadBaseline(source::SourceFile(path, *std::move(text)));
}

}  // namespace

std::vector<cli::Flag> EarlierFlags(Earlier& earlier) {
  return {
      {.name = "baseline",
       .value_name = "FILE",
       .summary = "Print and judge only findings that are not in this file",
       .target = &earlier.baseline,
       .completes = cli::Completes::kFile},
      {.name = "write-baseline",
       .value_name = "FILE",
       .summary = "Write all findings into this file, for --baseline",
       .target = &earlier.write_baseline,
       .completes = cli::Completes::kFile},
      {.name = "new-since",
       .value_name = "REVISION|cluster",
       .summary = "Judge only findings that the files did not have in this git revision, or the cluster "
                  "without them",
       .target = &earlier.new_since},
  };
}

Result<void> CheckEarlier(const Earlier& earlier) {
  if (earlier.baseline.empty() || earlier.new_since.empty()) return {};
  return std::unexpected(UsageError("`--baseline` and `--new-since` cannot be combined"));
}

Result<std::optional<analyze::Comparison>> CompareWithEarlier(
    const Earlier& earlier, const diag::Report& now,
    const std::function<Result<analyze::Baseline>(const std::string& state)>& findings_of, cli::Env& env) {
  std::optional<analyze::Baseline> before;
  if (!earlier.baseline.empty() || !earlier.new_since.empty()) {
    auto known = earlier.baseline.empty() ? findings_of(earlier.new_since) : ReadFile(earlier.baseline, env);
    if (!known) return std::unexpected(std::move(known).error());
    before = *std::move(known);
  }
  if (!earlier.write_baseline.empty()) {
    analyze::Baseline baseline = analyze::BaselineOf(now);
    auto written = env.fs->Write(earlier.write_baseline, analyze::WriteBaseline(baseline));
    if (!written) return std::unexpected(std::move(written).error());
    fmt::print(*env.err.stream, "wrote {} to {}\n", Counted(baseline.size(), "finding"),
               earlier.write_baseline);
    if (!before) before = std::move(baseline);
  }
  if (!before) return std::nullopt;
  return analyze::Compare(now, *before);
}

std::string Summary(const analyze::Comparison& comparison) {
  return fmt::format("{} introduced, {} fixed, {} unchanged", comparison.introduced.findings().size(),
                     comparison.fixed.size(), comparison.unchanged.findings().size());
}

}  // namespace meshctl::cmd
