// SPDX-License-Identifier: Apache-2.0
// Baselines are kept in repositories and read in reviews: one finding a line, sorted by file.
#include "analyze/baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <tuple>

#include "diag/fingerprint.h"
#include "yaml/parse.h"

namespace meshctl::analyze {
namespace {

constexpr std::int64_t kVersion = 1;

std::string FileOf(const diag::Diagnostic& finding) {
  return finding.primary.span ? finding.primary.span.file->name() : std::string();
}

std::string Line(const KnownFinding& known) {
  const nlohmann::ordered_json row = {{"fingerprint", known.fingerprint},
                                      {"code", known.code},
                                      {"resource", known.resource},
                                      {"file", known.file},
                                      {"message", known.message}};
  return row.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// Which findings of before have not been met yet.
class Unmet {
 public:
  explicit Unmet(const Baseline& before) : before_(before) {
    for (std::size_t i = 0; i < before.size(); ++i) open_[before[i].fingerprint].push_back(i);
  }

  /// Takes one with this fingerprint, and in this file if one is given.
  bool Take(const std::string& fingerprint, const std::optional<std::string>& file) {
    const auto at = open_.find(fingerprint);
    if (at == open_.end()) return false;
    std::vector<std::size_t>& rows = at->second;
    const auto row =
        std::ranges::find_if(rows, [&](std::size_t i) { return !file || before_[i].file == *file; });
    if (row == rows.end()) return false;
    rows.erase(row);
    return true;
  }

  Baseline Rest() const {
    std::vector<std::size_t> rows;
    for (const auto& [fingerprint, open] : open_) rows.insert(rows.end(), open.begin(), open.end());
    std::ranges::sort(rows);
    Baseline rest;
    for (const std::size_t i : rows) rest.push_back(before_[i]);
    return rest;
  }

 private:
  const Baseline& before_;
  std::map<std::string, std::vector<std::size_t>> open_;
};

}  // namespace

Baseline BaselineOf(const diag::Report& report) {
  Baseline baseline;
  for (const diag::Diagnostic& d : report.findings())
    baseline.push_back({diag::Fingerprint(d), d.code, d.resource, FileOf(d), d.message});
  return baseline;
}

Result<Baseline> ReadBaseline(const source::SourceFile& file) {
  const auto fail = [&](std::string_view why) {
    return std::unexpected(InputError(fmt::format("{}: no baseline: {}", file.name(), why))
                               .Hint("`--write-baseline` writes one"));
  };
  diag::Report faults;
  const yaml::Stream stream = yaml::Parse(file, {}, faults);
  if (!faults.empty()) return fail(faults.findings().front().message);
  if (stream.documents.size() != 1) return fail("it is not one JSON document");
  const yaml::Node& root = stream.documents.front();
  if (root.Get("version").integer() != kVersion) return fail("it has no `version` that is known here");
  Baseline baseline;
  for (const yaml::Node& row : root.Get("findings").items()) {
    const auto text = [&](std::string_view key) { return std::string(row.Get(key).string()); };
    if (text("fingerprint").empty()) return fail("a finding has no `fingerprint`");
    baseline.push_back({text("fingerprint"), text("code"), text("resource"), text("file"), text("message")});
  }
  return baseline;
}

std::string WriteBaseline(Baseline baseline) {
  std::ranges::sort(baseline, {}, [](const KnownFinding& known) {
    return std::tie(known.file, known.code, known.resource, known.message);
  });
  std::string out = fmt::format("{{\n  \"version\": {},\n  \"findings\": [", kVersion);
  for (std::size_t i = 0; i < baseline.size(); ++i)
    out += fmt::format("{}\n    {}", i == 0 ? "" : ",", Line(baseline[i]));
  return out + (baseline.empty() ? "]\n}\n" : "\n  ]\n}\n");
}

Comparison Compare(const diag::Report& now, const Baseline& before) {
  Unmet unmet(before);
  std::vector<const diag::Diagnostic*> others;
  Comparison comparison;
  for (const diag::Diagnostic& d : now.findings()) {
    if (unmet.Take(diag::Fingerprint(d), FileOf(d))) {
      comparison.unchanged.Add(d);
    } else {
      others.push_back(&d);
    }
  }
  for (const diag::Diagnostic* d : others) {
    const bool known = unmet.Take(diag::Fingerprint(*d), std::nullopt);
    (known ? comparison.unchanged : comparison.introduced).Add(*d);
  }
  comparison.introduced.Finish();
  comparison.unchanged.Finish();
  comparison.fixed = unmet.Rest();
  return comparison;
}

}  // namespace meshctl::analyze
