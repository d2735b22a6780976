// SPDX-License-Identifier: Apache-2.0
// The API server's verbs on objects: discovery of what kinds exist, get, list, server-side apply, delete.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kube/cluster.h"
#include "kube/failure.h"
#include "yaml/json.h"

namespace meshctl::kube {

/// One kind as the server offers it.
struct ResourceType {
  std::string group;    ///< empty for the core group
  std::string version;  ///< "v1"
  std::string kind;     ///< "Deployment"
  std::string plural;   ///< "deployments"
  bool namespaced = false;

  std::string api_version() const { return group.empty() ? version : group + "/" + version; }
};

/// Which objects of a kind.
struct ListOptions {
  std::string name_space = {};  ///< empty: all namespaces
  std::string label_selector = {};
  std::string field_selector = {};
};

enum class Validation { kStrict, kWarn, kIgnore };
enum class Force { kNo, kYes };
enum class DryRun { kNo, kServer };

struct ApplyOptions {
  std::string field_manager = "meshctl";
  Force force = Force::kNo;
  DryRun dry_run = DryRun::kNo;
  Validation validation = Validation::kStrict;
};

/// What server-side apply answered.
struct Applied {
  Json object;
  bool created = false;  ///< status 201
};

class Discovery;

class Client {
 public:
  explicit Client(Cluster& cluster);
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client();

  /// All kinds of the server, read once (discovery.h). From then on Resolve answers from it, so two requests
  /// stand for one each group version.
  Answer<const Discovery*> Discover();
  /// The kind as the server knows it. What Discover did not tell is asked for, one request per group version,
  /// and remembered. An unknown kind fails with status 404 and reason "NoKindMatch".
  Answer<ResourceType> Resolve(const std::string& api_version, const std::string& kind);
  /// Forgets which kinds there are not, after a CustomResourceDefinition has been written.
  void Forget() { types_.clear(); }

  Answer<Json> Get(const ResourceType& type, const std::string& name_space, const std::string& name);
  /// All objects, read in pages of 500; the list starts over when the server says that it has expired.
  Answer<std::vector<Json>> List(const ResourceType& type, const ListOptions& options);
  /// Sends `object` exactly as it is; `name_space` is ignored for kinds that have none.
  Answer<Applied> Apply(const ResourceType& type, const std::string& name_space, const Json& object,
                        const ApplyOptions& options);

  Cluster& cluster() { return cluster_; }
  /// Holds a conversation of the caller's own; see Note about what it gets to hear.
  void Run(Exchange& exchange) { cluster_.Run(exchange); }
  /// Keeps the warnings of an answer that did not come through this Client.
  void Note(const Response& response);
  /// Warnings the server has sent since the last call, each once per Client.
  std::vector<std::string> TakeWarnings();

 private:
  Answer<Json> Ask(const Request& request, int* status = nullptr);

  Cluster& cluster_;
  std::unique_ptr<const Discovery> discovery_;
  std::map<std::string, std::vector<ResourceType>> types_;  // by apiVersion
  std::vector<std::string> warnings_;
  std::size_t warnings_taken_ = 0;
};

/// "/api/v1/namespaces/NS/services/NAME"; without the last segment when `name` is empty.
std::string ObjectPath(const ResourceType& type, const std::string& name_space, const std::string& name);

}  // namespace meshctl::kube
