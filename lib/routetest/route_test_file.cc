// SPDX-License-Identifier: Apache-2.0
// The schema says what is wrong with a test; reading takes what is there.
#include "routetest/route_test_file.h"

#include <fmt/format.h>

#include "validate/validate.h"
#include "yaml/json.h"

namespace meshctl::routetest {
namespace {

std::optional<http::Tls> TlsNamed(std::string_view name) {
  if (name == "plaintext") return http::Tls::kPlaintext;
  if (name == "tls") return http::Tls::kTls;
  if (name == "mtls") return http::Tls::kMutual;
  return std::nullopt;
}

simulate::Question QuestionOf(const yaml::Node& request) {
  simulate::Question question;
  if (const yaml::Node& method = request.Get("method")) question.method = method.text();
  question.url = request.Get("url").text();
  for (const yaml::Entry& header : request.Get("headers").entries())
    question.headers.push_back(fmt::format("{}: {}", header.key, header.value.text()));
  question.gateway = request.Get("gateway").text();
  question.from = request.Get("from").text();
  question.tls = TlsNamed(request.Get("tls").text());
  question.sni = request.Get("sni").text();
  question.source_address = request.Get("sourceAddress").text();
  const yaml::Node& token = request.Get("jwt");
  question.jwt = token.is_map() ? yaml::ToJson(token).dump() : std::string(token.text());
  return question;
}

void ReportNoExpectation(const model::Object& object, const yaml::Node& expect, diag::Report& report) {
  diag::Diagnostic finding;
  finding.code = "ROUTETEST0002";
  finding.name = "case-without-expectation";
  finding.resource = object.resource();
  finding.message = "the case expects nothing, so that it cannot fail";
  finding.primary = {expect.span(), "no field"};
  finding.help = "write what must become of the request, for example `status: 404`";
  report.Add(std::move(finding));
}

}  // namespace

RouteTest ReadRouteTest(const model::Object& object, diag::Report& report) {
  validate::Validate(*object.root, {}, report);
  RouteTest test;
  test.name = *object.name;
  test.span = object.span();
  const yaml::Node& spec = object.Get("spec");
  for (const yaml::Node& file : spec.Get("files").items()) test.files.emplace_back(file.text());
  for (const yaml::Node& item : spec.Get("cases").items()) {
    RouteCase& added = test.cases.emplace_back();
    added.question = QuestionOf(item.Get("request"));
    added.name = item.Get("name").text();
    if (added.name.empty()) added.name = fmt::format("{} {}", added.question.method, added.question.url);
    added.expect = item.Get("expect");
    added.span = item.span();
    if (added.expect.is_map() && added.expect.size() == 0) ReportNoExpectation(object, added.expect, report);
  }
  return test;
}

}  // namespace meshctl::routetest
