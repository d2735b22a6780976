// SPDX-License-Identifier: Apache-2.0
#include "kube/table.h"

#include <gtest/gtest.h>

namespace meshctl::kube {
namespace {

const Json kTable = Json::parse(R"({"kind": "Table", "columnDefinitions": [
    {"name": "Name", "priority": 0}, {"name": "Ready"}, {"name": "Node", "priority": 1}],
  "rows": [
    {"cells": ["web", "1/1", "n1"],
     "object": {"metadata": {"namespace": "shop", "labels": {"app": "web", "example.com/tier": "front"}}}},
    {"cells": ["a-longer-name", 3, null], "object": {"metadata": {"namespace": "shop"}}}]})");

std::string Text(TableLayout layout) {
  TableText text(std::move(layout));
  text.Add(kTable);
  return text.Take();
}

constexpr auto kShow = TableLayout::Part::kShow;

TEST(Table, LaysOutAsKubectlDoes) {
  EXPECT_EQ(Text({}),
            "NAME            READY\n"
            "web             1/1\n"
            "a-longer-name   3\n");
  EXPECT_EQ(Text({.columns = TableLayout::Columns::kWide, .name_space = kShow}),
            "NAMESPACE   NAME            READY   NODE\n"
            "shop        web             1/1     n1\n"
            "shop        a-longer-name   3       \n");
  EXPECT_EQ(Text({.header = TableLayout::Part::kLeaveOut, .prefix = "pod/"}),
            "pod/web             1/1\n"
            "pod/a-longer-name   3\n");
  EXPECT_EQ(Text({.labels = kShow, .label_columns = {"example.com/tier"}}),
            "NAME            READY   TIER    LABELS\n"
            "web             1/1     front   app=web,example.com/tier=front\n"
            "a-longer-name   3               <none>\n");
}

TEST(Table, WidthsAreRemembered) {
  TableText text({.event = kShow});
  text.Add(kTable, "ADDED");
  EXPECT_EQ(text.Take(),
            "EVENT   NAME            READY\n"
            "ADDED   web             1/1\n"
            "ADDED   a-longer-name   3\n");
  Json one = kTable;
  one["rows"].erase(1);
  text.Add(one, "DELETED");
  EXPECT_EQ(text.Take(), "DELETED   web             1/1\n");
}

TEST(Table, CellsStayOnTheirLine) {
  EXPECT_EQ(CellText("first\nsecond"), "first...");
  EXPECT_EQ(CellText("a\tb\x1b[31m"), "a b\\x1b[31m");
}

TEST(Table, ObjectsBecomeNamesAndAges) {
  TableText text({});
  text.Add(AsTable(Json::parse(R"({"kind": "FooList", "items": [{"metadata": {"name": "a",
                       "creationTimestamp": "2026-01-01T00:00:00Z"}}, {"metadata": {"name": "b"}}]})"),
                   "2026-01-01T00:01:30Z"));
  EXPECT_EQ(text.Take(), "NAME   AGE\na      90s\nb      <unknown>\n");
}

TEST(Table, AgesAreKubectls) {
  const std::pair<const char*, const char*> cases[] = {
      {"2026-01-01T00:00:00Z", "0s"},        {"2026-01-01T00:01:59Z", "119s"},
      {"2026-01-01T00:02:00Z", "2m"},        {"2026-01-01T00:09:59Z", "9m59s"},
      {"2026-01-01T00:10:01Z", "10m"},       {"2026-01-01T02:59:00Z", "179m"},
      {"2026-01-01T03:00:00Z", "3h"},        {"2026-01-01T07:05:00Z", "7h5m"},
      {"2026-01-01T08:05:00Z", "8h"},        {"2026-01-02T23:00:00Z", "47h"},
      {"2026-01-03T04:00:00Z", "2d4h"},      {"2026-01-09T04:00:00Z", "8d"},
      {"2027-12-30T00:00:00Z", "728d"},      {"2028-01-01T00:00:00Z", "2y"},
      {"2035-01-01T00:00:00Z", "9y"},        {"2025-12-31T23:59:59Z", "0s"},
      {"2025-12-31T23:59:50Z", "<invalid>"}, {"nonsense", "<unknown>"},
  };
  for (const auto& [to, age] : cases) EXPECT_EQ(AgeBetween("2026-01-01T00:00:00Z", to), age) << to;
}

TEST(Table, BearsWithNonsense) {
  TableText text({});
  text.Add(Json::parse(R"({"columnDefinitions": [1, {"name": 2}], "rows": [3, {"cells": 4}]})"));
  EXPECT_EQ(text.Take(), "      \n      \n      \n");
  text.Add(Json(7));
  EXPECT_EQ(text.Take(), "");
}

}  // namespace
}  // namespace meshctl::kube
