// SPDX-License-Identifier: Apache-2.0
// What `fieldValidation` makes of unknown fields and of keys that are given twice, in each way of writing.
// Texts and their order are those of a kube-apiserver 1.36.
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include "sandbox/test_api.h"

namespace meshctl::sandbox {
namespace {

constexpr const char* kConfigMaps = "/api/v1/namespaces/default/configmaps";
constexpr const char* kServices = "/apis/networking.istio.io/v1/namespaces/default/virtualservices";

constexpr const char* kJson =
    R"({"apiVersion":"v1","kind":"ConfigMap","zz":{"a":1,"a":2},"metadata":{"name":"a","zz":1,"aa":2},)"
    R"("bb":1,"data":{"x":"1","x":"2","x":"3"}})";
constexpr const char* kYaml = R"(apiVersion: v1
kind: ConfigMap
metadata:
  name: a
  name: a
foo: 1
data:
  x: "1"
  x:
    "2"
  true: a
  yes: b
)";
constexpr const char* kCustom =
    R"({"apiVersion":"networking.istio.io/v1","kind":"VirtualService","zzz":1,"metadata":{"name":"v","zz":1},)"
    R"("spec":{"hosts":["a"],"hosts":["b"],"foo":1,"http":[{"route":[{"destination":{"host":"a","host":"b"},)"
    R"("boo":1}],"timeout":"1s","timeout":"2s"}]}})";

std::string Tell(const TestApi::Got& got) {
  std::string told = got.ToString();
  for (const std::string& warning : got.warnings) told += "\n" + warning;
  return told;
}

TestApi::Got Send(TestApi& api, const char* method, const std::string& path, const std::string& type,
                  const std::string& body) {
  return api.Call(api.Make(method, path, type, body));
}

TEST(FieldValidation, BuiltInKindsAreReadInTheOrderOfTheText) {
  TestApi api;
  const std::string strict = std::string(kConfigMaps) + "?fieldValidation=Strict";
  EXPECT_EQ(Tell(Send(api, "POST", strict, "application/json", kJson)),
            R"(400 BadRequest: ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding )"
            R"(error: unknown field "zz", unknown field "metadata.zz", unknown field "metadata.aa", unknown )"
            R"(field "bb", duplicate field "data.x")");
  const auto warned = Send(api, "POST", kConfigMaps, "application/json", kJson);
  EXPECT_EQ(
      Tell(warned),
      "201\nunknown field \"zz\"\nunknown field \"metadata.zz\"\nunknown field \"metadata.aa\"\nunknown "
      "field \"bb\"\nduplicate field \"data.x\"");
  EXPECT_EQ(warned.body["data"]["x"], "3");
  const std::string ignore = std::string(kConfigMaps) + "/a?fieldValidation=Ignore";
  EXPECT_EQ(Tell(Send(api, "PUT", ignore, "application/json", kJson)), "200");
}

TEST(FieldValidation, YamlIsToldByLines) {
  TestApi api;
  const std::string strict = std::string(kConfigMaps) + "?fieldValidation=Strict";
  EXPECT_EQ(Tell(Send(api, "POST", strict, "application/yaml", kYaml)),
            "400 BadRequest: ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding "
            "error: yaml: unmarshal errors:\n  line 5: key \"name\" already set in map\n  line 10: key \"x\" "
            "already set in map\n  line 12: key true already set in map, unknown field \"foo\"");
  const auto warned = Send(api, "POST", kConfigMaps, "application/yaml", kYaml);
  EXPECT_EQ(
      Tell(warned),
      "201\nline 5: key \"name\" already set in map\nline 10: key \"x\" already set in map\nline 12: key "
      "true already set in map\nunknown field \"foo\"");
  EXPECT_EQ(warned.body["data"].dump(), R"({"true":"b","x":"2"})");
}

TEST(FieldValidation, CustomKindsTellWhatIsTwiceAndThenWhatIsUnknown) {
  TestApi api;
  const std::string texts =
      R"(duplicate field "spec.hosts", duplicate field "spec.http[0].route[0].destination.host", duplicate )"
      R"(field "spec.http[0].timeout", unknown field "metadata.zz", unknown field "spec.foo", unknown field )"
      R"("spec.http[0].route[0].boo", unknown field "zzz")";
  EXPECT_EQ(Tell(Send(api, "POST", std::string(kServices) + "?fieldValidation=Strict", "application/json",
                      kCustom)),
            R"(400 BadRequest: VirtualService in version "v1" cannot be handled as a VirtualService: strict )"
            "decoding error: " +
                texts);
  const auto warned = Send(api, "POST", kServices, "application/json", kCustom);
  EXPECT_EQ(warned.ToString(), "201");
  EXPECT_EQ(fmt::format("{}", fmt::join(warned.warnings, ", ")), texts);
}

TEST(FieldValidation, PatchesTellWhatIsTwiceInThem) {
  TestApi api;
  Send(api, "POST", kConfigMaps, "application/json", R"({"metadata":{"name":"a"}})");
  const std::string path = std::string(kConfigMaps) + "/a";
  const std::string patch = R"({"foo":1,"foo":2,"data":{"x":"1","x":"2"}})";
  EXPECT_EQ(
      Tell(Send(api, "PATCH", path + "?fieldValidation=Strict", "application/strategic-merge-patch+json",
                patch)),
      R"(422 Invalid:  "" is invalid: patch: Invalid value: "map[data:map[x:2] foo:2]": strict decoding error: )"
      R"(duplicate field "foo", duplicate field "data.x", unknown field "foo")");
  EXPECT_EQ(Tell(Send(api, "PATCH", path, "application/merge-patch+json", patch)),
            "200\nduplicate field \"foo\"\nduplicate field \"data.x\"\nunknown field \"foo\"");
  EXPECT_EQ(Tell(Send(api, "PATCH", path, "application/json-patch+json",
                      R"([{"op":"add","path":"/foo","value":{"a":1,"a":2}}])")),
            "200\nunknown field \"foo\"");
}

TEST(FieldValidation, ApplyReadsYaml) {
  TestApi api;
  const std::string twice = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {x: a, x: b}}";
  const std::string path = std::string(kConfigMaps) + "/a";
  EXPECT_EQ(Tell(api.Apply(path, "me", twice, "&fieldValidation=Strict")),
            "400 BadRequest: error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal "
            "errors:\n  line 1: key \"x\" already set in map");
  EXPECT_EQ(Tell(api.Apply(path, "me", twice)), "201\nline 1: key \"x\" already set in map");
  EXPECT_EQ(Tell(api.Apply(path, "me", twice, "&fieldValidation=Ignore")), "200");
  EXPECT_EQ(api.Get(path).body["data"]["x"], "b");
}

TEST(FieldValidation, RefusalsWarnToo) {
  TestApi api;
  EXPECT_EQ(Tell(Send(api, "PUT", std::string(kConfigMaps) + "/a", "application/json",
                      R"({"metadata":{"name":"a"},"foo":1})")),
            "404 NotFound: configmaps \"a\" not found\nunknown field \"foo\"");
}

TEST(FieldValidation, OtherWordsAreRefused) {
  TestApi api;
  EXPECT_EQ(Tell(Send(api, "POST", std::string(kConfigMaps) + "?fieldValidation=strict", "application/json",
                      R"({"metadata":{"name":"a"}})")),
            R"(422 Invalid: CreateOptions.meta.k8s.io "" is invalid: fieldValidation: Unsupported value: )"
            R"("strict": supported values: "", "Ignore", "Strict", "Warn")");
}

TEST(FieldValidation, CustomKindsAreNotReplacedUnseen) {
  TestApi api;
  const std::string object =
      R"({"apiVersion":"networking.istio.io/v1","kind":"VirtualService","metadata":{"name":"v"},)"
      R"("spec":{"hosts":["a"],"http":[{"route":[{"destination":{"host":"a"}}]}]}})";
  EXPECT_EQ(Send(api, "POST", kServices, "application/json", object).status, 201);
  EXPECT_EQ(Send(api, "PUT", std::string(kServices) + "/v", "application/json", object).ToString(),
            R"(422 Invalid: virtualservices.networking.istio.io "v" is invalid: metadata.resourceVersion: )"
            "Invalid value: 0: must be specified for an update");
}

}  // namespace
}  // namespace meshctl::sandbox
