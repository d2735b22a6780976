// SPDX-License-Identifier: Apache-2.0
// That Istio's fields are described at all is proven when the tables are made; here is how they are
// described.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "base/utf8.h"
#include "schema/kinds.h"
#include "schema/tables.h"
#include "schema/types.h"

namespace meshctl::schema {
namespace {

constexpr std::size_t kLongest = 140;

void ExpectStyle(std::string_view text, const std::string& place) {
  if (text.empty()) return;
  SCOPED_TRACE(place + ": " + std::string(text));
  EXPECT_LE(utf8::DisplayWidth(text), kLongest);
  EXPECT_TRUE(text.front() >= 'A' && text.front() <= 'Z') << "begins with a capital letter";
  EXPECT_FALSE(text.ends_with('.') || text.ends_with(' ')) << "has no final stop";
  EXPECT_EQ(text.find('\n'), std::string_view::npos) << "is one line";
  EXPECT_EQ(text.find("  "), std::string_view::npos) << "has single blanks";
  EXPECT_EQ(std::ranges::count(text, '`') % 2, 0) << "closes its backticks";
}

template <typename Visit>
void ForEachType(Visit visit) {
  for (std::size_t at = 0; at < tables::kTypeCount; ++at) visit(Type(tables::kTypes[at]));
}

TEST(Descriptions, KeepTheStyle) {
  ForEachType([](Type type) {
    ExpectStyle(type.description(), std::string(type.name()));
    for (const Field field : type.fields()) {
      ExpectStyle(field.description(), std::string(type.name()) + "." + std::string(field.name()));
    }
  });
}

TEST(Descriptions, CoverEverything) {
  ForEachType([](Type type) {
    EXPECT_FALSE(type.description().empty()) << type.name();
    for (const Field field : type.fields())
      EXPECT_FALSE(field.description().empty()) << type.name() << "." << field.name();
  });
  for (const Kind kind : AllKinds()) EXPECT_FALSE(kind.description().empty()) << kind.name();
}

TEST(Descriptions, AreFoundByHandle) {
  const Type route = FindType("networking.istio.io.HTTPRoute");
  EXPECT_EQ(route.Find("timeout").description(),
            "Time limit for the whole request, retries included; none when empty");
  EXPECT_EQ(route.Find("mirror_percent").description(), route.Find("mirrorPercent").description());
  const Type service = FindKind("networking.istio.io/v1", "VirtualService").type();
  EXPECT_EQ(service.Find("kind").description(), "What the object is, such as `VirtualService`");
  EXPECT_EQ(Field().description(), "");
  EXPECT_EQ(Type().description(), "");
  const tables::FieldRow made_at_run_time{};
  EXPECT_EQ(Field(made_at_run_time).description(), "");
}

}  // namespace
}  // namespace meshctl::schema
