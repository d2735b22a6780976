// SPDX-License-Identifier: Apache-2.0
// HTTP to the API server: one libcurl multi handle, so that connections are kept and, where the server speaks
// HTTP/2, shared by parallel requests. TLS is verified unless the kubeconfig says otherwise, redirects are
// not followed, and every failure of the transport becomes a sentence about the server, never about a token.
#include "kube/http_cluster.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>

#include "base/ascii.h"
#include "kube/curl_library.h"
#include "kube/warning_header.h"

#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt

namespace meshctl::kube {
namespace {

std::string Seconds(std::chrono::milliseconds time) {
  return time.count() % 1000 == 0 ? fmt::format("{} s", time.count() / 1000)
                                  : fmt::format("{} ms", time.count());
}

/// The value of a header line, or nothing when it is another header.
std::optional<std::string_view> HeaderValue(std::string_view line, std::string_view name) {
  if (line.size() <= name.size() || line[name.size()] != ':') return std::nullopt;
  if (!EqualIgnoringCase(line.substr(0, name.size()), name)) return std::nullopt;
  line.remove_prefix(name.size() + 1);
  const std::size_t begin = line.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return std::string_view();
  return line.substr(begin, line.find_last_not_of(" \t\r\n") - begin + 1);
}

/// One request under way and what has come back of it. Stays where it is: libcurl holds its address.
struct Transfer {
  const CurlLibrary& curl;
  const HttpLimits& limits;
  CURL* handle = nullptr;
  curl_slist* headers = nullptr;
  Exchange& exchange;
  Request request;  // libcurl reads the body where it is
  std::size_t number = 0;
  Response response = {};
  bool too_large = false;
  bool ended = false;  // by the exchange, which has read enough of a stream
  std::chrono::steady_clock::time_point heard = std::chrono::steady_clock::now();
  char detail[CURL_ERROR_SIZE] = "";

  Transfer(const CurlLibrary& library, const HttpLimits& body_limits, Exchange& talk, Request sent,
           std::size_t its_number)
      : curl(library), limits(body_limits), exchange(talk), request(std::move(sent)), number(its_number) {}
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;
  ~Transfer() {
    if (handle) curl.easy_cleanup(handle);
    if (headers) curl.slist_free_all(headers);
  }

  /// Whether the body goes to the exchange: that of a success does, that of a refusal is collected.
  bool streams() const {
    long status = 0;
    curl.easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    return request.streams && status >= 200 && status < 300;
  }

  static std::size_t OnBody(char* data, std::size_t, std::size_t size, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    transfer.heard = std::chrono::steady_clock::now();
    if (transfer.streams()) {
      transfer.ended = transfer.exchange.Piece(transfer.number, {data, size}) == Exchange::Flow::kStop;
      return transfer.ended ? 0 : size;
    }
    if (transfer.response.body.size() + size > transfer.limits.max_body) {
      transfer.too_large = true;
      return 0;
    }
    transfer.response.body.append(data, size);
    return size;
  }

  static std::size_t OnHeader(char* data, std::size_t, std::size_t size, void* self) {
    Response& response = static_cast<Transfer*>(self)->response;
    const std::string_view line(data, size);
    if (line.starts_with("HTTP/")) response = {};  // an interim answer (100) came before this one
    if (const auto type = HeaderValue(line, "content-type")) response.content_type = *type;
    if (const auto warning = HeaderValue(line, "warning")) {
      for (std::string& text : WarningTexts(*warning)) response.warnings.push_back(std::move(text));
    }
    if (const auto after = HeaderValue(line, "retry-after")) response.retry_after = RetryAfter(*after);
    return size;
  }
};

class HttpCluster final : public Cluster {
 public:
  HttpCluster(const CurlLibrary& curl, Endpoint endpoint, HttpLimits limits)
      : curl_(curl), endpoint_(std::move(endpoint)), limits_(limits), multi_(curl.multi_init()) {}
  HttpCluster(const HttpCluster&) = delete;
  HttpCluster& operator=(const HttpCluster&) = delete;
  ~HttpCluster() override {
    curl_.multi_cleanup(multi_);
    curl_.slist_free_all(connect_to_);
  }

  /// Takes the server's address apart and checks what a request could not.
  Result<void> Prepare();
  void Run(Exchange& exchange) override;

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::milliseconds kTick{100};

  struct Numbered {
    std::size_t number = 0;
    Request request;
  };
  /// The state of one Run.
  struct Conversation {
    Exchange& exchange;
    std::vector<std::unique_ptr<Transfer>> active = {};
    std::multimap<Clock::time_point, Numbered> held = {};  ///< until when
    std::size_t asked = 0;                                 ///< requests so far
    Clock::time_point last_tick = Clock::now();
  };

  /// Sends what is due and what the exchange asks for, as long as there is room.
  void Admit(Conversation& talk);
  void Begin(Conversation& talk, Numbered next);
  /// Hands over the answers that are complete; whether there were any.
  bool Collect(Conversation& talk);
  /// Ends the streams that have been silent for too long.
  void EndSilent(Conversation& talk, Clock::time_point now);
  static int SleepOf(const Conversation& talk);
  void Abandon(Conversation& talk, const Error& why);

  std::string UrlOf(const Request& request) const;
  Result<std::unique_ptr<Transfer>> Start(Exchange& exchange, Request request, std::size_t number);
  void AddHeaders(Transfer& transfer, const Request& request) const;
  bool SetTls(Transfer& transfer) const;
  Result<Response> Finish(Transfer& transfer, CURLcode code) const;
  Error TransportError(const Transfer& transfer, CURLcode code) const;
  Error TimeoutError(const Transfer& transfer) const;

  template <typename T>
  bool Set(const Transfer& transfer, CURLoption option, T value) const {
    return curl_.easy_setopt(transfer.handle, option, value) == CURLE_OK;
  }

  const CurlLibrary& curl_;
  Endpoint endpoint_;
  HttpLimits limits_;
  CURLM* multi_;
  bool tls_ = false;
  std::string host_;
  std::string port_;
  std::string base_;         // scheme, host and port of the URL; the host is the one TLS is checked against
  std::string host_header_;  // set where that host is not the server's own
  curl_slist* connect_to_ = nullptr;
};

/// Requests that announce the length of their body: most methods even when there is none, deletions only with
/// options.
bool CarriesBody(const Request& request) {
  if (request.method == Method::kDelete) return !request.body.empty();
  return request.method != Method::kGet;
}

bool IsLoopback(std::string_view host) {
  return host == "localhost" || host.starts_with("127.") || host == "[::1]";
}

bool HasControlCharacter(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

Result<void> HttpCluster::Prepare() {
  const auto part = [&](CURLU* url, CURLUPart which) {
    char* text = nullptr;
    std::string copy;
    if (curl_.url_get(url, which, &text, CURLU_DEFAULT_PORT) == CURLUE_OK) copy = text;
    curl_.free(text);
    return copy;
  };
  CURLU* url = curl_.url();
  const bool valid = curl_.url_set(url, CURLUPART_URL, endpoint_.server.c_str(), 0) == CURLUE_OK;
  const std::string scheme = part(url, CURLUPART_SCHEME);
  host_ = part(url, CURLUPART_HOST);
  port_ = part(url, CURLUPART_PORT);
  const bool has_user = !part(url, CURLUPART_USER).empty();
  std::string path = part(url, CURLUPART_PATH);
  curl_.url_cleanup(url);
  if (!valid || host_.empty() || has_user || (scheme != "https" && scheme != "http")) {
    return std::unexpected(InputError("the cluster's `server` is not an address that can be used")
                               .Hint("it looks like `https://HOST:PORT`"));
  }
  tls_ = scheme == "https";
  while (path.ends_with('/')) path.pop_back();
  base_ = fmt::format("{}://{}:{}{}", scheme, host_, port_, path);
  if (tls_ && !endpoint_.tls_server_name.empty() && endpoint_.tls_server_name != host_) {
    base_ = fmt::format("{}://{}:{}{}", scheme, endpoint_.tls_server_name, port_, path);
    host_header_ = fmt::format("Host: {}:{}", host_, port_);
    connect_to_ = curl_.slist_append(nullptr, fmt::format("::{}:{}", host_, port_).c_str());
  }
  if (!tls_) endpoint_.credentials = {};
  const Credentials& credentials = endpoint_.credentials;
  if (HasControlCharacter(credentials.token)) {
    return std::unexpected(InputError("the token holds a line break or another control character"));
  }
  for (const auto& [header, value] : credentials.impersonation) {
    if (HasControlCharacter(value)) {
      return std::unexpected(InputError(fmt::format("the value for `{}` holds a control character", header)));
    }
  }
  curl_.multi_setopt(multi_, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_MULTIPLEX));
  curl_.multi_setopt(multi_, CURLMOPT_MAX_HOST_CONNECTIONS, static_cast<long>(limits_.max_parallel));
  return {};
}

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

void HttpCluster::Admit(Conversation& talk) {
  const Clock::time_point now = Clock::now();
  const auto room = [&] { return talk.active.size() < static_cast<std::size_t>(limits_.max_parallel); };
  while (room() && !talk.held.empty() && talk.held.begin()->first <= now) {
    Begin(talk, std::move(talk.held.begin()->second));
    talk.held.erase(talk.held.begin());
  }
  while (room()) {
    std::optional<Request> request = talk.exchange.Next();
    if (!request) return;
    Numbered next{.number = talk.asked++, .request = *std::move(request)};
    if (next.request.delay.count() > 0) {
      talk.held.emplace(now + next.request.delay, std::move(next));
    } else {
      Begin(talk, std::move(next));
    }
  }
}

void HttpCluster::Begin(Conversation& talk, Numbered next) {
  auto transfer = Start(talk.exchange, std::move(next.request), next.number);
  if (!transfer) return talk.exchange.Done(next.number, std::unexpected(std::move(transfer).error()));
  curl_.multi_add_handle(multi_, (*transfer)->handle);
  talk.active.push_back(*std::move(transfer));
}

bool HttpCluster::Collect(Conversation& talk) {
  int left = 0;
  bool any = false;
  while (const CURLMsg* message = curl_.multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const auto found = std::ranges::find(talk.active, message->easy_handle, &Transfer::handle);
    const CURLcode result = message->data.result;
    const std::unique_ptr<Transfer> transfer = std::move(*found);
    talk.active.erase(found);
    curl_.multi_remove_handle(multi_, transfer->handle);
    talk.exchange.Done(transfer->number, Finish(*transfer, result));
    any = true;
  }
  return any;
}

void HttpCluster::EndSilent(Conversation& talk, Clock::time_point now) {
  const auto is_silent = [&](const std::unique_ptr<Transfer>& transfer) {
    const Request& request = transfer->request;
    return request.streams && request.idle.count() > 0 && now - transfer->heard > request.idle;
  };
  for (auto at = std::ranges::find_if(talk.active, is_silent); at != talk.active.end();
       at = std::ranges::find_if(talk.active, is_silent)) {
    const std::unique_ptr<Transfer> transfer = std::move(*at);
    talk.active.erase(at);
    curl_.multi_remove_handle(multi_, transfer->handle);
    talk.exchange.Done(
        transfer->number,
        std::unexpected(ClusterError(
            fmt::format("{} has sent nothing for {}", endpoint_.server, Seconds(transfer->request.idle)))));
  }
}

int HttpCluster::SleepOf(const Conversation& talk) {
  auto sleep = kTick;
  if (!talk.held.empty()) {
    const auto due = std::chrono::ceil<std::chrono::milliseconds>(talk.held.begin()->first - Clock::now());
    sleep = std::clamp(due, std::chrono::milliseconds(0), kTick);
  }
  return static_cast<int>(sleep.count());
}

void HttpCluster::Abandon(Conversation& talk, const Error& why) {
  for (const auto& transfer : talk.active) {
    curl_.multi_remove_handle(multi_, transfer->handle);
    talk.exchange.Done(transfer->number, std::unexpected(why));
  }
  for (const auto& [due, held] : talk.held) talk.exchange.Done(held.number, std::unexpected(why));
}

std::string HttpCluster::UrlOf(const Request& request) const {
  std::string url = base_ + request.path;
  char separator = '?';
  for (const auto& [key, value] : request.query) {
    url += fmt::format("{}{}={}", separator, EscapeSegment(key), EscapeSegment(value));
    separator = '&';
  }
  return url;
}

void HttpCluster::AddHeaders(Transfer& transfer, const Request& request) const {
  const auto add = [&](const std::string& line) {
    if (curl_slist* longer = curl_.slist_append(transfer.headers, line.c_str())) transfer.headers = longer;
  };
  add("Accept: " + request.accept);
  add("Expect:");  // no round trip before a body is sent
  if (CarriesBody(request)) {
    add(fmt::format("Content-Type:{}{}", request.content_type.empty() ? "" : " ", request.content_type));
  }
  if (!host_header_.empty()) add(host_header_);
  const Credentials& credentials = endpoint_.credentials;
  if (!credentials.token.empty()) add("Authorization: Bearer " + credentials.token);
  for (const auto& [header, value] : credentials.impersonation) add(fmt::format("{}: {}", header, value));
}

bool HttpCluster::SetTls(Transfer& transfer) const {
  const auto blob = [&](CURLoption option, const std::string& pem) {
    curl_blob content{const_cast<char*>(pem.data()), pem.size(), CURL_BLOB_NOCOPY};
    return pem.empty() || curl_.easy_setopt(transfer.handle, option, &content) == CURLE_OK;
  };
  bool fine = Set(transfer, CURLOPT_SSL_VERIFYPEER, endpoint_.verify_tls ? 1L : 0L) &&
              Set(transfer, CURLOPT_SSL_VERIFYHOST, endpoint_.verify_tls ? 2L : 0L) &&
              Set(transfer, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!endpoint_.ca.empty()) {
    // The authority of the kubeconfig replaces those of the system, it does not join them.
    fine = fine && Set(transfer, CURLOPT_CAPATH, static_cast<char*>(nullptr)) &&
           blob(CURLOPT_CAINFO_BLOB, endpoint_.ca);
  }
  return fine && blob(CURLOPT_SSLCERT_BLOB, endpoint_.credentials.certificate) &&
         blob(CURLOPT_SSLKEY_BLOB, endpoint_.credentials.key);
}

Result<std::unique_ptr<Transfer>> HttpCluster::Start(Exchange& exchange, Request sent, std::size_t number) {
  auto transfer = std::make_unique<Transfer>(curl_, limits_, exchange, std::move(sent), number);
  const Request& request = transfer->request;
  transfer->handle = curl_.easy_init();
  if (!transfer->handle) return std::unexpected(InternalError("libcurl has no handle left"));
  AddHeaders(*transfer, request);
  const std::string url = UrlOf(request);
  bool fine =
      Set(*transfer, CURLOPT_URL, url.c_str()) && Set(*transfer, CURLOPT_PATH_AS_IS, 1L) &&
      Set(*transfer, CURLOPT_PROTOCOLS_STR, "http,https") && Set(*transfer, CURLOPT_NOSIGNAL, 1L) &&
      Set(*transfer, CURLOPT_ERRORBUFFER, static_cast<char*>(transfer->detail)) &&
      Set(*transfer, CURLOPT_HTTPHEADER, transfer->headers) &&
      Set(*transfer, CURLOPT_USERAGENT, "meshctl/" MESHCTL_VERSION) &&
      Set(*transfer, CURLOPT_WRITEFUNCTION, &Transfer::OnBody) &&
      Set(*transfer, CURLOPT_WRITEDATA, static_cast<void*>(transfer.get())) &&
      Set(*transfer, CURLOPT_HEADERFUNCTION, &Transfer::OnHeader) &&
      Set(*transfer, CURLOPT_HEADERDATA, static_cast<void*>(transfer.get())) &&
      Set(*transfer, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(endpoint_.connect_timeout.count())) &&
      Set(*transfer, CURLOPT_TIMEOUT_MS,
          request.streams ? 0L : static_cast<long>(endpoint_.request_timeout.count())) &&
      Set(*transfer, CURLOPT_CUSTOMREQUEST, std::string(Name(request.method)).c_str()) && SetTls(*transfer);
  // An option that this build of libcurl lacks (HTTP/2, gzip) makes requests slower, not wrong.
  Set(*transfer, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  Set(*transfer, CURLOPT_ACCEPT_ENCODING, "");
  Set(*transfer, CURLOPT_PIPEWAIT, 1L);
  if (CarriesBody(request)) {
    fine = fine &&
           Set(*transfer, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size())) &&
           Set(*transfer, CURLOPT_POSTFIELDS, request.body.data());
  }
  if (connect_to_) fine = fine && Set(*transfer, CURLOPT_CONNECT_TO, connect_to_);
  if (!endpoint_.proxy.empty()) {
    fine = fine && Set(*transfer, CURLOPT_PROXY, endpoint_.proxy.c_str());
  } else if (IsLoopback(host_)) {
    fine = fine && Set(*transfer, CURLOPT_PROXY, "");
  }
  const Credentials& credentials = endpoint_.credentials;
  if (!credentials.username.empty()) {
    fine = fine && Set(*transfer, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC)) &&
           Set(*transfer, CURLOPT_USERNAME, credentials.username.c_str()) &&
           Set(*transfer, CURLOPT_PASSWORD, credentials.password.c_str());
  }
  if (!fine) return std::unexpected(ClusterError("this libcurl lacks a feature that the connection needs"));
  return transfer;
}

Result<Response> HttpCluster::Finish(Transfer& transfer, CURLcode code) const {
  if (code != CURLE_OK && !transfer.ended) return std::unexpected(TransportError(transfer, code));
  long status = 0;
  curl_.easy_getinfo(transfer.handle, CURLINFO_RESPONSE_CODE, &status);
  transfer.response.status = static_cast<int>(status);
  return std::move(transfer.response);
}

Error HttpCluster::TimeoutError(const Transfer& transfer) const {
  curl_off_t ready = 0;  // the moment at which the connection, TLS included, was ready
  curl_.easy_getinfo(transfer.handle, CURLINFO_PRETRANSFER_TIME_T, &ready);
  if (ready > 0) {
    return ClusterError(fmt::format("{} has not finished its answer within {}", endpoint_.server,
                                    Seconds(endpoint_.request_timeout)))
        .Hint("`--request-timeout` sets how long to wait; 0 waits for ever");
  }
  auto limit = endpoint_.connect_timeout;
  if (endpoint_.request_timeout.count() > 0) limit = std::min(limit, endpoint_.request_timeout);
  return ClusterError(fmt::format("no connection to {} within {}", endpoint_.server, Seconds(limit)))
      .Hint("check that the cluster is up and that a VPN or proxy it needs is on");
}

Error HttpCluster::TransportError(const Transfer& transfer, CURLcode code) const {
  const std::string& server = endpoint_.server;
  const std::string detail = *transfer.detail ? transfer.detail : curl_.easy_strerror(code);
  long system_error = 0;
  curl_.easy_getinfo(transfer.handle, CURLINFO_OS_ERRNO, &system_error);
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return TimeoutError(transfer);
    case CURLE_COULDNT_RESOLVE_HOST:
      return ClusterError(fmt::format("the host name `{}` cannot be resolved", host_))
          .Hint("check the name in the kubeconfig, and that a VPN it needs is on");
    case CURLE_COULDNT_RESOLVE_PROXY:
      return ClusterError("the host name of the proxy cannot be resolved");
    case CURLE_COULDNT_CONNECT:
      return ClusterError(fmt::format("cannot connect to {}: {}", server,
                                      system_error ? std::strerror(static_cast<int>(system_error)) : detail))
          .Hint("check that the cluster is up, and that `--context` names the one you mean");
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return ClusterError(fmt::format("{} is not trusted: {}", server, detail))
          .Hint(
              "the kubeconfig's `certificate-authority` must have signed the server's certificate, and the "
              "certificate must be for this host (or for `tls-server-name`)");
    case CURLE_SSL_CERTPROBLEM:
      return ClusterError(fmt::format("the client certificate or key cannot be used: {}", detail));
    case CURLE_SSL_CONNECT_ERROR:
      return ClusterError(fmt::format("TLS with {} failed: {}", server, detail))
          .Hint(
              "check that this address speaks HTTPS, that the kubeconfig's `certificate-authority` is the "
              "one of this "
              "cluster (a cluster that was made anew has a new one), and that it accepts your client "
              "certificate");
    case CURLE_WRITE_ERROR:
      if (!transfer.too_large) break;
      return ClusterError(fmt::format("{} sent more than {} MiB", server, limits_.max_body >> 20));
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return ClusterError(
          fmt::format("the connection to {} was lost before its answer was complete", server));
    default:
      break;
  }
  return ClusterError(fmt::format("{} cannot be reached: {}", server, detail));
}

}  // namespace

Result<std::unique_ptr<Cluster>> MakeHttpCluster(const Endpoint& endpoint, const HttpLimits& limits) {
  auto curl = CurlLibrary::Load();
  if (!curl) return std::unexpected(std::move(curl).error());
  auto cluster = std::make_unique<HttpCluster>(**curl, endpoint, limits);
  if (auto prepared = cluster->Prepare(); !prepared) return std::unexpected(std::move(prepared).error());
  return cluster;
}

}  // namespace meshctl::kube
