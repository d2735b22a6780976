// SPDX-License-Identifier: Apache-2.0
// What comments, annotations and `-S` silence, and what is said of those that silence nothing.
#include "analyze/silencers.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "analyze/registry.h"
#include "analyze/runner.h"
#include "analyze/test_mesh.h"
#include "diag/fixes.h"

namespace meshctl::analyze {
namespace {

using Lines = std::vector<std::string>;

/// The rules of one analyzer, so that some codes have been asked for and others have not.
std::vector<const Rule*> GatewayRules() {
  std::vector<const Rule*> rules = FindRules("unknown-gateway");
  rules.push_back(FindRules("unused-suppression").front());
  return rules;
}

Outcome RunOn(const mesh::Mesh& mesh, Options options = {}) {
  return RunRules(mesh, GatewayRules(), options);
}

/// `CODE LINE: message` of each finding.
Lines Shown(const Outcome& outcome) {
  Lines lines;
  for (const diag::Diagnostic& d : outcome.report.findings()) {
    lines.push_back(
        fmt::format("{} {}: {}", d.name, d.primary.span ? d.primary.span.position().line : 0, d.message));
  }
  return lines;
}

Lines FindingsIn(const std::string& text, Options options = {}) {
  return Shown(RunOn(MeshOf({{"a.yaml", text}}), std::move(options)));
}

/// A VirtualService with two unknown gateways: `a` in the line of the mark %1, `b` in that of %2. Marks stand
/// for comments: %0 above everything, %l above the list, %i above `a`, %e behind `a`.
std::string Service(std::string_view mark = "", std::string_view comment = "") {
  std::string text =
      "%0"
      "apiVersion: networking.istio.io/v1\n"
      "kind: VirtualService\n"
      "metadata: {name: front, namespace: shop}\n"
      "spec:\n"
      "%s"
      "  gateways:\n"
      "%i"
      "  - a%e\n"
      "  - b\n"
      "  hosts: [a.example]\n";
  for (const char* each : {"%0", "%s", "%i", "%e"}) {
    const std::size_t at = text.find(each);
    std::string put = mark == each ? std::string(comment) : "";
    if (!put.empty() && mark != "%e") put += "\n";
    text.replace(at, 2, put);
  }
  return text;
}

TEST(IgnoreComments, SpeakOfTheNextObjectFieldOrItem) {
  EXPECT_EQ(FindingsIn(Service()), (Lines{"unknown-gateway 6: gateway `a` does not exist",
                                          "unknown-gateway 7: gateway `b` does not exist"}));
  EXPECT_EQ(FindingsIn(Service("%0", "# meshctl: ignore IST0101")), Lines{});
  EXPECT_EQ(FindingsIn(Service("%0", "#meshctl: ignore unknown-gateway: we know\n\n# more")), Lines{});
  EXPECT_EQ(FindingsIn(Service("%s", "  # meshctl: ignore IST0101, IST0102 -- later")), Lines{});
  EXPECT_EQ(FindingsIn(Service("%i", "  # meshctl: ignore *")),
            Lines{"unknown-gateway 8: gateway `b` does not exist"});
  EXPECT_EQ(FindingsIn(Service("%i", "  # meshctl: ignore IST0102")),
            (Lines{"unknown-gateway 7: gateway `a` does not exist",
                   "unknown-gateway 8: gateway `b` does not exist"}));
}

TEST(IgnoreComments, SpeakOfTheirLineBehindSomething) {
  EXPECT_EQ(FindingsIn(Service("%e", "  # meshctl: ignore IST0101 soon")),
            Lines{"unknown-gateway 7: gateway `b` does not exist"});
}

TEST(IgnoreComments, SpeakOfFilesAndDocuments) {
  const std::string head = "# a licence\n\n# meshctl: ignore-file unknown-gateway\n";
  EXPECT_EQ(FindingsIn(head + Service() + "---\n" + Service()), Lines{});
  EXPECT_EQ(FindingsIn(Service("%e", "  # meshctl: ignore IST0101") + "---\n" + head +
                       "apiVersion: v1\nkind: List\nitems: []\n"),
            (Lines{"unknown-gateway 7: gateway `b` does not exist",
                   "unused-suppression 12: unused suppression of `unknown-gateway`"}));
  EXPECT_EQ(FindingsIn("# meshctl: ignore IST0101\napiVersion: v1\nkind: List\nitems:\n"
                       "- apiVersion: networking.istio.io/v1\n  kind: VirtualService\n"
                       "  metadata: {name: front}\n  spec: {gateways: [a]}\n"),
            Lines{});
}

TEST(IgnoreComments, InValuesAreText) {
  EXPECT_EQ(FindingsIn("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: |\n"
                       "    # meshctl: ignore NOTHING\n  b: \"x # meshctl: ignore NOTHING\"\n"),
            Lines{});
}

TEST(IgnoreComments, OfOtherVerbsAndPlacesAreNone) {
  EXPECT_EQ(FindingsIn(Service("%0", "# see meshctl: ignore NOTHING\n# meshctl: something\n#")).size(), 2u);
}

TEST(UnusedSuppression, IsReportedForEveryKind) {
  const std::string annotated =
      "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  annotations:\n"
      "    galley.istio.io/analyze-suppress: unknown-gateway, IST9999\n";
  Options options;
  options.suppressions = {{"unknown-gateway", "Pod *"}, {"IST0103", "Pod *"}, {"unknown-gatewy", "*"}};
  EXPECT_EQ(FindingsIn(annotated, options),
            (Lines{"unused-suppression 0: suppression of `unknown-gatewy`, which does not exist",
                   "unused-suppression 0: unused suppression of `unknown-gateway`",
                   "unused-suppression 6: suppression of `IST9999`, which does not exist",
                   "unused-suppression 6: unused suppression of `unknown-gateway`"}));
  EXPECT_EQ(
      FindingsIn(Service("%0", "# meshctl: ignore unknown-gateway, unknown-host") + "---\n" +
                 Service("%e", " # meshctl: ignore unknown-gateway") + "# meshctl: ignore unknown-gateway\n"),
      (Lines{"unknown-gateway 17: gateway `b` does not exist",
             "unused-suppression 19: unused suppression of `unknown-gateway`"}))
      << "the later object counts; what is said of the earlier one is not judged";
}

TEST(UnusedSuppression, IsNotSaidOfWhatIsOutOfScopeOrOfValidate) {
  Options options;
  options.only_namespace = "other";
  EXPECT_EQ(FindingsIn(Service("%0", "# meshctl: ignore unknown-gateway"), options), Lines{});
  EXPECT_EQ(FindingsIn(Service("%0", "# meshctl: ignore unknown-gateway, SCHEMA0001, YAML0002")), Lines{});
}

TEST(UnusedSuppression, FixesLeaveWhatIsUsed) {
  const mesh::Mesh mesh =
      MeshOf({{"a.yaml", Service("%0", "# meshctl: ignore unknown-gateway, IST9999 -- why") +
                             "---\nkind: Service  # meshctl: ignore unknown-gateway\n"
                             "apiVersion: v1\nmetadata: {name: a}\n"
                             "# meshctl: ignore unknown-gateway\nspec: {}\n"}});
  const Outcome outcome = RunOn(mesh);
  const auto fixed = diag::ApplyFixes(outcome.report, diag::Safety::kSafe);
  ASSERT_EQ(fixed.size(), 1u);
  EXPECT_EQ(fixed.front().text, Service("%0", "# meshctl: ignore unknown-gateway -- why") +
                                    "---\nkind: Service\napiVersion: v1\nmetadata: {name: a}\nspec: {}\n");
}

TEST(Rendered, NamesTheSourceAndLeavesFixesToPeople) {
  const std::string gateway =
      "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: main, namespace: shop}\n";
  const std::string body = "spec: {gateways: [mani]}\n";
  const std::string service = "apiVersion: networking.istio.io/v1\nkind: VirtualService\n";
  const std::string name = "metadata: {name: front, namespace: shop}\n";
  const auto first = [&](const std::string& text) {
    return RunOn(MeshOf({{"a.yaml", gateway + "---\n" + text}})).report.findings().at(0);
  };
  const diag::Diagnostic plain = first(service + name + body);
  EXPECT_EQ(plain.source, "");
  ASSERT_EQ(plain.fixes.size(), 1u);
  EXPECT_NE(plain.fixes.front().safety, diag::Safety::kDisplayOnly);
  const diag::Diagnostic helm = first("# Source: shop/templates/web.yaml\n# note\n" + service + name + body);
  EXPECT_EQ(helm.source, "shop/templates/web.yaml");
  EXPECT_EQ(helm.fixes.front().safety, diag::Safety::kDisplayOnly);
  EXPECT_EQ(first("# Source: https://example.com\n" + service + name + body).source, "");
  const std::string origin =
      "metadata:\n  name: front\n  namespace: shop\n  annotations:\n    config.kubernetes.io/origin: |\n";
  EXPECT_EQ(first(service + origin + "      path: web.yaml\n" + body).source, "web.yaml");
  EXPECT_EQ(first(service + origin +
                  "      path: base/web.yaml\n      ref: v1\n      repo: https://example.com/a\n" + body)
                .source,
            "https://example.com/a//base/web.yaml?ref=v1");
}

}  // namespace
}  // namespace meshctl::analyze
