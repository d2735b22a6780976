// SPDX-License-Identifier: Apache-2.0
#include "kube/message_causes.h"

#include <gtest/gtest.h>

namespace meshctl::kube {
namespace {

/// `headline | field: message | ...`.
std::string Read(std::string_view message) {
  const MessageCauses found = CausesInMessage(message);
  std::string text = found.headline;
  for (const Cause& cause : found.causes) text += " | " + cause.field + ": " + cause.message;
  return text;
}

TEST(MessageCauses, OneFieldThatDoesNotFitTheSchema) {
  EXPECT_EQ(
      Read("failed to create typed patch object (/w; example.com/v1, Kind=Widget): .spec.size: expected "
           "numeric (int or float), got string"),
      "failed to create typed patch object (/w; example.com/v1, Kind=Widget) | .spec.size: expected "
      "numeric (int or float), got string");
}

TEST(MessageCauses, SeveralFields) {
  EXPECT_EQ(Read("failed to create typed patch object (ns/w; /v1, Kind=Service): errors:\n"
                 "  .spec.ports[name=\"a: b]\\\"\",port=1].x: field not declared in schema\n"
                 "  .spec.ports: duplicate entries for key [port=80,protocol=\"TCP\"]"),
            "failed to create typed patch object (ns/w; /v1, Kind=Service)"
            " | .spec.ports[name=\"a: b]\\\"\",port=1].x: field not declared in schema"
            " | .spec.ports: duplicate entries for key [port=80,protocol=\"TCP\"]");
}

TEST(MessageCauses, StrictDecoding) {
  EXPECT_EQ(Read("\"\" is invalid: patch: Invalid value: \"{...}\": strict decoding error: unknown field "
                 "\"spec.ports[0].a\", duplicate field \"kind\""),
            "strict decoding error | spec.ports[0].a: unknown field | kind: duplicate field");
  EXPECT_EQ(Read("strict decoding error: unknown field \"a\", yaml: line 3 is odd"),
            "strict decoding error | a: unknown field | : yaml: line 3 is odd");
}

TEST(MessageCauses, OtherTextsHaveNone) {
  for (const char* text :
       {"", "failed calling webhook", "failed to create typed patch object (", "strict decoding error",
        "failed to create typed patch object (/w; v1, Kind=X): something else: .a",
        "failed to create typed patch object (/w; v1, Kind=X): errors:\n  .a", "strict decoding error: "}) {
    EXPECT_TRUE(CausesInMessage(text).causes.empty()) << text;
  }
}

TEST(MessageCauses, ASchemaRefusalIsKnownInABody) {
  EXPECT_TRUE(
      IsSchemaRefusal(R"({"message": "failed to create typed patch object (/w; v1, Kind=X): .a: b"})"));
  EXPECT_FALSE(IsSchemaRefusal(R"({"message": "etcdserver: request timed out"})"));
}

}  // namespace
}  // namespace meshctl::kube
