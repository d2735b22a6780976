// SPDX-License-Identifier: Apache-2.0
// The same objects before a real kube-apiserver and before `Validate`: both must accept, or both refuse. The
// server runs on our own custom resource definitions, so it is also the judge of those. Needs
// KUBEBUILDER_ASSETS; objects are sent as dry-run creations with strict field validation.
#include "testing/api_server.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "diag/render.h"
#include "schema/export_crd.h"
#include "schema/kinds.h"
#include "testing/conformance.h"
#include "testing/example_doc.h"
#include "testing/golden.h"
#include "validate/custom/custom_kinds.h"
#include "validate/validate.h"
#include "yaml/json.h"
#include "yaml/parse.h"

namespace meshctl::validate {
namespace {

namespace fs = std::filesystem;
using schema::Channel;
using schema::Kind;
using testing::ApiServer;

/// Where both disagree and are meant to: the case and the reason.
const std::map<std::string, std::string> kKnownDifferences = {
    {"experimental-field.md:0#0", "validate only warns: it cannot know which definitions a cluster has"},
};

constexpr int kAccepted = 201;
constexpr int kExists = 409;

/// One server for all tests of this file; absent without assets.
class Server {
 public:
  static Server& The() {
    static Server server;
    return server;
  }
  ApiServer* get() { return server_.get(); }
  const std::string& fault() const { return fault_; }

 private:
  Server() {
    const auto assets = ApiServer::Assets();
    if (!assets) return;
    auto started = ApiServer::Start(*assets);
    if (started) {
      server_ = std::move(*started);
    } else {
      fault_ = started.error().message;
    }
  }

  std::unique_ptr<ApiServer> server_;
  std::string fault_;
};

#define MESHCTL_NEEDS_API_SERVER(server)                               \
  ASSERT_TRUE(Server::The().fault().empty()) << Server::The().fault(); \
  ApiServer* const server = Server::The().get();                       \
  if (server == nullptr) GTEST_SKIP() << testing::kNoAssets

constexpr const char* kDefinitionsPath = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

bool IsEstablished(ApiServer& server, const std::string& name) {
  const auto answer = server.Get(fmt::format("{}/{}", kDefinitionsPath, name));
  const Json definition = Json::parse(answer.body, nullptr, false);
  for (const Json& condition : definition.value(Json::json_pointer("/status/conditions"), Json::array())) {
    if (condition.value("type", "") == "Established" && condition.value("status", "") == "True") return true;
  }
  return false;
}

/// Creates what is not there yet and waits until it is served.
void InstallDefinitions(ApiServer& server) {
  static bool installed = false;
  if (installed) return;
  installed = true;
  std::vector<std::string> names;
  for (const Kind kind : schema::DefinedKinds(Channel::kStandard)) {
    const Json definition = schema::ExportCrd(kind, Channel::kStandard);
    const auto answer = server.Post(kDefinitionsPath, definition.dump());
    EXPECT_EQ(answer.status, kAccepted) << kind.name() << "\n" << answer.body;
    names.push_back(definition["metadata"]["name"]);
  }
  for (const std::string& name : names) {
    for (int wait = 0; wait < 300 && !IsEstablished(server, name); ++wait)
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    EXPECT_TRUE(IsEstablished(server, name)) << name;
  }
}

/// The kinds of the installed definitions, as the server itself publishes them.
const CustomKinds& PublishedKinds(ApiServer& server) {
  static CustomKinds kinds;
  if (!kinds.empty()) return kinds;
  for (const Kind kind : schema::AllKinds()) {
    if (!schema::IsDefined(kind, Channel::kStandard) || !kind.served()) continue;
    if (kinds.Find(kind.api_version(), kind.name()) != nullptr) continue;
    for (int wait = 0; wait < 300; ++wait) {
      const auto answer = server.Get(fmt::format("/openapi/v3/apis/{}", kind.api_version()));
      if (answer.status == 200) {
        EXPECT_TRUE(kinds.AddOpenApi(answer.body)) << kind.api_version();
      }
      if (kinds.Find(kind.api_version(), kind.name()) != nullptr) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    EXPECT_NE(kinds.Find(kind.api_version(), kind.name()), nullptr)
        << kind.api_version() << " " << kind.name();
  }
  return kinds;
}

/// Where to create the object, or nothing where the server has no such kind.
std::optional<std::string> PathFor(const Json& object) {
  const auto text = [](const Json& map, const char* key) {
    const bool there = map.is_object() && map.contains(key) && map[key].is_string();
    return there ? map[key].get<std::string>() : std::string();
  };
  if (!object.is_object()) return std::nullopt;
  const Kind kind = schema::FindKind(text(object, "apiVersion"), text(object, "kind"));
  if (!kind || kind.file_only() || kind.subresource_only() || !kind.served()) return std::nullopt;
  if (!schema::IsDefined(kind, Channel::kStandard) && kind.custom()) return std::nullopt;
  const std::string given = text(object.value("metadata", Json()), "namespace");
  const std::string ns = given.empty() ? "default" : given;
  const std::string base = kind.group().empty() ? fmt::format("/api/{}", kind.version())
                                                : fmt::format("/apis/{}", kind.api_version());
  const std::string scope = kind.namespaced() ? fmt::format("/namespaces/{}", ns) : "";
  return fmt::format("{}{}/{}?dryRun=All&fieldValidation=Strict", base, scope, kind.plural());
}

struct Tally {
  int agree = 0;
  int known = 0;
  int passed_over = 0;
};

void CompareObject(ApiServer& server, const std::string& name, const yaml::Node& object,
                   const Options& options, Tally& tally) {
  const Json json = yaml::ToJson(object);
  const auto path = PathFor(json);
  if (!path) {
    ++tally.passed_over;
    return;
  }
  diag::Report report;
  Validate(object, options, report);
  const bool ours = report.Count(diag::Level::kError) == 0;
  const auto answer = server.Post(*path, json.dump(-1, ' ', false, Json::error_handler_t::replace));
  const bool theirs = answer.status == kAccepted || answer.status == kExists;
  const bool agree = ours == theirs;
  if (const auto known = kKnownDifferences.find(name); known != kKnownDifferences.end()) {
    EXPECT_FALSE(agree) << name << " is no difference any more: take it off the list";
    ++tally.known;
    return;
  }
  tally.agree += agree ? 1 : 0;
  const std::string message = Json::parse(answer.body, nullptr, false).value("message", answer.body);
  EXPECT_TRUE(agree) << name << ": " << (theirs ? "the server accepts it" : "the server refuses it") << "\n"
                     << (theirs ? diag::RenderText(report, {}) : message);
}

void CompareText(ApiServer& server, const std::string& name, const std::string& text, Tally& tally,
                 const CustomKinds* custom = nullptr) {
  const Options options = {.as = Options::As::kApiServer, .custom = custom};
  const source::SourceFile file(name, text);
  diag::Report faults;
  const yaml::Stream stream = yaml::Parse(file, {}, faults);
  int index = 0;
  for (const yaml::Node& document : stream.documents) {
    const std::string id = fmt::format("{}#{}", name, index++);
    const bool list = document.Get("kind").string().ends_with("List") && document.Get("items").is_list();
    if (!list) {
      CompareObject(server, id, document, options, tally);
      continue;
    }
    for (const yaml::Node& item : document.Get("items").items())
      CompareObject(server, id, item, options, tally);
  }
}

void Print(const char* what, const Tally& tally) {
  fmt::print("{}: {} objects agree, {} known differences, {} of kinds the server does not serve\n", what,
             tally.agree, tally.known, tally.passed_over);
}

std::string ReadFile(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<fs::path> FilesBelow(const std::string& folder, const std::string& extension) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(testing::SourcePath(folder))) {
    if (entry.is_regular_file() && entry.path().extension() == extension) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

TEST(ApiServerTest, TakesTheDefinitionsOfBothChannels) {
  MESHCTL_NEEDS_API_SERVER(server);
  InstallDefinitions(*server);
  for (const Kind kind : schema::DefinedKinds(Channel::kExperimental)) {
    Json definition = schema::ExportCrd(kind, Channel::kExperimental);
    const auto answer = server->Post(fmt::format("{}?dryRun=All", kDefinitionsPath), definition.dump());
    EXPECT_TRUE(answer.status == kAccepted || answer.status == kExists) << kind.name() << "\n" << answer.body;
  }
}

TEST(ApiServerTest, AgreesOnTheConformanceCases) {
  MESHCTL_NEEDS_API_SERVER(server);
  const auto path = testing::ConformancePath("validate/api-validation.json");
  if (!path) GTEST_SKIP() << testing::kNoConformanceData;
  InstallDefinitions(*server);
  Tally tally;
  const Json cases = Json::parse(ReadFile(*path), nullptr, false);
  for (const Json& test_case : cases) {
    CompareText(*server, test_case.at("id").get<std::string>(), test_case.at("yaml").get<std::string>(),
                tally);
  }
  Print("conformance", tally);
}

TEST(ApiServerTest, AgreesOnTheConformanceCasesByItsOwnSchemas) {
  MESHCTL_NEEDS_API_SERVER(server);
  const auto path = testing::ConformancePath("validate/api-validation.json");
  if (!path) GTEST_SKIP() << testing::kNoConformanceData;
  InstallDefinitions(*server);
  const CustomKinds& published = PublishedKinds(*server);
  Tally tally;
  const Json cases = Json::parse(ReadFile(*path), nullptr, false);
  for (const Json& test_case : cases) {
    CompareText(*server, test_case.at("id").get<std::string>(), test_case.at("yaml").get<std::string>(),
                tally, &published);
  }
  Print("conformance by OpenAPI", tally);
}

TEST(ApiServerTest, AgreesOnEveryKeywordOfSchemas) {
  MESHCTL_NEEDS_API_SERVER(server);
  const source::SourceFile file("everything.yaml",
                                testing::ReadSource("testdata/validate/custom/everything.yaml"));
  diag::Report faults;
  const yaml::Stream stream = yaml::Parse(file, {}, faults);
  ASSERT_FALSE(stream.documents.empty());
  const Json definition = yaml::ToJson(stream.documents.front());
  const auto created = server->Post(kDefinitionsPath, definition.dump());
  ASSERT_EQ(created.status, kAccepted) << created.body;
  const std::string path =
      "/apis/example.com/v1/namespaces/default/everythings?dryRun=All&fieldValidation=Strict";
  for (int wait = 0; wait < 300 && server->Get("/apis/example.com/v1/everythings").status != 200; ++wait)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  for (const yaml::Node& document : stream.documents) {
    if (IsDefinition(document)) continue;
    const std::string name(document.Get("metadata").Get("name").string());
    const auto answer = server->Post(path, yaml::ToJson(document).dump());
    EXPECT_EQ(answer.status == kAccepted, name.starts_with("accepted-")) << name << "\n" << answer.body;
  }
}

TEST(ApiServerTest, AgreesOnTheExamplesOfRules) {
  MESHCTL_NEEDS_API_SERVER(server);
  InstallDefinitions(*server);
  Tally tally;
  for (const char* folder : {"testdata/validate", "testdata/rules"}) {
    for (const fs::path& path : FilesBelow(folder, ".md")) {
      int index = 0;
      for (const auto& example : testing::ExampleDoc(ReadFile(path)).examples()) {
        CompareText(*server, fmt::format("{}:{}", path.filename().string(), index++), example.yaml, tally);
      }
    }
  }
  Print("examples", tally);
}

TEST(ApiServerTest, AgreesOnTheManifestsOfTheTour) {
  MESHCTL_NEEDS_API_SERVER(server);
  InstallDefinitions(*server);
  Tally tally;
  for (const char* folder : {"testdata/test-app", "testdata/shop", "testdata/shop-broken"}) {
    for (const fs::path& path : FilesBelow(folder, ".yaml"))
      CompareText(*server, fs::relative(path, testing::SourcePath("testdata")).string(), ReadFile(path),
                  tally);
  }
  Print("manifests", tally);
}

}  // namespace
}  // namespace meshctl::validate
