// SPDX-License-Identifier: Apache-2.0
// A list and the stream behind it, as a small state machine: what is asked next depends on how the last
// request ended. Objects that were known and are missing from a later list are told as deleted, so that no
// sink ever has to compare lists.
#include "kube/watch.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "kube/payload.h"

namespace meshctl::kube {
namespace {

using Flow = Exchange::Flow;

/// A member that is an object; an empty one when it is not there.
const Json& Member(const Json& object, const char* key) {
  static const Json kNothing = Json::object();
  const auto found = object.find(key);
  return found != object.end() && found->is_object() ? *found : kNothing;
}

/// `metadata` of an object, or of the one row of a Table.
const Json& MetadataOf(const Json& object) {
  const auto rows = object.find("rows");
  if (rows != object.end() && rows->is_array() && rows->size() == 1 && rows->front().is_object()) {
    return Member(Member(rows->front(), "object"), "metadata");
  }
  return Member(object, "metadata");
}

Failure Unusable(const std::string& what, const std::string& why) {
  return {.error = ClusterError(fmt::format("the watch of {} cannot be followed: {}", what, why)),
          .status = 0,
          .reason = {},
          .causes = {}};
}

}  // namespace

Flow WatchSink::Listed(std::size_t) { return Flow::kGoOn; }
Flow WatchSink::Tick() { return Flow::kGoOn; }

Watcher::Watcher(Watch watch, std::size_t number, WatchSink& sink, WatchLimits limits)
    : watch_(std::move(watch)), number_(number), sink_(sink), limits_(std::move(limits)) {
  if (watch_.resource_version.empty()) {
    Relist();
  } else {
    version_ = watch_.resource_version;
    phase_ = Phase::kStream;
  }
}

std::optional<Request> Watcher::Next() {
  if (under_way_ || stopped_ || failure_) return std::nullopt;
  under_way_ = true;
  Request request = phase_ == Phase::kList ? ListRequest() : StreamRequest();
  request.delay = std::exchange(delay_, {});
  return request;
}

Request Watcher::ListRequest() const {
  Request request = PageRequest(watch_.type, watch_.options, next_page_);
  request.accept = watch_.accept;
  return request;
}

Request Watcher::StreamRequest() const {
  Request request{.path = ObjectPath(watch_.type, watch_.options.name_space, ""), .accept = watch_.accept};
  auto& query = request.query;
  query = {{"watch", "1"}, {"allowWatchBookmarks", "true"}, {"resourceVersion", version_}};
  const auto seconds = static_cast<double>(limits_.stream_for.count()) * (1 + limits_.random());
  query.emplace_back("timeoutSeconds", fmt::to_string(static_cast<int>(seconds)));
  if (!watch_.options.label_selector.empty())
    query.emplace_back("labelSelector", watch_.options.label_selector);
  if (!watch_.options.field_selector.empty())
    query.emplace_back("fieldSelector", watch_.options.field_selector);
  request.streams = true;
  request.idle = limits_.idle;
  return request;
}

Flow Watcher::Piece(std::string_view bytes) {
  while (!bytes.empty() && !stopped_ && !broken_ && !expired_) {
    const std::size_t end = bytes.find('\n');
    if (line_.size() + std::min(end, bytes.size()) > limits_.max_event) {
      broken_ =
          Unusable(watch_.type.plural, fmt::format("an event is larger than {} bytes", limits_.max_event));
      break;
    }
    if (end == std::string_view::npos) {
      line_.append(bytes);
      break;
    }
    if (line_.empty()) {
      TakeEvent(bytes.substr(0, end));
    } else {
      line_.append(bytes.substr(0, end));
      TakeEvent(line_);
      line_.clear();
    }
    bytes.remove_prefix(end + 1);
  }
  return stopped_ || broken_ || expired_ ? Flow::kStop : Flow::kGoOn;
}

void Watcher::TakeEvent(std::string_view line) {
  if (line.find_first_not_of(" \t\r") == std::string_view::npos) return;
  auto event = yaml::ParseJson(line);
  if (!event || !event->is_object() || !event->contains("object") || !(*event)["object"].is_object()) {
    broken_ = Unusable(watch_.type.plural, "the server sent an event that is no JSON object");
    return;
  }
  const std::string type = TextOf(*event, "type");
  Json object = std::move((*event)["object"]);
  if (type == "ERROR") return TakeError(object);
  const Json& metadata = MetadataOf(object);
  Known now{.uid = TextOf(metadata, "uid"), .version = TextOf(metadata, "resourceVersion"), .list = list_};
  const Key key(TextOf(metadata, "namespace"), TextOf(metadata, "name"));
  if (!now.version.empty()) version_ = now.version;
  heard_ = true;
  if (type == "BOOKMARK") return;
  if (columns_.is_array() && object.contains("rows")) object["columnDefinitions"] = columns_;
  const auto known = known_.find(key);
  if (type == "DELETED") {
    if (known == known_.end() && list_ > 0) return;  // told already, when the list lacked it
    if (known != known_.end()) known_.erase(known);
    return Tell(WatchSink::Change::kDeleted, std::move(object));
  }
  if (type != "ADDED" && type != "MODIFIED") return;
  const bool is_new = known == known_.end();
  if (!is_new && !now.version.empty() && known->second.version == now.version) return;
  known_[key] = std::move(now);
  Tell(type == "ADDED" && is_new ? WatchSink::Change::kAdded : WatchSink::Change::kModified,
       std::move(object));
}

void Watcher::TakeError(const Json& status) {
  const auto code = status.find("code");
  const int number = code != status.end() && code->is_number_integer() ? code->get<int>() : 500;
  if (number == 410) {
    expired_ = true;
    return;
  }
  broken_ = DecodeFailure(StreamRequest(), {.status = number, .body = status.dump()});
}

void Watcher::Done(const Result<Response>& response) {
  under_way_ = false;
  if (stopped_) return;
  if (phase_ == Phase::kList) return ListDone(response);
  StreamDone(response);
  line_.clear();
}

void Watcher::ListDone(const Result<Response>& response) {
  auto page = ObjectIn(ListRequest(), response);
  if (page) {
    TakePage(*page);
    if (!stopped_ && next_page_.empty()) ListEnded();
    return;
  }
  const bool expired = page.error().status == 410 && !next_page_.empty();
  Relist();
  const auto after = response && response->retry_after ? *response->retry_after : std::chrono::seconds(0);
  if (!expired && version_.empty()) {  // nothing has ever worked
    failure_ = std::move(page).error();
  } else {
    Failed(std::move(page).error(), after);
  }
}

void Watcher::TakePage(Json& page) {
  if (version_.empty() || next_page_.empty()) version_ = TextOf(Member(page, "metadata"), "resourceVersion");
  next_page_ = ContinueOf(page);
  const auto rows = page.find("rows");
  if (rows == page.end()) {
    for (Json& object : TakeItems(page, watch_.type)) TakeListed(std::move(object));
    return;
  }
  if (const auto columns = page.find("columnDefinitions"); columns != page.end() && columns->is_array())
    columns_ = *columns;
  if (!rows->is_array()) return;
  for (Json& row : *rows) {
    TakeListed({{"kind", "Table"},
                {"apiVersion", "meta.k8s.io/v1"},
                {"columnDefinitions", columns_},
                {"rows", Json::array({std::move(row)})}});
  }
}

void Watcher::TakeListed(Json object) {
  if (stopped_) return;
  const Json& metadata = MetadataOf(object);
  Known now{.uid = TextOf(metadata, "uid"), .version = TextOf(metadata, "resourceVersion"), .list = list_};
  const Key key(TextOf(metadata, "namespace"), TextOf(metadata, "name"));
  const auto found = known_.find(key);
  if (found == known_.end()) {
    known_.emplace(key, std::move(now));
    return Tell(WatchSink::Change::kAdded, std::move(object));
  }
  Known& known = found->second;
  known.list = list_;
  if (known.uid != now.uid) {
    TellGone(key, known);
    known = std::move(now);
    return Tell(WatchSink::Change::kAdded, std::move(object));
  }
  if (!now.version.empty() && known.version == now.version) return;
  known = std::move(now);
  Tell(WatchSink::Change::kModified, std::move(object));
}

void Watcher::ListEnded() {
  for (auto at = known_.begin(); at != known_.end();) {
    if (at->second.list == list_) {
      ++at;
      continue;
    }
    TellGone(at->first, at->second);
    at = known_.erase(at);
  }
  failures_ = 0;
  phase_ = Phase::kStream;
  if (!stopped_) stopped_ = sink_.Listed(number_) == Flow::kStop;
}

void Watcher::StreamDone(const Result<Response>& response) {
  const bool heard = std::exchange(heard_, false);
  if (heard) failures_ = 0, quiet_ = 0;
  if (std::exchange(expired_, false) || (response && response->status == 410)) {
    Relist();
    if (!heard && quiet_ > 0) delay_ = DelayAfter(limits_.backoff, quiet_, limits_.random());
    ++quiet_;
    return;
  }
  if (broken_) {
    Relist();
    Failed(*std::exchange(broken_, std::nullopt), {});
    return;
  }
  if (!response) {
    return Failed({.error = response.error(), .status = 0, .reason = {}, .causes = {}}, {});
  }
  if (response->status < 200 || response->status >= 300) {
    return Failed(DecodeFailure(StreamRequest(), *response),
                  response->retry_after.value_or(std::chrono::seconds(0)));
  }
  // Servers end streams now and then; one that ends at once would be asked in a tight loop.
  if (!heard) delay_ = DelayAfter(limits_.backoff, ++quiet_, limits_.random());
}

void Watcher::Relist() {
  phase_ = Phase::kList;
  next_page_.clear();
  ++list_;
}

void Watcher::Failed(Failure failure, std::chrono::milliseconds at_least) {
  const bool hopeless = failure.status == 404 || failure.status == 405;
  if (hopeless || ++failures_ >= limits_.max_failures) {
    failure_ = std::move(failure);
    return;
  }
  delay_ = std::max(at_least, DelayAfter(limits_.backoff, failures_, limits_.random()));
}

void Watcher::Tell(WatchSink::Change change, Json object) {
  if (!stopped_) stopped_ = sink_.Take(number_, change, std::move(object)) == Flow::kStop;
}

void Watcher::TellGone(const Key& key, const Known& known) {
  Json metadata = {{"name", key.second}, {"uid", known.uid}};
  if (!key.first.empty()) metadata["namespace"] = key.first;
  Tell(WatchSink::Change::kDeleted, {{"apiVersion", watch_.type.api_version()},
                                     {"kind", watch_.type.kind},
                                     {"metadata", std::move(metadata)}});
}

namespace {

/// Several watches in one conversation.
class Watches final : public Exchange {
 public:
  Watches(std::vector<Watch> watches, WatchSink& sink, const WatchUntil& until) : sink_(sink), until_(until) {
    for (std::size_t i = 0; i < watches.size(); ++i)
      all_.push_back(std::make_unique<Watcher>(std::move(watches[i]), i, sink, until.limits));
  }

  std::optional<Request> Next() override {
    if (over()) return std::nullopt;
    for (std::size_t tried = 0; tried < all_.size(); ++tried) {  // in turns, so that none is starved
      const std::size_t watch = turn_++ % all_.size();
      auto request = all_[watch]->Next();
      if (!request) continue;
      watch_of_.push_back(watch);
      return request;
    }
    return std::nullopt;
  }
  Flow Piece(std::size_t number, std::string_view bytes) override {
    if (over()) return Flow::kStop;
    const Flow flow = all_[watch_of_[number]]->Piece(bytes);
    Look(watch_of_[number]);
    return flow;
  }
  void Done(std::size_t number, Result<Response> response) override {
    if (over()) return;
    all_[watch_of_[number]]->Done(response);
    Look(watch_of_[number]);
  }
  Flow Tick() override {
    if (!over() && until_.deadline && Now() >= *until_.deadline) late_ = true;
    if (!over() && sink_.Tick() == Flow::kStop) stopped_ = true;
    return over() ? Flow::kStop : Flow::kGoOn;
  }

  std::optional<std::size_t> failed() const { return failed_; }
  const Failure& failure() const { return *all_[*failed_]->failure(); }
  bool late() const { return late_; }

 private:
  bool over() const { return stopped_ || late_ || failed_; }
  std::chrono::steady_clock::time_point Now() const {
    return until_.now ? until_.now() : std::chrono::steady_clock::now();
  }
  void Look(std::size_t watch) {
    if (all_[watch]->stopped()) stopped_ = true;
    if (all_[watch]->failure()) failed_ = watch;
  }

  WatchSink& sink_;
  const WatchUntil& until_;
  std::vector<std::unique_ptr<Watcher>> all_;
  std::vector<std::size_t> watch_of_;  // by the number of the request
  std::size_t turn_ = 0;
  bool stopped_ = false;
  bool late_ = false;
  std::optional<std::size_t> failed_;
};

}  // namespace

Answer<WatchEnd> WatchObjects(Cluster& cluster, std::vector<Watch> watches, WatchSink& sink,
                              const WatchUntil& until, std::size_t* failed) {
  Watches talk(std::move(watches), sink, until);
  cluster.Run(talk);
  if (talk.failed()) {
    if (failed) *failed = *talk.failed();
    return std::unexpected(talk.failure());
  }
  return talk.late() ? WatchEnd::kDeadline : WatchEnd::kStopped;
}

}  // namespace meshctl::kube
