// SPDX-License-Identifier: Apache-2.0
// The Kubernetes API as a function from request to answer, over objects in memory. No sockets: tests call it,
// and server.h puts it on a port.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/error.h"
#include "sandbox/controllers.h"
#include "sandbox/openapi.h"
#include "sandbox/registry.h"
#include "sandbox/representation.h"
#include "sandbox/selector.h"
#include "sandbox/target.h"

namespace meshctl::sandbox {

struct Request {
  std::string method;                                  ///< `GET`
  std::string path;                                    ///< decoded: `/api/v1/namespaces`
  std::multimap<std::string, std::string> query = {};  ///< decoded
  std::string content_type = {};
  std::string accept = {};
  std::string user_agent = {};
  std::string body = {};

  /// The first value of a query parameter, or empty.
  std::string Query(const std::string& name) const;
};

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::string> warnings = {};  ///< texts for `Warning: 299` headers
};

class Watch;
using Reply = std::variant<Response, std::unique_ptr<Watch>>;

class Api {
 public:
  explicit Api(Sources sources);
  Api(const Api&) = delete;
  Api& operator=(const Api&) = delete;

  /// Carries out one request. Safe to call from several threads; writes happen one after another.
  Reply Handle(const Request& request);

  /// Creates the objects, namespaces first and the others in their order, up to the first that is refused:
  /// what the cluster holds from the start.
  Answer<void> Preload(std::vector<Json> objects);

  /// The answer that tells a refusal.
  static Response Refuse(const Refusal& refusal);

  /// Ends all watches, now and later.
  void Stop();

 private:
  friend class Watch;
  Response Dispatch(const Request& request, const Target& target);
  /// Lets controllers do what only time makes due.
  void PassTime();

  std::mutex mutex_;  // around everything below
  std::condition_variable changed_;
  Catalog catalog_;
  OpenApi openapi_;
  Registry registry_;
  Controllers controllers_;
  bool stopped_ = false;
};

/// A stream of changes. Must not outlive its Api.
class Watch {
 public:
  struct Options {
    Target target;
    Selector labels;
    Selector fields;
    View view;
    std::optional<std::uint64_t> from;  ///< changes after this version; nothing: the present objects first
    bool bookmark_after_start = false;  ///< tell when the present objects are through (`sendInitialEvents`)
    std::optional<std::chrono::seconds> timeout;
  };
  Watch(Api& api, Options options);

  /// The next events, one JSON object a line; waits for them no longer than `wait` and may answer with none.
  /// Nothing when the watch has ended.
  std::optional<std::string> Next(std::chrono::milliseconds wait);

 private:
  std::string Start();
  std::string Events();
  Json Show(const Object& object);
  bool Selects(const Object& object) const;

  Api& api_;
  const Options options_;
  const std::optional<std::chrono::steady_clock::time_point> deadline_;
  std::uint64_t seen_ = 0;
  bool started_ = false;
  bool columns_told_ = false;  // of tables, only the first says what its columns are
  bool ended_ = false;
};

}  // namespace meshctl::sandbox
