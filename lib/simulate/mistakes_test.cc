// SPDX-License-Identifier: Apache-2.0
// What people get wrong most often, and what they are told: the first line names the reason and the thing to
// change. Each mistake is a file of testdata/route/mistakes/.
#include <gtest/gtest.h>

#include <filesystem>

#include "simulate/render.h"
#include "testing/golden.h"
#include "testing/text_mesh.h"

namespace meshctl::simulate {
namespace {

constexpr char kFolder[] = "testdata/route/mistakes";

struct Mistake {
  const char* name;
  Question question;
  /// What the first line must say.
  std::vector<std::string> reason;
};

const std::vector<Mistake>& Mistakes() {
  static const std::vector<Mistake> kAll = {
      {"wrong-host", {.url = "http://shop.exampel/"}, {"404", "`shop.exampel`", "`shop.example`"}},
      {"missing-gateway",
       {.url = "http://shop.example/"},
       {"VirtualService shop/front", "Gateway `shop/fromt`", "does not exist"}},
      {"order",
       {.url = "http://shop.example/cart/v2"},
       {"spec.http[1].match[0]", "stands behind spec.http[0].match[0]"}},
      {"prefix-against-exact",
       {.url = "http://shop.example/cart/7"},
       {"404", "not exactly `/cart`", "`prefix` instead of `exact`"}},
      {"header-case",
       {.url = "http://shop.example/", .headers = {"x-user: Anna"}},
       {"upper and lower case", "`Anna`, not `anna`"}},
      {"weight-0", {.url = "http://shop.example/"}, {"subset `v2`", "weight is 0"}},
      {"subset-missing", {.url = "http://shop.example/"}, {"503", "no subset `v2`", "only `v1`"}},
      {"export-to",
       {.url = "http://cart.shop/", .from = "web"},
       {"VirtualService shop/cart", "not exported to namespace `blog`"}},
      {"sidecar-scope",
       {.url = "http://cart.shop/", .from = "web"},
       {"Sidecar blog/default", "does not import it", "shop/cart.shop.svc.cluster.local"}},
      {"denied-by-policy",
       {.method = "POST", .url = "http://shop.example/"},
       {"403", "AuthorizationPolicy", "shop/cart-readers"}},
  };
  return kAll;
}

std::string AnswerTo(const Mistake& mistake) {
  const std::string path = std::string(kFolder) + "/" + mistake.name + ".yaml";
  const mesh::Mesh mesh = testing::TextMesh(testing::ReadSource(path));
  Simulator simulator(mesh);
  const Result<Simulation> simulation = simulator.Ask(mistake.question);
  return simulation ? RenderText(*simulation, Detail::kExplain, {}) : simulation.error().message;
}

TEST(Mistakes, AreToldInTheFirstLine) {
  for (const Mistake& mistake : Mistakes()) {
    const std::string answer = AnswerTo(mistake);
    const std::string first = answer.substr(0, answer.find('\n'));
    for (const std::string& words : mistake.reason)
      EXPECT_NE(first.find(words), std::string::npos) << mistake.name << " lacks " << words << ":\n" << first;
    EXPECT_TRUE(testing::MatchesFile(std::string(kFolder) + "/" + mistake.name + ".txt", answer));
  }
}

TEST(Mistakes, AllOfThemAreAskedAbout) {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(testing::SourcePath(kFolder)))
    files += entry.path().extension() == ".yaml" ? 1 : 0;
  EXPECT_EQ(files, Mistakes().size());
}

}  // namespace
}  // namespace meshctl::simulate
