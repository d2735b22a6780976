// SPDX-License-Identifier: Apache-2.0
#include "diff/secrets.h"

#include <gtest/gtest.h>

namespace meshctl::diff {
namespace {

Json Secret(const char* data) {
  return {{"apiVersion", "v1"}, {"kind", "Secret"}, {"data", Json::parse(data)}};
}

TEST(MaskSecrets, TellLengthAndWhetherTheyChange) {
  Json before = Secret(R"({"same": "c2FtZQ==", "changed": "b2xkLW9sZA==", "gone": "Zw==", "odd": 5})");
  Json after = Secret(R"({"same": "c2FtZQ==", "changed": "bmV3", "fresh": "no-base64", "odd": 5})");
  MaskSecrets(before, after);
  EXPECT_EQ(before["data"], Json::parse(R"j({"same": "*** (4 bytes)", "changed": "*** (7 bytes, before)",
                                            "gone": "*** (1 byte)", "odd": "***"
})j"));
  EXPECT_EQ(after["data"], Json::parse(R"j({"same": "*** (4 bytes)", "changed": "*** (3 bytes, after)",
                                           "fresh": "*** (9 bytes)", "odd": "***"
})j"));
}

TEST(MaskSecrets, StringDataIsCountedAsWritten) {
  Json before;
  Json after = {{"kind", "Secret"}, {"stringData", {{"password", "c2FtZQ=="}}}};
  MaskSecrets(before, after);
  EXPECT_EQ(after["stringData"]["password"], "*** (8 bytes)");
}

TEST(MaskSecrets, DataThatIsNoMapIsMaskedWhole) {
  Json before = {{"apiVersion", "v1"}, {"kind", "Secret"}, {"data", "c2VjcmV0"}};
  Json after = {{"apiVersion", "v1"}, {"kind", "Secret"}, {"data", {"a", "b"}}};
  MaskSecrets(before, after);
  EXPECT_EQ(before["data"], "*** (6 bytes, before)");
  EXPECT_EQ(after["data"], "*** (after)");
}

TEST(MaskSecrets, OfOtherGroupsStay) {
  Json before = {{"apiVersion", "x/v1"}, {"kind", "Secret"}, {"data", {{"a", "1"}}}};
  Json after = before;
  MaskSecrets(before, after);
  EXPECT_EQ(after["data"]["a"], "1");
}

TEST(MaskSecrets, InListsAndOtherObjects) {
  Json before = {{"kind", "List"}, {"items", {Secret(R"({"a": "c2VjcmV0"})")}}};
  Json after = {{"kind", "Bundle"}, {"spec", {{"template", Secret(R"({"a": "c2VjcmV0"})")}}}};
  MaskSecrets(before, after);
  EXPECT_EQ(before["items"][0]["data"]["a"], "*** (6 bytes)");
  EXPECT_EQ(after["spec"]["template"]["data"]["a"], "*** (6 bytes)");
}

TEST(MaskSecrets, InTextsOfJsonAtAnyDepth) {
  const std::string inner = Secret(R"({"a": "c2VjcmV0"})").dump();
  const std::string list = Json{{"kind", "List"}, {"items", {{{"note", inner}}}}}.dump();
  Json before = {{"metadata", {{"annotations", {{"last", inner}, {"deep", list}}}}}};
  Json after;
  MaskSecrets(before, after);
  EXPECT_EQ(before.dump().find("c2VjcmV0"), std::string::npos) << before.dump();
  EXPECT_EQ(before["metadata"]["annotations"]["last"],
            R"j({"apiVersion":"v1","data":{"a":"*** (6 bytes)"},"kind":"Secret"})j");
}

TEST(MaskSecrets, InTextsOfYaml) {
  Json before = {{"data",
                  {{"s.yaml", "kind: Secret # mine\nstringData:\n  a: secret\n"},
                   {"b.yaml", "kind: 'Secret'\ndata: {a: eA==}"},
                   {"c.yaml", "kind: SecretStore\ndata: {}"}}}};
  Json after = before;
  after["data"]["s.yaml"] = "kind: Secret # mine\nstringData:\n  a: SECRET\n";
  MaskSecrets(before, after);
  EXPECT_EQ(before["data"]["s.yaml"], "*** (44 bytes, holds a Secret) (before)");
  EXPECT_EQ(after["data"]["s.yaml"], "*** (44 bytes, holds a Secret) (after)");
  EXPECT_EQ(after["data"]["b.yaml"], "*** (30 bytes, holds a Secret)");
  EXPECT_EQ(after["data"]["c.yaml"], "kind: SecretStore\ndata: {}");
}

TEST(MaskSecrets, InTextsThatAreNestedTooDeep) {
  const std::string deep(100'000, '[');
  Json before = R"({"kind":"Secret","data":)" + deep + std::string(100'000, ']') + "}";
  Json after;
  MaskSecrets(before, after);
  EXPECT_EQ(before, "*** (200025 bytes, holds a Secret)");
  std::string text = Secret(R"({"a": "c2VjcmV0"})").dump();
  for (int i = 0; i < 6; ++i) text = Json{{"note", text}}.dump();
  before = text;
  MaskSecrets(before, after);
  EXPECT_EQ(before.dump().find("c2VjcmV0"), std::string::npos);
}

TEST(MaskedValue, OnlyInSecrets) {
  EXPECT_EQ(MaskedValue("v1", "Secret", ".data.password", "c2VjcmV0"), "*** (6 bytes)");
  EXPECT_EQ(MaskedValue("v1", "Secret", "stringData[pass.word]", "secret"), "*** (6 bytes)");
  EXPECT_EQ(MaskedValue("v1", "Secret", "data", {{"a", "c2VjcmV0"}}), (Json{{"a", "*** (6 bytes)"}}));
  EXPECT_EQ(MaskedValue("v1", "Secret", "database", "x"), "x");
  EXPECT_EQ(MaskedValue("v1", "Secret", "type", "Opaque"), "Opaque");
  EXPECT_EQ(MaskedValue("v1", "ConfigMap", "data.a", "x"), "x");
  EXPECT_EQ(MaskedValue("v1", "ConfigMap", "data.a", "kind: Secret\ndata: {}"),
            "*** (21 bytes, holds a Secret)");
}

TEST(MaskedMessage, QuotesNoValue) {
  Json secret = Secret(R"({"a": "c2VjcmV0", "b": "x"})");
  EXPECT_EQ(MaskedMessage(secret, R"(Secret "s" is invalid: data[a]: Invalid value: "c2Vj\"cmV0": too long)"),
            R"(Secret "s" is invalid: data[a]: Invalid value: ***: too long)");
  EXPECT_EQ(MaskedMessage(secret, "Unsupported value: 5: supported values: 6"),
            "Unsupported value: ***: supported values: 6");
  EXPECT_EQ(MaskedMessage(secret, "cannot take secret, or c2VjcmV0"), "cannot take ***, or ***");
  EXPECT_EQ(MaskedMessage(secret, R"(json: cannot unmarshal, error found in #10 byte of ...|a":"c2Vjcm|...)"),
            "json: cannot unmarshal (the rest of the message quotes the Secret and is left out)");
  EXPECT_EQ(MaskedMessage(secret, R"(metadata.name: Invalid value: "BAD_4": a name)"),
            R"(metadata.name: Invalid value: "BAD_4": a name)");
  EXPECT_EQ(
      MaskedMessage(secret,
                    "data[x]: Invalid value: \"y\": invalid character 's' looking for beginning of value"),
      "data[x]: Invalid value: ***: invalid character *** looking for beginning of value");
  EXPECT_EQ(MaskedMessage({{"kind", "ConfigMap"}}, R"(Invalid value: "secret")"),
            R"(Invalid value: "secret")");
}

TEST(MaskedMessage, FindsValuesAsTheyAreQuoted) {
  EXPECT_EQ(MaskedMessage({{"kind", "Secret"}, {"stringData", {{"a", "line\nline"}}}}, R"(got "line\nline")"),
            R"(got "***")");
}

}  // namespace
}  // namespace meshctl::diff
