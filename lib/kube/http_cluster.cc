// SPDX-License-Identifier: Apache-2.0
// HTTP to the API server: one libcurl multi handle, so that connections are kept and, where the server speaks
// HTTP/2, shared by parallel requests. This is the loop: what is sent when, which end of a try is the end of
// the request, and what is tried again (retry.cc) or with another login (credentials.h).
#include "kube/http_cluster.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "kube/curl_library.h"
#include "kube/message_causes.h"
#include "kube/transfer.h"
#include "kube/transport_error.h"

#undef curl_multi_setopt

namespace meshctl::kube {
namespace {

class HttpCluster final : public Cluster {
 public:
  explicit HttpCluster(std::unique_ptr<Route> route)
      : route_(std::move(route)), curl_(route_->curl), multi_(curl_.multi_init()) {
    curl_.multi_setopt(multi_, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_MULTIPLEX));
  }
  HttpCluster(const HttpCluster&) = delete;
  HttpCluster& operator=(const HttpCluster&) = delete;
  ~HttpCluster() override { curl_.multi_cleanup(multi_); }

  void Run(Exchange& exchange) override;

 private:
  using Clock = Task::Clock;
  static constexpr std::chrono::milliseconds kTick{100};

  /// The state of one Run.
  struct Conversation {
    Exchange& exchange;
    std::vector<std::unique_ptr<Transfer>> active = {};
    std::size_t streams = 0;                           ///< of those that are active
    std::multimap<Clock::time_point, Task> held = {};  ///< until when
    std::size_t asked = 0;                             ///< requests so far
    Clock::time_point last_tick = Clock::now();
  };

  /// Sends what is due and what the exchange asks for, as long as there is room.
  void Admit(Conversation& talk);
  bool HasRoom(const Conversation& talk) const;
  void Begin(Conversation& talk, Task task);
  /// Handles the tries that have ended; whether there were any.
  bool Collect(Conversation& talk);
  void End(Conversation& talk, Transfer& transfer, CURLcode code);
  /// Takes a transfer out of the loop.
  std::unique_ptr<Transfer> Remove(Conversation& talk, const Transfer& transfer);
  /// Ends the streams that have been silent for too long.
  void EndSilent(Conversation& talk, Clock::time_point now);
  int SleepOf(const Conversation& talk) const;
  void Abandon(Conversation& talk, const Error& why);
  Result<Login> LoginNow() const;

  std::unique_ptr<Route> route_;
  const CurlLibrary& curl_;
  CURLM* multi_;
  bool reached_ = false;  // this server has been there before
};

void HttpCluster::Run(Exchange& exchange) {
  Conversation talk{exchange};
  bool stopped = false;
  while (!stopped) {
    Admit(talk);
    if (talk.active.empty() && talk.held.empty()) return;
    int running = 0;
    CURLMcode code = curl_.multi_perform(multi_, &running);
    const bool done_any = Collect(talk);
    // A transfer may have waited for the connection that is free now, and nothing would end the sleep.
    if (code == CURLM_OK && !done_any) code = curl_.multi_poll(multi_, nullptr, 0, SleepOf(talk), nullptr);
    if (code != CURLM_OK) return Abandon(talk, InternalError(curl_.multi_strerror(code)));
    const Clock::time_point now = Clock::now();
    if (now - talk.last_tick >= kTick) {
      talk.last_tick = now;
      EndSilent(talk, now);
      stopped = exchange.Tick() == Exchange::Flow::kStop;
    }
  }
  Abandon(talk, ClusterError("the run was stopped before the answer came"));
}

bool HttpCluster::HasRoom(const Conversation& talk) const {
  return talk.active.size() - talk.streams < static_cast<std::size_t>(route_->limits.max_parallel) &&
         talk.streams < static_cast<std::size_t>(route_->limits.max_streams);
}

void HttpCluster::Admit(Conversation& talk) {
  const Clock::time_point now = Clock::now();
  while (HasRoom(talk) && !talk.held.empty() && talk.held.begin()->first <= now) {
    Task task = std::move(talk.held.begin()->second);
    talk.held.erase(talk.held.begin());
    Begin(talk, std::move(task));
  }
  while (HasRoom(talk)) {
    std::optional<Request> request = talk.exchange.Next();
    if (!request) return;
    Task task{.number = talk.asked++, .request = *std::move(request)};
    if (task.request.delay.count() > 0) {
      talk.held.emplace(now + task.request.delay, std::move(task));
    } else {
      Begin(talk, std::move(task));
    }
  }
}

Result<Login> HttpCluster::LoginNow() const {
  const Credentials& credentials = route_->endpoint.credentials;
  if (credentials.source) return credentials.source->Get();
  return Login{.token = credentials.token, .certificate = credentials.certificate, .key = credentials.key};
}

void HttpCluster::Begin(Conversation& talk, Task task) {
  const std::size_t number = task.number;
  auto login = LoginNow();
  if (!login) return talk.exchange.Done(number, std::unexpected(std::move(login).error()));
  if (task.tries++ == 0) task.begun = Clock::now();
  auto transfer = Transfer::Make(*route_, talk.exchange, std::move(task), *std::move(login));
  if (!transfer) return talk.exchange.Done(number, std::unexpected(std::move(transfer).error()));
  curl_.multi_add_handle(multi_, (*transfer)->handle());
  if ((*transfer)->request().streams) ++talk.streams;
  talk.active.push_back(*std::move(transfer));
}

std::unique_ptr<Transfer> HttpCluster::Remove(Conversation& talk, const Transfer& transfer) {
  const auto found = std::ranges::find(talk.active, &transfer, &std::unique_ptr<Transfer>::get);
  std::unique_ptr<Transfer> owned = std::move(*found);
  talk.active.erase(found);
  curl_.multi_remove_handle(multi_, owned->handle());
  if (owned->request().streams) --talk.streams;
  return owned;
}

bool HttpCluster::Collect(Conversation& talk) {
  int left = 0;
  bool any = false;
  while (const CURLMsg* message = curl_.multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode result = message->data.result;
    const auto found = std::ranges::find(talk.active, message->easy_handle, &Transfer::handle);
    const std::unique_ptr<Transfer> transfer = Remove(talk, **found);
    End(talk, *transfer, result);
    any = true;
  }
  return any;
}

void HttpCluster::End(Conversation& talk, Transfer& transfer, CURLcode code) {
  Transfer::Outcome outcome = transfer.Finish(code);
  Task task = transfer.TakeTask();
  const bool was_reached = std::exchange(reached_, reached_ || outcome.reached);
  const auto& source = route_->endpoint.credentials.source;
  if (source && outcome.response && outcome.response->status == 401 && task.login == Task::Login::kFirst) {
    const auto renewed = source->Refused(transfer.login());
    if (!renewed) return talk.exchange.Done(task.number, std::unexpected(renewed.error()));
    task.login = Task::Login::kRenewed;
    if (*renewed) {
      talk.held.emplace(Clock::now(), std::move(task));
      return;
    }
  }
  // A server that has never been there is not waited for.
  if (outcome.end == Attempt::End::kLost && !outcome.reached && !was_reached)
    outcome.end = Attempt::End::kOther;
  if (outcome.response && outcome.response->status == 500 && IsSchemaRefusal(outcome.response->body))
    outcome.end = Attempt::End::kOther;
  const Attempt attempt{
      .request = task.request.method == Method::kGet || task.request.repeat == Repeat::kSafe
                     ? Attempt::Request::kMayRepeat
                     : Attempt::Request::kMustNotTwice,
      .end = outcome.end,
      .status = outcome.response ? outcome.response->status : 0,
      .retry_after = outcome.response ? outcome.response->retry_after : std::nullopt,
      .tries = task.tries,
      .elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - task.begun)};
  const auto delay = task.request.streams
                         ? std::nullopt  // what of it has been handed out is known to its reader only
                         : RetryDelay(route_->limits.retry, attempt, route_->limits.random());
  if (!delay) return talk.exchange.Done(task.number, std::move(outcome.response));
  if (route_->endpoint.log) {
    route_->endpoint.log->Say(
        6, fmt::format("{} {} is tried again in {} milliseconds", Name(task.request.method),
                       route_->ShownUrlOf(task.request), delay->count()));
  }
  talk.held.emplace(Clock::now() + *delay, std::move(task));
}

void HttpCluster::EndSilent(Conversation& talk, Clock::time_point now) {
  const auto is_silent = [&](const std::unique_ptr<Transfer>& transfer) {
    const Request& request = transfer->request();
    return request.streams && request.idle.count() > 0 && now - transfer->heard() > request.idle;
  };
  for (auto at = std::ranges::find_if(talk.active, is_silent); at != talk.active.end();
       at = std::ranges::find_if(talk.active, is_silent)) {
    const std::unique_ptr<Transfer> transfer = Remove(talk, **at);
    talk.exchange.Done(
        transfer->number(),
        std::unexpected(ClusterError(fmt::format("{} has sent nothing for {}", route_->endpoint.server,
                                                 DurationText(transfer->request().idle)))));
  }
}

int HttpCluster::SleepOf(const Conversation& talk) const {
  auto sleep = kTick;
  if (!talk.held.empty() && HasRoom(talk)) {
    const auto due = std::chrono::ceil<std::chrono::milliseconds>(talk.held.begin()->first - Clock::now());
    sleep = std::clamp(due, std::chrono::milliseconds(0), kTick);
  }
  return static_cast<int>(sleep.count());
}

void HttpCluster::Abandon(Conversation& talk, const Error& why) {
  for (const auto& transfer : talk.active) {
    curl_.multi_remove_handle(multi_, transfer->handle());
    talk.exchange.Done(transfer->number(), std::unexpected(why));
  }
  for (const auto& [due, held] : talk.held) talk.exchange.Done(held.number, std::unexpected(why));
}

}  // namespace

Result<std::unique_ptr<Cluster>> MakeHttpCluster(const Endpoint& endpoint, const HttpLimits& limits) {
  auto curl = CurlLibrary::Load();
  if (!curl) return std::unexpected(std::move(curl).error());
  auto route = Route::To(**curl, endpoint, limits);
  if (!route) return std::unexpected(std::move(route).error());
  return std::make_unique<HttpCluster>(*std::move(route));
}

}  // namespace meshctl::kube
