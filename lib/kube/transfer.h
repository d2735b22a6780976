// SPDX-License-Identifier: Apache-2.0
// One try of one request through libcurl.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "base/error.h"
#include "kube/cluster.h"
#include "kube/connection.h"
#include "kube/curl_library.h"
#include "kube/http_cluster.h"
#include "kube/request_log.h"
#include "kube/retry.h"
#include "kube/server_address.h"

namespace meshctl::kube {

/// Where requests go, worked out once.
class Route {
 public:
  /// Fails when the endpoint makes no sense.
  static Result<std::unique_ptr<Route>> To(const CurlLibrary& curl, const Endpoint& endpoint,
                                           const HttpLimits& limits);
  ~Route();
  Route(const Route&) = delete;
  Route& operator=(const Route&) = delete;

  std::string UrlOf(const Request& request) const;
  /// The same for people: without the detour that a TLS server name takes.
  std::string ShownUrlOf(const Request& request) const;

  const CurlLibrary& curl;
  Endpoint endpoint;
  HttpLimits limits;
  ServerAddress address;
  std::string proxy;                 ///< as libcurl takes it
  std::string host_header;           ///< set where the URL's host is not the server's own
  curl_slist* connect_to = nullptr;  ///< then: where the server really is

 private:
  Route(const CurlLibrary& library, const Endpoint& to, const HttpLimits& bounds)
      : curl(library), endpoint(to), limits(bounds) {}
  std::string base_;
  std::string shown_base_;
};

/// A request on its way through its tries.
struct Task {
  using Clock = std::chrono::steady_clock;

  std::size_t number = 0;
  Request request = {};
  int tries = 0;                 ///< begun so far
  Clock::time_point begun = {};  ///< when the first was
  enum class Login { kFirst, kRenewed } login = Login::kFirst;
};

/// Stays where it is while libcurl works on it.
class Transfer {
 public:
  using Clock = std::chrono::steady_clock;

  /// Everything is set, nothing is sent. Pieces of streams go to `exchange`.
  static Result<std::unique_ptr<Transfer>> Make(const Route& route, Exchange& exchange, Task task,
                                                Login login);
  ~Transfer();
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  CURL* handle() const { return handle_; }
  const Login& login() const { return login_; }
  const Request& request() const { return task_.request; }
  /// For another try, once this one is over.
  Task TakeTask() { return std::move(task_); }
  std::size_t number() const { return task_.number; }
  /// The last moment at which anything came.
  Clock::time_point heard() const { return heard_; }

  struct Outcome {
    Result<Response> response;
    Attempt::End end = Attempt::End::kAnswered;
    bool reached = false;  ///< a connection came about
  };
  /// What libcurl's result means.
  Outcome Finish(CURLcode code);

 private:
  Transfer(const Route& route, Exchange& exchange, Task task, Login login)
      : route_(route), exchange_(exchange), task_(std::move(task)), login_(std::move(login)) {}

  static std::size_t OnBody(char* data, std::size_t, std::size_t size, void* self);
  static std::size_t OnHeader(char* data, std::size_t, std::size_t size, void* self);
  static int BeforeSending(void* self, char*, char*, int, int);

  std::size_t TakeBody(std::string_view bytes);
  std::size_t TakeHeader(std::string_view line);
  void LogPiece(std::string_view bytes);
  bool LogsAt(int level) const { return route_.endpoint.log && route_.endpoint.log->level() >= level; }

  Result<void> SetUp();
  Headers RequestHeaders() const;
  bool SetRequest();
  bool SetTls();
  bool SetWay();
  Error ErrorOf(CURLcode code, Attempt::End& end) const;
  int StatusNow() const;

  template <typename T>
  bool Set(CURLoption option, T value) const {
    return route_.curl.easy_setopt(handle_, option, value) == CURLE_OK;
  }

  const Route& route_;
  Exchange& exchange_;
  Task task_;  // libcurl reads the body where it is
  Login login_;
  CURL* handle_ = nullptr;
  curl_slist* headers_ = nullptr;
  Response response_;
  Headers response_headers_;
  std::string line_;  // of a stream, for the log
  std::uint64_t header_bytes_ = 0;
  enum class Excess { kNone, kBody, kHeaders } excess_ = Excess::kNone;
  bool head_complete_ = false;
  bool ended_ = false;  // by the exchange, which has read enough of a stream
  bool sent_ = false;   // libcurl has begun to send it
  bool sent_twice_ = false;
  Clock::time_point began_ = Clock::now();
  Clock::time_point heard_ = Clock::now();
  char detail_[CURL_ERROR_SIZE] = "";
};

}  // namespace meshctl::kube
