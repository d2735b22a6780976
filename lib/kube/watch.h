// SPDX-License-Identifier: Apache-2.0
// Objects of a kind as they are and as they change: a list, then a stream of events, for as long as somebody
// wants to know. Dropped connections, expired versions and busy servers are dealt with here.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kube/client.h"
#include "kube/cluster.h"
#include "kube/failure.h"
#include "kube/retry.h"
#include "yaml/json.h"

namespace meshctl::kube {

/// What to watch.
struct Watch {
  ResourceType type;
  ListOptions options = {};  ///< one object: `field_selector = "metadata.name=x"`
  /// Begin here and do not list first: the `metadata.resourceVersion` of a list that the caller has.
  std::string resource_version = {};
  /// For tables or metadata alone. Objects of a Table come as Tables of one row.
  std::string accept = "application/json";
};

/// Bounds of a watch.
struct WatchLimits {
  std::uint64_t max_event = 32ull << 20;  ///< bytes of one event
  std::chrono::seconds stream_for{290};   ///< the server is asked to end a stream after this, jittered
  std::chrono::milliseconds idle{
      150'000};          ///< a stream that is silent for longer is dead: bookmarks come each minute
  Backoff backoff = {};  ///< between tries that fail
  int max_failures = 8;  ///< tries in a row that may fail before the watch does
  std::function<double()> random = Random;  ///< for jitter
};

/// Takes what a watch sees. kStop ends the whole conversation.
class WatchSink {
 public:
  enum class Change : std::uint8_t { kAdded, kModified, kDeleted };

  virtual ~WatchSink() = default;
  /// An object is there, has changed or is gone. Each object begins with kAdded. What vanished while nobody
  /// was looking is told as kDeleted of an object that has only apiVersion, kind and metadata (name,
  /// namespace, uid).
  virtual Exchange::Flow Take(std::size_t watch, Change change, Json object) = 0;
  /// All that is there has been handed out; told once for every list that was read to its end.
  virtual Exchange::Flow Listed(std::size_t watch);
  /// Called a few times a second.
  virtual Exchange::Flow Tick();
};

/// One watch as a part of a conversation: the Exchange that holds it passes on what belongs to it.
class Watcher {
 public:
  /// `number` is what the sink calls this watch.
  Watcher(Watch watch, std::size_t number, WatchSink& sink, WatchLimits limits = {});

  /// The next request, or nothing while one is under way or the watch is over.
  std::optional<Request> Next();
  /// As Exchange::Piece and Exchange::Done, for the request that Next gave last.
  Exchange::Flow Piece(std::string_view bytes);
  void Done(const Result<Response>& response);

  /// The sink has said kStop.
  bool stopped() const { return stopped_; }
  /// Why the watch has given up: it is not allowed, the kind is not there, or nothing answers any more.
  const std::optional<Failure>& failure() const { return failure_; }

 private:
  struct Known {
    std::string uid;
    std::string version;
    std::uint64_t list = 0;  ///< the last list that had it
  };
  using Key = std::pair<std::string, std::string>;  // namespace, name

  Request ListRequest() const;
  Request StreamRequest() const;
  void ListDone(const Result<Response>& response);
  void TakePage(Json& page);
  void ListEnded();
  void StreamDone(const Result<Response>& response);
  void TakeEvent(std::string_view line);
  void TakeError(const Json& status);
  void TakeListed(Json object);
  void Relist();
  void Failed(Failure failure, std::chrono::milliseconds at_least);
  void Tell(WatchSink::Change change, Json object);
  void TellGone(const Key& key, const Known& known);

  Watch watch_;
  std::size_t number_;
  WatchSink& sink_;
  WatchLimits limits_;

  enum class Phase : std::uint8_t { kList, kStream } phase_ = Phase::kList;
  bool under_way_ = false;
  bool stopped_ = false;
  std::optional<Failure> failure_;
  std::chrono::milliseconds delay_{0};  // before the next request
  int failures_ = 0;                    // in a row
  int quiet_ = 0;                       // streams in a row that ended without an event

  std::map<Key, Known> known_;
  std::uint64_t list_ = 0;  // number of the list under way or read last
  std::string next_page_;
  std::string version_;  // where the stream goes on
  Json columns_;         // of Tables: only the first event has them

  std::string line_;    // an event that is not complete
  bool heard_ = false;  // an event came on this stream
  std::optional<Failure> broken_;
  bool expired_ = false;
};

/// How a conversation of watches ended.
enum class WatchEnd : std::uint8_t {
  kStopped,   ///< the sink said so
  kDeadline,  ///< time is up
};

struct WatchUntil {
  std::optional<std::chrono::steady_clock::time_point> deadline = {};  ///< none: until the sink says stop
  std::function<std::chrono::steady_clock::time_point()> now = {};     ///< unset: the system's clock
  WatchLimits limits = {};
};

/// Watches all of them in one conversation. Fails when one of them does; `failed`, where given, gets its
/// number.
Answer<WatchEnd> WatchObjects(Cluster& cluster, std::vector<Watch> watches, WatchSink& sink,
                              const WatchUntil& until = {}, std::size_t* failed = nullptr);

}  // namespace meshctl::kube
