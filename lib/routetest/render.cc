// SPDX-License-Identifier: Apache-2.0
// A case that has failed is a finding like any other, so that every format of findings shows it.
#include "routetest/render.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <iterator>
#include <nlohmann/json.hpp>

#include "base/counted.h"
#include "base/utf8.h"
#include "diag/test_case.h"

namespace meshctl::routetest {
namespace {

using Json = nlohmann::ordered_json;

std::string NameOf(const CaseResult& result) {
  return fmt::format("{}: {}", result.test->name, result.one->name);
}

/// `GET http://shop.example/ from web.shop`.
std::string AskedBy(const CaseResult& result) {
  const simulate::Question& question = result.one->question;
  std::string asked = fmt::format("{} {}", question.method, question.url);
  if (!question.from.empty()) asked += fmt::format(" from {}", question.from);
  if (!question.gateway.empty()) asked += fmt::format(" at {}", question.gateway);
  return asked;
}

std::size_t Failed(std::span<const CaseResult> results) {
  return static_cast<std::size_t>(
      std::ranges::count_if(results, [](const CaseResult& result) { return !result.passed(); }));
}

diag::Report ReportOf(std::span<const CaseResult> results) {
  diag::Report report;
  for (const CaseResult& result : results) {
    if (!result.passed()) report.Add(FindingOf(result));
  }
  report.Finish();
  return report;
}

Json PlaceOf(const source::Span& span) {
  const source::Position at = span.position();
  return {{"file", span.file->name()}, {"line", at.line}, {"column", at.column}};
}

Json ToJson(const CaseResult& result) {
  Json json = {{"test", result.test->name}, {"name", result.one->name}, {"request", AskedBy(result)},
               {"passed", result.passed()}, {"answer", result.answer},  {"place", PlaceOf(result.one->span)}};
  if (!result.rule.empty()) json["rule"] = {{"name", result.rule}};
  if (result.rule_span) json["rule"]["place"] = PlaceOf(result.rule_span);
  json["differences"] = Json::array();
  for (const Difference& difference : result.differences) {
    json["differences"].push_back({{"field", difference.field},
                                   {"expected", difference.expected},
                                   {"actual", difference.actual},
                                   {"place", PlaceOf(difference.span)}});
  }
  return json;
}

Json ToJson(const Coverage& coverage) {
  Json json = {{"covered", coverage.covered()},
               {"total", coverage.items().size()},
               {"percent", coverage.percent()},
               {"items", Json::array()}};
  for (const CoverageItem& item : coverage.items()) {
    json["items"].push_back(
        {{"object", item.object}, {"field", item.field}, {"hits", item.hits}, {"place", PlaceOf(item.span)}});
  }
  return json;
}

/// What the message of the finding does not say.
std::string DetailsOf(const CaseResult& result) {
  std::string text;
  for (const Difference& difference : std::span(result.differences).subspan(1)) {
    text += fmt::format("{}: `{}` is `{}`, not `{}`\n", source::ToString(difference.span), difference.field,
                        difference.actual, difference.expected);
  }
  if (!result.rule.empty()) {
    text += fmt::format("{}{} decides\n",
                        result.rule_span ? source::ToString(result.rule_span) + ": " : std::string(),
                        result.rule);
  }
  return text + fmt::format("{} → {}\n", AskedBy(result), result.answer);
}

/// Cases as reports of tests show them; `findings` keeps what they point at.
std::vector<diag::TestCase> TestCasesOf(std::span<const CaseResult> results,
                                        std::deque<diag::Diagnostic>& findings) {
  std::vector<diag::TestCase> cases;
  for (const CaseResult& result : results) {
    diag::TestCase& added = cases.emplace_back();
    added.name = result.one->name;
    added.group = result.test->name;
    added.file = result.one->span.file->name();
    if (result.passed()) continue;
    added.findings.push_back(&findings.emplace_back(FindingOf(result)));
    added.details = DetailsOf(result);
  }
  return cases;
}

}  // namespace

diag::Diagnostic FindingOf(const CaseResult& result) {
  const Difference& first = result.differences.front();
  diag::Diagnostic finding;
  finding.code = "ROUTETEST0001";
  finding.name = "unexpected-answer";
  finding.resource = fmt::format("RouteTest {}", result.test->name);
  finding.message =
      fmt::format("{}: `{}` is `{}`, not `{}`", NameOf(result), first.field, first.actual, first.expected);
  finding.primary = {first.span, fmt::format("the answer is `{}`", first.actual)};
  for (std::size_t i = 1; i < result.differences.size(); ++i) {
    const Difference& other = result.differences[i];
    finding.secondary.push_back({other.span, fmt::format("`{}` is `{}`", other.field, other.actual)});
  }
  if (result.rule_span)
    finding.secondary.push_back({result.rule_span, fmt::format("{} decides", result.rule)});
  finding.notes.push_back(fmt::format("{} → {}", AskedBy(result), result.answer));
  return finding;
}

std::string RenderText(std::span<const CaseResult> results, Listing listing, const diag::Style& style) {
  std::string text;
  if (listing == Listing::kAll) {
    for (const CaseResult& result : results)
      text += fmt::format("{}  {}\n", result.passed() ? "ok    " : "failed", utf8::Printable(NameOf(result)));
    text += "\n";
  }
  text += diag::RenderText(ReportOf(results), style);
  const std::size_t failed = Failed(results);
  return text + fmt::format("{}: {} passed, {} failed\n", Counted(results.size(), "case"),
                            results.size() - failed, failed);
}

std::string RenderJson(std::span<const CaseResult> results, const Coverage* coverage) {
  const std::size_t failed = Failed(results);
  Json json = {{"passed", results.size() - failed}, {"failed", failed}, {"cases", Json::array()}};
  for (const CaseResult& result : results) json["cases"].push_back(ToJson(result));
  if (coverage) json["coverage"] = ToJson(*coverage);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string RenderJunit(std::span<const CaseResult> results) {
  std::deque<diag::Diagnostic> findings;
  return diag::RenderJunit(TestCasesOf(results, findings), "meshctl test", diag::Level::kError);
}

std::string RenderTap(std::span<const CaseResult> results) {
  std::deque<diag::Diagnostic> findings;
  return diag::RenderTap(TestCasesOf(results, findings), diag::Level::kError);
}

std::string RenderGithub(std::span<const CaseResult> results) {
  return diag::RenderGithub(ReportOf(results), {.command = "meshctl test", .files = {}});
}

}  // namespace meshctl::routetest
