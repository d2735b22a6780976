// SPDX-License-Identifier: Apache-2.0
// Everything that is asked of a cluster is asked with the binary under test: what it cannot do here, the
// scripts could not do either. A second kubeconfig, first in the list, says which namespace is meant, so that
// nobody's own file is copied or changed.
#include "testing/script_cluster.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <thread>
#include <utility>

#include "testing/api_server.h"
#include "testing/child.h"
#include "yaml/json.h"
#include "yaml/parse.h"

namespace meshctl::testing {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

constexpr auto kPatience = std::chrono::seconds(30);
constexpr auto kPause = std::chrono::milliseconds(20);
constexpr const char* kPath = "/usr/local/bin:/usr/bin:/bin";

std::string Slurp(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

std::string Text(const Json& object, const char* key) {
  return object.is_object() ? object.value(key, "") : std::string();
}

Json ReadYaml(const std::string& path) {
  const source::SourceFile file(path, Slurp(path));
  diag::Report report;
  const yaml::Stream stream = yaml::Parse(file, {}, report);
  return stream.documents.empty() ? Json() : yaml::ToJson(stream.documents.front());
}

// A kubeconfig whose only context is the current one of `kubeconfig`, in another namespace.
Result<std::string> ContextIn(const std::string& name_space, const std::string& kubeconfig) {
  std::istringstream paths(kubeconfig);
  std::string current;
  Json contexts = Json::array();
  for (std::string path; std::getline(paths, path, ':');) {
    const Json config = ReadYaml(path);
    if (current.empty()) current = Text(config, "current-context");
    if (!config.contains("contexts")) continue;
    for (const Json& context : config["contexts"]) contexts.push_back(context);
  }
  for (const Json& context : contexts) {
    if (Text(context, "name") != current) continue;
    return fmt::format(
        "current-context: e2e\ncontexts:\n- name: e2e\n  context: {{cluster: {}, user: {}, namespace: {}}}\n",
        Json(Text(context["context"], "cluster")).dump(), Json(Text(context["context"], "user")).dump(),
        name_space);
  }
  return std::unexpected(InputError(fmt::format("`{}` has no current context", kubeconfig)));
}

std::string RandomName() {
  static int count = 0;
  return fmt::format("e2e-{:x}-{}", getpid(), ++count);
}

/// A sandbox for each script.
class SandboxCluster : public ScriptCluster {
 public:
  explicit SandboxCluster(std::string meshctl) : ScriptCluster(Kind::kSandbox, std::move(meshctl)) {}

  Result<ScriptPlace> Enter(const std::string& folder, const std::string& settings) override {
    const std::string kubeconfig = settings + "/sandbox.yaml";
    const std::string log = settings + "/sandbox.log";
    sandbox_ = std::make_unique<Child>(
        std::vector<std::string>{meshctl_, "sandbox", "--empty", "--kubeconfig", kubeconfig}, log);
    const auto deadline = steady_clock::now() + kPatience;
    while (Slurp(log).find("Ctrl-C") == std::string::npos) {
      if (!sandbox_->Runs() || steady_clock::now() > deadline)
        return std::unexpected(InternalError("no sandbox: " + TailOf(log)));
      std::this_thread::sleep_for(kPause);
    }
    if (auto described = ScriptCluster::Describe("a sandbox for each script", kubeconfig); !described)
      return std::unexpected(described.error());
    return PlaceIn(kubeconfig, folder, settings);
  }
  void Leave() override { sandbox_.reset(); }

 private:
  std::unique_ptr<Child> sandbox_;
};

/// One server for all scripts.
class RealCluster : public ScriptCluster {
 public:
  explicit RealCluster(std::string meshctl) : ScriptCluster(Kind::kReal, std::move(meshctl)) {}

  Result<void> UseGiven(const std::string& kubeconfig) {
    kubeconfig_ = kubeconfig;
    if (auto described = Describe("the cluster of KUBECONFIG=" + kubeconfig, kubeconfig_); !described)
      return described;
    auto nodes = Ask("meshctl get nodes -o name", kubeconfig_);
    if (!nodes) return std::unexpected(nodes.error());
    controllers_ = !nodes->empty();
    auto present = Ask("meshctl get customresourcedefinitions -o name", kubeconfig_);
    if (!present) return std::unexpected(present.error());
    return InstallDefinitions(*present);
  }
  Result<void> StartOwn(const std::string& assets) {
    auto server = ApiServer::Start(assets, ApiServer::Namespaces::kReal);
    if (!server) return std::unexpected(server.error());
    own_ = std::move(*server);
    kubeconfig_ = own_->kubeconfig();
    controllers_ = ApiServer::HasControllers(assets);
    if (controllers_) {
      if (auto started = own_->StartControllers(assets); !started) return started;
    }
    const char* with = controllers_ ? "with" : "without";
    auto described = Describe(fmt::format("kube-apiserver of {} {} controllers", assets, with), kubeconfig_);
    return described ? InstallDefinitions("") : described;
  }

  Result<ScriptPlace> Enter(const std::string& folder, const std::string& settings) override {
    return PlaceIn(kubeconfig_, folder, settings);
  }
  void Leave() override {
    // A server of our own goes, with all that is in it.
    if (namespace_.empty() || own_) return;
    auto deleted = Ask("meshctl delete namespace " + namespace_ + " --wait=false", kubeconfig_);
    if (!deleted) fmt::print("e2e: namespace {} is left behind: {}\n", namespace_, deleted.error().message);
    namespace_.clear();
  }

 private:
  // Those that the server lacks; it may hold another release of Istio, which is none of our business.
  Result<void> InstallDefinitions(const std::string& present) const {
    auto printed = Ask("meshctl schema crd -o json", "");
    if (!printed) return std::unexpected(printed.error());
    Json list = Json::parse(*printed, nullptr, false);
    if (!list.is_object() || !list.contains("items"))
      return std::unexpected(InternalError("`meshctl schema crd -o json` prints no list"));
    Json missing = Json::array();
    for (const Json& definition : list["items"]) {
      const std::string name = Text(definition["metadata"], "name");
      if (present.find("/" + name + "\n") == std::string::npos) missing.push_back(definition);
    }
    if (missing.empty()) return {};
    const fs::path file = fs::temp_directory_path() / fmt::format("meshctl-e2e-{}.json", getpid());
    list["items"] = std::move(missing);
    std::ofstream(file) << list.dump();
    auto applied = Ask(fmt::format("meshctl apply -f {}", file.string()), kubeconfig_);
    fs::remove(file);
    if (!applied) return std::unexpected(applied.error());
    return {};
  }

  std::unique_ptr<ApiServer> own_;
  std::string kubeconfig_;
};

}  // namespace

std::vector<std::string> NeedsOf(const std::string& script) {
  constexpr std::string_view kMark = "Needs: ";
  std::vector<std::string> needs;
  std::istringstream lines(script);
  for (std::string line; std::getline(lines, line) && !line.empty();) {
    if (!line.starts_with(kMark)) continue;
    std::istringstream words(line.substr(kMark.size()));
    for (std::string word; words >> word;) {
      while (word.ends_with(',') || word.ends_with('.')) word.pop_back();
      needs.push_back(std::move(word));
    }
  }
  return needs;
}

std::string ScriptCluster::Lacks(const std::string& need) const {
  if (need == "controllers") return controllers_ ? "" : "this server has no controllers";
  if (need == "sandbox") return kind_ == Kind::kSandbox ? "" : "only a sandbox can do this";
  std::istringstream folders(kPath);
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (fs::exists(fs::path(folder) / need)) return {};
  }
  return fmt::format("there is no `{}` in {}", need, kPath);
}

Result<std::string> ScriptCluster::Ask(const std::string& command, const std::string& kubeconfig) const {
  std::string out = (fs::temp_directory_path() / fmt::format("meshctl-e2e-{}.out", getpid())).string();
  const std::string line = fmt::format(
      "env -i HOME=/nonexistent PATH='{}:{}' KUBECONFIG='{}' timeout 120 {} </dev/null >{} 2>{}.err",
      fs::path(meshctl_).parent_path().string(), kPath, kubeconfig, command, out, out);
  const int state = std::system(line.c_str());
  std::string printed = Slurp(out);
  const std::string errors = Slurp(out + ".err");
  fs::remove(out);
  fs::remove(out + ".err");
  if (state == 0) return printed;
  return std::unexpected(InternalError(fmt::format("`{}`: {}", command, errors)));
}

Result<void> ScriptCluster::Describe(const std::string& what, const std::string& kubeconfig) {
  constexpr std::string_view kMark = "Server Version: ";
  auto versions = Ask("meshctl version", kubeconfig);
  if (!versions) return std::unexpected(versions.error());
  const std::size_t at = versions->find(kMark);
  if (at == versions->npos) return std::unexpected(InternalError("no server version: " + *versions));
  version_ = versions->substr(at + kMark.size());
  version_ = version_.substr(0, version_.find('\n'));
  description_ = fmt::format("{}, {}", what, version_);
  return {};
}

Result<ScriptPlace> ScriptCluster::PlaceIn(const std::string& kubeconfig, const std::string& folder,
                                           const std::string& settings) {
  const std::string name = RandomName();
  auto context = ContextIn(name, kubeconfig);
  if (!context) return std::unexpected(context.error());
  std::ofstream(settings + "/namespace.yaml")
      << fmt::format("{{apiVersion: v1, kind: Namespace, metadata: {{name: {}}}}}\n", name);
  std::ofstream(settings + "/context.yaml") << *context;
  auto made = Ask(fmt::format("meshctl apply -f {}/namespace.yaml", settings), kubeconfig);
  if (!made) return std::unexpected(made.error());
  namespace_ = name;
  ScriptPlace place{folder,
                    {{"PATH", fs::path(meshctl_).parent_path().string() + ":" + kPath},
                     {"KUBECONFIG", settings + "/context.yaml:" + kubeconfig},
                     {"NAMESPACE", name}},
                    {{name, "e2e"}, {version_, "VERSION"}},
                    ScriptPlace::Nature::kMasked};
  return place;
}

Result<std::unique_ptr<ScriptCluster>> ScriptCluster::Start(Choice choice, std::string meshctl) {
  const char* kubeconfig = std::getenv("KUBECONFIG");
  const std::optional<std::string> assets = ApiServer::Assets();
  const bool named = kubeconfig != nullptr && *kubeconfig != '\0';
  if (choice == Choice::kSandbox || (!named && !assets))
    return std::make_unique<SandboxCluster>(std::move(meshctl));
  auto real = std::make_unique<RealCluster>(std::move(meshctl));
  auto ready = named ? real->UseGiven(kubeconfig) : real->StartOwn(*assets);
  if (!ready) return std::unexpected(ready.error());
  return real;
}

}  // namespace meshctl::testing
