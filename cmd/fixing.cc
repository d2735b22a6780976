// SPDX-License-Identifier: Apache-2.0
// Nothing is written before everything is known to have a place.
#include "cmd/fixing.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <ostream>

#include "base/counted.h"
#include "diff/unified.h"

namespace meshctl::cmd {
namespace {

Result<void> CheckPlace(const diag::FixedText& text, const std::string& path, const cli::Env& env) {
  if (text.origin != source::Origin::kFile) {
    return std::unexpected(UsageError(fmt::format("{} cannot be fixed in place", text.name))
                               .Hint("`--diff` prints the fixes without making them"));
  }
  const auto now = env.fs->Read(path, text.before.size());
  if (now && *now == text.before) return {};
  return std::unexpected(InputError(fmt::format("{}: changed while it was being checked", text.name)));
}

}  // namespace

std::vector<cli::Flag> FixingFlags(Fixing& fixing) {
  return {
      {.name = "fix",
       .summary = "Make the fixes that are certain in place, keeping comments and formatting",
       .target = &fixing.fix},
      {.name = "unsafe-fixes",
       .summary = "With --fix or --diff: make the fixes that are only likely too",
       .target = &fixing.unsafe_fixes},
      {.name = "diff",
       .summary = "Print the fixes as a diff instead of findings, and write nothing",
       .target = &fixing.diff},
  };
}

Result<void> MakeFixes(const Fixing& fixing, const std::vector<diag::FixedText>& texts,
                       const ManifestInput& input, cli::Env& env) {
  std::size_t fixes = 0;
  for (const diag::FixedText& text : texts) {
    fixes += text.fixes;
    if (fixing.diff) {
      *env.out.stream << diff::RenderUnified(
          text.before, text.text,
          {.before_name = text.name, .after_name = text.name, .style = env.StyleFor(env.out)});
    } else if (auto checked = CheckPlace(text, input.PathOf(text.name), env); !checked) {
      return checked;
    }
  }
  if (fixes == 0) return {};
  for (const diag::FixedText& text : texts) {
    if (fixing.diff) break;
    if (auto written = env.fs->Write(input.PathOf(text.name), text.text); !written) return written;
  }
  fmt::print(*env.err.stream, "{} {} in {}\n", fixing.diff ? "would make" : "made",
             fixes == 1 ? "1 fix" : fmt::format("{} fixes", fixes), Counted(texts.size(), "file"));
  return {};
}

}  // namespace meshctl::cmd
