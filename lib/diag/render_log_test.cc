// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "diag/render.h"

namespace meshctl::diag {
namespace {

TEST(RenderLog, IsOneLineAFinding) {
  source::SourceFile file("vs.yaml", "a: 1\nb: 2\n");
  Report report;
  report.Add({.code = "IST0101",
              .name = "unknown-gateway",
              .level = Level::kError,
              .message = "gateway `edge` does not exist",
              .primary = {{&file, 5, 6}, "no such Gateway"},
              .help = "left out here",
              .resource = "VirtualService shop/front"});
  report.Add(
      {.code = "IST0132", .level = Level::kWarning, .message = "no place", .resource = "Gateway edge"});
  report.Add({.code = "IST0103",
              .level = Level::kWarning,
              .message = "one",
              .resource = "Pod a/b",
              .cluster = "east"});
  report.Add({.code = "IST0102", .level = Level::kInfo, .message = "nothing \x1b known"});
  EXPECT_EQ(RenderLog(report, {}),
            "Error [IST0101] (VirtualService shop/front vs.yaml:2) gateway `edge` does not exist\n"
            "Warning [IST0132] (Gateway edge) no place\n"
            "Warning [IST0103] [cluster-east] (Pod a/b) one\n"
            "Info [IST0102] nothing \\x1b known\n");
  EXPECT_EQ(
      RenderLog(report, {.color = true}),
      "\x1b[1;31mError\x1b[0m [IST0101] (VirtualService shop/front vs.yaml:2) gateway `edge` does not exist\n"
      "\x1b[33mWarning\x1b[0m [IST0132] (Gateway edge) no place\n"
      "\x1b[33mWarning\x1b[0m [IST0103] [cluster-east] (Pod a/b) one\n"
      "Info [IST0102] nothing \\x1b known\n");
}

TEST(RenderLog, ObjectsOfAClusterHaveNoPlace) {
  source::SourceFile file("cluster:Gateway/shop/edge", "a: 1\n", source::Origin::kCluster);
  Report report;
  report.Add({.code = "IST0101",
              .level = Level::kError,
              .message = "lost",
              .primary = {{&file, 0, 1}, ""},
              .resource = "Gateway shop/edge"});
  EXPECT_EQ(RenderLog(report, {}), "Error [IST0101] (Gateway shop/edge) lost\n");
  EXPECT_EQ(RenderJson(report).find("\"reference\""), std::string::npos);
}

TEST(RenderLog, OfNothingIsEmpty) { EXPECT_EQ(RenderLog({}, {}), ""); }

}  // namespace
}  // namespace meshctl::diag
