// SPDX-License-Identifier: Apache-2.0
// Rules on values too large to be shown in testdata/validate/istio.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "validate/validate.h"
#include "yaml/parse.h"

namespace meshctl::validate::istio {
namespace {

/// `error: message` of every finding.
std::vector<std::string> Findings(const std::string& text) {
  const source::SourceFile file("large.yaml", text);
  diag::Report report;
  const yaml::Stream stream = yaml::Parse(file, {}, report);
  for (const yaml::Node& document : stream.documents) Validate(document, {}, report);
  std::vector<std::string> messages;
  for (const diag::Diagnostic& finding : report.findings())
    messages.push_back(fmt::format("{}: {}", diag::Name(finding.level), finding.message));
  return messages;
}

std::string DirectResponse(std::size_t size) {
  return fmt::format(
      "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: shop}}\nspec:\n  hosts: "
      "[shop]\n"
      "  http:\n  - directResponse:\n      status: 404\n      body: {{string: {}}}\n",
      std::string(size, 'x'));
}

TEST(LargeValues, BodiesOfDirectResponses) {
  constexpr std::size_t kKibibyte = 1024;
  using Messages = std::vector<std::string>;
  EXPECT_EQ(Findings(DirectResponse(100 * kKibibyte)), Messages{});
  EXPECT_EQ(
      Findings(DirectResponse(100 * kKibibyte + 1)),
      Messages{"warning: `spec.http[0].directResponse.body.string` has 100 KiB, of which every proxy gets a "
               "copy"});
  EXPECT_EQ(
      Findings(DirectResponse(kKibibyte * kKibibyte)),
      Messages{"warning: `spec.http[0].directResponse.body.string` has 1024 KiB, of which every proxy gets a "
               "copy"});
  EXPECT_EQ(Findings(DirectResponse(kKibibyte * kKibibyte + 1)),
            Messages{"error: `spec.http[0].directResponse.body.string` has 1024 KiB; istiod takes 1024"});
}

TEST(LargeValues, ProxyVersionsOfEnvoyFilters) {
  const auto filter = [](std::size_t size) {
    return fmt::format(
        "apiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: {{name: shop}}\nspec:\n"
        "  configPatches:\n  - applyTo: CLUSTER\n    match:\n      proxy: {{proxyVersion: {}}}\n"
        "    patch: {{operation: REMOVE}}\n",
        std::string(size, 'x'));
  };
  EXPECT_EQ(Findings(filter(1024)).size(), 1U);  // only that it is an EnvoyFilter
  const std::vector<std::string> findings = Findings(filter(1025));
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(
      findings[1],
      "warning: `spec.configPatches[0].match.proxy.proxyVersion` is longer than 1024 bytes and ignored");
}

}  // namespace
}  // namespace meshctl::validate::istio
