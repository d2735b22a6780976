// SPDX-License-Identifier: Apache-2.0
// Lists in pages and of earlier states, and the options that are refused. Texts are those of a
// kube-apiserver 1.36.
#include <gtest/gtest.h>

#include "sandbox/list_options.h"
#include "sandbox/test_api.h"

namespace meshctl::sandbox {
namespace {

constexpr const char* kConfigMaps = "/api/v1/namespaces/default/configmaps";
constexpr const char* kEverywhere = "/api/v1/configmaps";

void Create(TestApi& api, const std::string& name_space, const std::string& name) {
  api.Post("/api/v1/namespaces/" + name_space + "/configmaps", "{metadata: {name: " + name + "}}");
}

std::string Names(const Json& list) {
  std::string names;
  for (const Json& item : list["items"])
    names += (names.empty() ? "" : " ") + TextAt(item, {"metadata", "name"});
  return names;
}

// The metadata of a list but for its version.
std::string Rest(const Json& list) {
  Json metadata = list["metadata"];
  metadata.erase("resourceVersion");
  metadata.erase("continue");
  return metadata.dump();
}

std::string Next(const Json& page) { return "&continue=" + TextAt(page, {"metadata", "continue"}); }

TEST(Lists, PagesShowOneState) {
  TestApi api;
  for (const char* name : {"a", "c", "e"}) Create(api, "default", name);
  const Json first = api.Get(std::string(kConfigMaps) + "?limit=1").body;
  EXPECT_EQ(Names(first), "a");
  EXPECT_EQ(Rest(first), R"({"remainingItemCount":2})");
  Create(api, "default", "b");
  api.Delete(std::string(kConfigMaps) + "/c");
  api.MergePatch(std::string(kConfigMaps) + "/e", R"({"data":{"x":"y"}})");
  const Json second = api.Get(std::string(kConfigMaps) + "?limit=5" + Next(first)).body;
  EXPECT_EQ(Names(second), "c e");
  EXPECT_FALSE(second["items"][1].contains("data"));
  EXPECT_EQ(second["metadata"], Json({{"resourceVersion", TextAt(first, {"metadata", "resourceVersion"})}}));
  EXPECT_EQ(Names(api.Get(std::string(kConfigMaps) + "?resourceVersion=" +
                          TextAt(first, {"metadata", "resourceVersion"}) + "&resourceVersionMatch=Exact")
                      .body),
            "a c e");
  EXPECT_EQ(Names(api.Get(kConfigMaps).body), "a b e");
}

TEST(Lists, PagesOverNamespacesAreInTheOrderOfTheirKeys) {
  TestApi api;
  for (const char* name_space : {"shop", "shop-a"}) {
    api.Post("/api/v1/namespaces", std::string("{metadata: {name: ") + name_space + "}}");
    Create(api, name_space, std::string(name_space) + "-1");
    Create(api, name_space, std::string(name_space) + "-2");
  }
  std::string names;
  std::string next;
  do {
    const Json page =
        api.Get(std::string(kEverywhere) + "?limit=1&fieldSelector=metadata.name!=x" + next).body;
    EXPECT_EQ(Rest(page), "{}");
    names += Names(page) + " ";
    next = page["metadata"].contains("continue") ? Next(page) : "";
  } while (!next.empty());
  EXPECT_EQ(names, "shop-a-1 shop-a-2 shop-1 shop-2 ");
}

TEST(Lists, TokensAreThoseOfTheApiServer) {
  TestApi api;
  Create(api, "default", "a");
  Create(api, "default", "b");
  const Json page = api.Get(std::string(kEverywhere) + "?limit=1").body;
  const ContinueToken token{std::stoll(TextAt(page, {"metadata", "resourceVersion"})),
                            std::string("default/a\0", 10)};
  EXPECT_EQ(page["metadata"]["continue"], token.ToString());
  EXPECT_EQ((ContinueToken{434, std::string("default\0", 8)}.ToString()),
            "eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6NDM0LCJzdGFydCI6ImRlZmF1bHRcdTAwMDAifQ");
  EXPECT_EQ(
      Names(
          api.Get(std::string(kEverywhere) + "?continue=" + ContinueToken{-1, "default/b"}.ToString()).body),
      "b");
}

TEST(Lists, BadTokensAreRefused) {
  TestApi api;
  const auto list = [&](const std::string& token, const std::string& more = "") {
    return api.Get(std::string(kConfigMaps) + "?continue=" + token + more).ToString();
  };
  const std::string head = "400 BadRequest: invalid continue token: continue key is not valid: ";
  EXPECT_EQ(list("!!"), head + "illegal base64 data at input byte 0");
  EXPECT_EQ(list("abcde"), head + "illegal base64 data at input byte 4");
  EXPECT_EQ(list("abc"), head + "invalid character 'i' looking for beginning of value");
  EXPECT_EQ(list("nonsense"), head + "invalid character '\\u009e' looking for beginning of value");
  EXPECT_EQ(list("6Q"), head + "invalid character 'é' looking for beginning of value");
  EXPECT_EQ(list("AQ"), head + "invalid character '\\x01' looking for beginning of value");
  EXPECT_EQ(list("e30"), head + "server does not recognize this encoded version ");
  EXPECT_EQ(list("eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ"),
            head + "incorrect encoded start resourceVersion (version meta.k8s.io/v1)");
  EXPECT_EQ(list(ContinueToken{5, ""}.ToString()), head + "encoded start key empty (version meta.k8s.io/v1)");
  EXPECT_EQ(list(ContinueToken{5, "/../x"}.ToString()), head + "/../x");
  EXPECT_EQ(list(ContinueToken{5, "x"}.ToString(), "&resourceVersion=5"),
            "400 BadRequest: specifying resource version is not allowed when using continue");
  EXPECT_EQ(api.Get(std::string(kConfigMaps) + "?continue=" + ContinueToken{99'999, "x"}.ToString()).status,
            504);
}

TEST(Lists, StatesThatAreForgottenAreGone) {
  Store store;
  const Key key{{"", "configmaps"}, "default", "a"};
  for (int i = 0; i < 20'010; ++i) store.Put(key, Json::object());
  ListOptions options;
  options.continue_token = ContinueToken{5, "a"}.ToString();
  const Refusal gone = ChooseState(store, options).error();
  EXPECT_EQ(gone.code, 410);
  EXPECT_EQ(gone.reason, "Expired");
  EXPECT_EQ(
      gone.message,
      "The provided continue parameter is too old to display a consistent list result. You can start a "
      "new list without the continue parameter, or use the continue token in this response to retrieve "
      "the remainder of the results. Continuing with the provided token results in an inconsistent list "
      "- objects that were created, modified, or deleted between the time the first chunk was returned "
      "and now may show up in the list.");
  options.continue_token = TextAt(ToStatus(gone), {"metadata", "continue"});
  const auto rest = ChooseState(store, options);
  ASSERT_TRUE(rest);
  EXPECT_EQ(rest->version, store.version());
  EXPECT_EQ(rest->start, "a");
  options = {};
  options.resource_version = "1";
  options.match = ListOptions::Match::kExact;
  EXPECT_EQ(ChooseState(store, options).error().message,
            "The resourceVersion for the provided list is too old.");
}

TEST(Lists, OptionsThatMakeNoSenseAreRefused) {
  TestApi api;
  const auto list = [&](const std::string& query) {
    return api.Get("/api/v1/namespaces?" + query).ToString();
  };
  EXPECT_EQ(list("limit=abc"), R"(400 BadRequest: strconv.ParseInt: parsing "abc": invalid syntax)");
  EXPECT_EQ(list("timeoutSeconds=abc"), R"(400 BadRequest: strconv.ParseInt: parsing "abc": invalid syntax)");
  EXPECT_EQ(list("limit=-1"), "200");
  EXPECT_EQ(list("resourceVersion=abc"),
            R"(400 BadRequest: invalid resource version: resourceVersion: Invalid value: "abc": )"
            R"(strconv.ParseUint: parsing "abc": invalid syntax)");
  EXPECT_EQ(list("resourceVersionMatch=Exact"),
            R"(422 Invalid: ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: )"
            "resourceVersionMatch is forbidden unless resourceVersion is provided");
  EXPECT_EQ(list("resourceVersionMatch=foo&resourceVersion=0"),
            R"(422 Invalid: ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Unsupported value: )"
            R"("foo": supported values: "Exact", "NotOlderThan", "")");
  EXPECT_EQ(list("sendInitialEvents=true"),
            R"(422 Invalid: ListOptions.meta.k8s.io "" is invalid: sendInitialEvents: Forbidden: )"
            "sendInitialEvents is forbidden for list");
  EXPECT_EQ(list("watch=1&resourceVersionMatch=Exact"),
            R"(422 Invalid: ListOptions.meta.k8s.io "" is invalid: [resourceVersionMatch: Forbidden: )"
            "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided, "
            R"(resourceVersionMatch: Unsupported value: "Exact": supported values: "NotOlderThan"])");
  const auto later = api.Get("/api/v1/namespaces?resourceVersion=999999999");
  EXPECT_EQ(later.ToString(), fmt::format("504 Timeout: Timeout: Too large resource version: 999999999, "
                                          "current: {}",
                                          api.Get("/api/v1/namespaces").version()));
  EXPECT_EQ(later.body["details"].dump(),
            R"({"causes":[{"message":"Too large resource version","reason":"ResourceVersionTooLarge"}],)"
            R"("retryAfterSeconds":1})");
}

TEST(Lists, FieldsThatNothingIsSelectedByAreRefusedByEveryVerb) {
  TestApi api;
  const std::string asked = std::string(kConfigMaps) + "?fieldSelector=data.x=y";
  const std::string refusal =
      R"(400 BadRequest: "data.x" is not a known field selector: only "metadata.name", "metadata.namespace")";
  EXPECT_EQ(api.Get(asked).ToString(), refusal);
  EXPECT_EQ(api.Get(asked + "&watch=true").ToString(), refusal);
  EXPECT_EQ(api.Delete(asked).ToString(), refusal);
}

TEST(Lists, CustomKindsAreSelectedByTheFieldsTheyName) {
  TestApi api;
  api.Post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", R"(
metadata: {name: widgets.shop.example}
spec:
  group: shop.example
  scope: Namespaced
  names: {plural: widgets, singular: widget, kind: Widget, listKind: WidgetList}
  versions:
  - name: v1
    served: true
    storage: true
    selectableFields: [{jsonPath: .spec.colour}]
    schema:
      openAPIV3Schema:
        type: object
        properties: {spec: {type: object, properties: {colour: {type: string}, size: {type: integer}}}}
)");
  const std::string widgets = "/apis/shop.example/v1/namespaces/default/widgets";
  api.Post(widgets, "{kind: Widget, apiVersion: shop.example/v1, metadata: {name: a}, spec: {colour: red}}");
  api.Post(widgets, "{kind: Widget, apiVersion: shop.example/v1, metadata: {name: b}, spec: {size: 1}}");
  EXPECT_EQ(Names(api.Get(widgets + "?fieldSelector=spec.colour=red").body), "a");
  EXPECT_EQ(Names(api.Get(widgets + "?fieldSelector=spec.colour!=red").body), "b");
  EXPECT_EQ(api.Get(widgets + "?fieldSelector=spec.size=1").ToString(),
            "400 BadRequest: field label not supported: spec.size");
}

}  // namespace
}  // namespace meshctl::sandbox
