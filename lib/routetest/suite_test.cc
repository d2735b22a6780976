// SPDX-License-Identifier: Apache-2.0
#include "routetest/suite.h"

#include <gtest/gtest.h>

#include <sstream>

#include "diag/render.h"
#include "routetest/coverage.h"
#include "routetest/render.h"
#include "routetest/skeleton.h"
#include "testing/golden.h"
#include "testing/memory_files.h"

namespace meshctl::routetest {
namespace {

constexpr const char* kMesh = R"(apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: gw, namespace: shop}
spec:
  selector: {istio: ingressgateway}
  servers:
  - port: {number: 80, name: http, protocol: HTTP}
    hosts: ["shop.example"]
---
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec: {selector: {app: cart}, ports: [{name: http, port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart, namespace: shop}
spec: {template: {metadata: {labels: {app: cart, version: v1}}, spec: {containers: [{name: c}]}}}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: cart, namespace: shop}
spec:
  host: cart
  subsets:
  - {name: v1, labels: {version: v1}}
  - {name: v2, labels: {version: v2}}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: vs, namespace: shop}
spec:
  hosts: [shop.example]
  gateways: [gw]
  http:
  - match:
    - uri: {prefix: /cart}
    - uri: {prefix: /basket}
    timeout: 1500ms
    route:
    - destination: {host: cart, subset: v1}
      weight: 90
    - destination: {host: cart}
      weight: 10
  - route: [{destination: {host: cart, subset: v1}}]
  - match: [{uri: {prefix: /late}}]
    route: [{destination: {host: cart, subset: v2}}]
)";

/// One test whose cases are `cases`, over the mesh above.
class Asked {
 public:
  explicit Asked(const std::string& cases, std::map<std::string, std::string> more = {}) {
    more["mesh.yaml"] = kMesh;
    more["tests/cart.yaml"] =
        "apiVersion: meshctl.dev/v1\nkind: RouteTest\nmetadata: {name: cart}\nspec:\n"
        "  files: [../mesh.yaml]\n  cases:\n" +
        cases;
    files_.files = std::move(more);
    const auto read = [this](const std::vector<std::string>& paths) {
      std::istringstream nothing;
      return source::ReadInputs(paths, {}, files_, nothing);
    };
    SuiteInput input;
    input.tests = read({"tests"});
    input.read = read;
    std::vector<Error> errors;
    suite_ = std::make_unique<Suite>(std::move(input), faults, errors);
    for (const Error& error : errors) unread.push_back(error.message);
    faults.Finish();
    for (const Suite::Group& group : suite_->groups()) coverage.Add(group.mesh);
    results = suite_->Run([](const RouteTest&, const RouteCase&) { return true; },
                          [&](const simulate::Simulation& simulation) { coverage.Note(simulation); });
  }

  std::string text() const { return RenderText(results, Listing::kFailed, {}); }
  const Suite& suite() const { return *suite_; }

  diag::Report faults;
  std::vector<std::string> unread;
  Coverage coverage;
  std::vector<CaseResult> results;

 private:
  testing::MemoryFiles files_;
  std::unique_ptr<Suite> suite_;
};

TEST(Suite, ExpectationsAreComparedByWhatTheyMean) {
  const Asked run(R"(  - request: {url: "http://shop.example/cart"}
    expect:
      timeout: 1.5s
      fault: null
      access: passes
      destinations:
      - {host: cart, subset: v1, weight: 90, share: 9/10}
      - {host: cart.shop, subset: "", port: 80, share: 10%}
  - request: {url: "http://shop.example/"}
    expect: {destination: {host: cart.shop.svc.cluster.local, subset: v1}, timeout: null, retries: {attempts: 2}}
)");
  EXPECT_EQ(diag::RenderText(run.faults, {}), "");
  EXPECT_EQ(run.text(), "2 cases: 2 passed, 0 failed\n");
}

TEST(Suite, AFailedCaseShowsWhatIsThereAndWhoDecided) {
  const Asked run(R"(  - name: a split
    request: {url: "http://shop.example/cart"}
    expect:
      timeout: 2s
      destination: {subset: v1}
  - name: two halves
    request: {url: "http://shop.example/cart"}
    expect:
      destinations:
      - {subset: v1, share: 50%}
      - {subset: v2, share: 50%}
)");
  EXPECT_TRUE(testing::MatchesFile("testdata/route/text/failed-cases.txt", run.text()));
  EXPECT_TRUE(testing::MatchesFile("testdata/route/text/failed-cases.xml", RenderJunit(run.results)));
  EXPECT_TRUE(testing::MatchesFile("testdata/route/text/failed-cases.tap", RenderTap(run.results)));
  EXPECT_TRUE(
      testing::MatchesFile("testdata/route/text/failed-cases.json", RenderJson(run.results, &run.coverage)));
  EXPECT_TRUE(testing::MatchesFile("testdata/route/text/failed-cases.github.txt", RenderGithub(run.results)));
}

TEST(Suite, ARefusedQuestionIsAnErrorThatCanBeExpected) {
  const Asked run(R"(  - request: {url: "http://cart/", from: nobody}
    expect: {error: "there is no workload `nobody`"}
  - request: {url: "http://cart/", from: nobody}
    expect: {status: 200}
)");
  EXPECT_TRUE(run.results.at(0).passed());
  ASSERT_EQ(run.results.at(1).differences.size(), 1u);
  EXPECT_EQ(run.results.at(1).differences[0].actual, "nothing");
  EXPECT_EQ(run.results.at(1).answer, "there is no workload `nobody`");
}

std::string Messages(const diag::Report& report) {
  std::string messages;
  for (const diag::Diagnostic& finding : report.findings()) messages += finding.message + "\n";
  return messages;
}

TEST(Suite, TheSchemaRefusesWhatIsNoTest) {
  const Asked unknown(R"(  - request: {url: "http://shop.example/", hedaers: {}}
    expect: {destinatoin: {subset: v1}}
)");
  EXPECT_EQ(Messages(unknown.faults),
            "unknown field `spec.cases[0].request.hedaers`\n"
            "unknown field `spec.cases[0].expect.destinatoin`\n");
  const Asked missing(R"(  - request: {method: GET}
    expect: {status: 404}
  - request: {url: "http://shop.example/"}
  - request: {url: "http://shop.example/"}
    expect: {}
)");
  EXPECT_EQ(Messages(missing.faults),
            "required field `spec.cases[0].request.url` is missing\n"
            "required field `spec.cases[1].expect` is missing\n"
            "the case expects nothing, so that it cannot fail\n");
}

TEST(Suite, TestsOverTheSameFilesShareOneMesh) {
  const std::string cases = "  - {request: {url: \"http://shop.example/\"}, expect: {status: 0}}\n";
  const std::string other =
      "apiVersion: meshctl.dev/v1\nkind: RouteTest\nmetadata: {name: other}\nspec:\n"
      "  files: [../mesh.yaml]\n  cases:\n" +
      cases;
  EXPECT_EQ(Asked(cases, {{"tests/other.yaml", other}}).suite().groups().size(), 1u);
  const std::string own = other + "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n";
  EXPECT_EQ(Asked(cases, {{"tests/other.yaml", own}}).suite().groups().size(), 2u)
      << "a file with manifests of its own has a mesh of its own";
}

TEST(Suite, AMissingFileIsSaid) {
  const std::string missing =
      "apiVersion: meshctl.dev/v1\nkind: RouteTest\nmetadata: {name: other}\nspec:\n"
      "  files: [nowhere.yaml]\n  cases:\n  - {request: {url: \"http://a/\"}, expect: {status: 0}}\n";
  const Asked run("  - {request: {url: \"http://shop.example/\"}, expect: {status: 0}}\n",
                  {{"tests/missing.yaml", missing}});
  ASSERT_EQ(run.unread.size(), 1u);
  EXPECT_NE(run.unread[0].find("tests/nowhere.yaml"), std::string::npos) << run.unread[0];
}

TEST(Skeleton, ReachesWhatCanBeReachedAndSaysWhatCannot) {
  const Asked run("  - {request: {url: \"http://shop.example/\"}, expect: {status: 0}}\n");
  const std::string skeleton = WriteSkeleton(run.suite().groups().front().mesh);
  EXPECT_TRUE(testing::MatchesFile("testdata/route/text/skeleton.yaml", skeleton));
  const std::string cases = skeleton.substr(skeleton.find("  cases:\n") + 9);
  const Asked again(cases);
  EXPECT_EQ(Messages(again.faults), "");
  EXPECT_EQ(again.text(), "3 cases: 3 passed, 0 failed\n");
}

TEST(Coverage, MatchesSubsetsAndWhatNobodyCanReach) {
  const Asked run(R"(  - request: {url: "http://shop.example/cart"}
    expect: {status: 0}
)");
  EXPECT_EQ(run.coverage.items().size(), 6u);
  EXPECT_EQ(run.coverage.covered(), 2u) << "the first match, and subset v1";
  EXPECT_TRUE(testing::MatchesFile("testdata/route/text/coverage.txt", RenderCoverage(run.coverage)));
  EXPECT_TRUE(testing::MatchesFile("testdata/route/text/coverage.lcov", RenderLcov(run.coverage)));
}

}  // namespace
}  // namespace meshctl::routetest
