// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <sstream>
#include <thread>

#include "sandbox/test_api.h"

namespace meshctl::sandbox {
namespace {

using std::chrono::milliseconds;
constexpr const char* kConfigMaps = "/api/v1/namespaces/default/configmaps";

std::unique_ptr<Watch> Open(TestApi& api, const std::string& query) {
  Reply reply = api.api.Handle(api.Make("GET", std::string(kConfigMaps) + "?watch=true" + query));
  auto* watch = std::get_if<std::unique_ptr<Watch>>(&reply);
  return watch ? std::move(*watch) : nullptr;
}

// `ADDED a, DELETED b` of the lines of events.
std::string Tell(const std::optional<std::string>& events) {
  if (!events) return "ended";
  std::istringstream lines(*events);
  std::string told;
  for (std::string line; std::getline(lines, line);) {
    const Json event = Json::parse(line);
    told += fmt::format("{}{} {}", told.empty() ? "" : ", ", TextAt(event, {"type"}),
                        TextAt(event["object"], {"metadata", "name"}));
  }
  return told;
}

void Create(TestApi& api, const std::string& name, const std::string& label) {
  api.Post(kConfigMaps, fmt::format("{{metadata: {{name: {}, labels: {{t: {}}}}}}}", name, label));
}

TEST(Watch, TellsWhatIsThereAndWhatChanges) {
  TestApi api;
  Create(api, "a", "x");
  auto watch = Open(api, "");
  EXPECT_EQ(Tell(watch->Next(milliseconds(0))), "ADDED a");
  EXPECT_EQ(Tell(watch->Next(milliseconds(0))), "");
  Create(api, "b", "x");
  api.MergePatch(std::string(kConfigMaps) + "/a", R"({"data":{"k":"v"}})");
  api.Delete(std::string(kConfigMaps) + "/b");
  EXPECT_EQ(Tell(watch->Next(milliseconds(0))), "ADDED b, MODIFIED a, DELETED b");
}

TEST(Watch, GoesOnFromAVersion) {
  TestApi api;
  Create(api, "a", "x");
  const std::string version = TextAt(api.Get(kConfigMaps).body, {"metadata", "resourceVersion"});
  Create(api, "b", "x");
  EXPECT_EQ(Tell(Open(api, "&resourceVersion=" + version)->Next(milliseconds(0))), "ADDED b");
  EXPECT_EQ(api.Get(std::string(kConfigMaps) + "?watch=true&resourceVersion=old").status, 500);
}

TEST(Watch, EnteringAndLeavingTheSelectionIsAddedAndDeleted) {
  TestApi api;
  auto watch = Open(api, "&labelSelector=t=x");
  EXPECT_EQ(Tell(watch->Next(milliseconds(0))), "");
  Create(api, "a", "up");
  api.MergePatch(std::string(kConfigMaps) + "/a", R"({"metadata":{"labels":{"t":"x"}}})");
  api.MergePatch(std::string(kConfigMaps) + "/a", R"({"metadata":{"labels":{"t":"z"}}})");
  EXPECT_EQ(Tell(watch->Next(milliseconds(0))), "ADDED a, DELETED a");
}

TEST(Watch, AStartIsMarkedOnRequest) {
  TestApi api;
  Create(api, "a", "x");
  const std::string query =
      "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
  EXPECT_EQ(Tell(Open(api, query)->Next(milliseconds(0))), "ADDED a, BOOKMARK ");
}

TEST(Watch, EndsByStop) {
  TestApi api;
  EXPECT_EQ(Tell(Open(api, "&timeoutSeconds=0")->Next(milliseconds(0))), "");  // no limit
  auto watch = Open(api, "");
  EXPECT_EQ(Tell(watch->Next(milliseconds(0))), "");
  std::thread stopper([&] { api.api.Stop(); });
  while (watch->Next(milliseconds(10'000))) {
  }
  stopper.join();
}

}  // namespace
}  // namespace meshctl::sandbox
