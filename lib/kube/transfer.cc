// SPDX-License-Identifier: Apache-2.0
// Options of libcurl and what its callbacks bring. TLS is verified unless the endpoint says otherwise,
// redirects are not followed, nothing of the environment is used but what the endpoint has of it, and a
// request that must not be sent twice is not, although libcurl would on a connection that it has kept.
#include "kube/transfer.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.h"
#include "base/base64.h"
#include "kube/transport_error.h"
#include "kube/warning_header.h"

#undef curl_easy_setopt
#undef curl_easy_getinfo

namespace meshctl::kube {
namespace {

constexpr long kKeepAliveIdle = 30;      // seconds before a silent connection is probed
constexpr long kKeepAliveInterval = 15;  // and between probes
constexpr std::size_t kMaxLoggedLine = 1 << 20;

/// Methods whose requests announce the length of their body, even when there is none.
bool CarriesBody(const Request& request) {
  return !request.body.empty() || (request.method != Method::kGet && request.method != Method::kDelete);
}

bool HasControlCharacter(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

/// A header line as name and value, blanks around the value left out.
std::pair<std::string_view, std::string_view> SplitHeader(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return {};
  std::string_view value = line.substr(colon + 1);
  const std::size_t begin = value.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {line.substr(0, colon), {}};
  return {line.substr(0, colon), value.substr(begin, value.find_last_not_of(" \t\r\n") - begin + 1)};
}

/// Whether the method of the request and what is said of it let it be sent once more.
bool MayRepeat(const Request& request) {
  return request.method == Method::kGet || request.repeat == Repeat::kSafe;
}

}  // namespace

Result<std::unique_ptr<Route>> Route::To(const CurlLibrary& curl, const Endpoint& endpoint,
                                         const HttpLimits& limits) {
  std::unique_ptr<Route> route(new Route(curl, endpoint, limits));
  auto address = ParseServer(endpoint.server);
  if (!address) return std::unexpected(std::move(address).error());
  route->address = *std::move(address);
  const ServerAddress& to = route->address;
  const std::string_view scheme = to.tls ? "https" : "http";
  route->base_ = route->shown_base_ = fmt::format("{}://{}:{}{}", scheme, to.host, to.port, to.path);
  if (to.tls && !endpoint.tls_server_name.empty() && endpoint.tls_server_name != to.host) {
    route->base_ = fmt::format("{}://{}:{}{}", scheme, endpoint.tls_server_name, to.port, to.path);
    route->host_header = fmt::format("{}:{}", to.host, to.port);
    route->connect_to = curl.slist_append(nullptr, fmt::format("::{}:{}", to.host, to.port).c_str());
  }
  if (!endpoint.proxy.empty()) {
    auto proxy = NormalizedProxy(endpoint.proxy);
    if (!proxy) return std::unexpected(std::move(proxy).error());
    route->proxy = *std::move(proxy);
  }
  if (!to.tls) route->endpoint.credentials = {};
  const Credentials& credentials = route->endpoint.credentials;
  if (HasControlCharacter(credentials.token)) {
    return std::unexpected(InputError("the token holds a line break or another control character"));
  }
  for (const auto& [header, value] : credentials.impersonation) {
    if (HasControlCharacter(value)) {
      return std::unexpected(InputError(fmt::format("the value for `{}` holds a control character", header)));
    }
  }
  return route;
}

Route::~Route() { curl.slist_free_all(connect_to); }

namespace {

std::string WithQuery(std::string url, const Request& request) {
  url += request.path;
  char separator = '?';
  for (const auto& [key, value] : request.query) {
    url += fmt::format("{}{}={}", separator, EscapeSegment(key), EscapeSegment(value));
    separator = '&';
  }
  return url;
}

}  // namespace

std::string Route::UrlOf(const Request& request) const { return WithQuery(base_, request); }
std::string Route::ShownUrlOf(const Request& request) const { return WithQuery(shown_base_, request); }

Result<std::unique_ptr<Transfer>> Transfer::Make(const Route& route, Exchange& exchange, Task task,
                                                 Login login) {
  std::unique_ptr<Transfer> transfer(new Transfer(route, exchange, std::move(task), std::move(login)));
  if (HasControlCharacter(transfer->login_.token)) {
    return std::unexpected(InputError("the token holds a line break or another control character"));
  }
  transfer->handle_ = route.curl.easy_init();
  if (!transfer->handle_) return std::unexpected(InternalError("libcurl has no handle left"));
  if (auto set = transfer->SetUp(); !set) return std::unexpected(std::move(set).error());
  return transfer;
}

Transfer::~Transfer() {
  if (handle_) route_.curl.easy_cleanup(handle_);
  if (headers_) route_.curl.slist_free_all(headers_);
}

Headers Transfer::RequestHeaders() const {
  const Request& request = task_.request;
  Headers headers = {{"Accept", request.accept}, {"User-Agent", "meshctl/" MESHCTL_VERSION}};
  if (CarriesBody(request)) headers.emplace_back("Content-Type", request.content_type);
  if (!route_.host_header.empty()) headers.emplace_back("Host", route_.host_header);
  const Credentials& credentials = route_.endpoint.credentials;
  if (!login_.token.empty()) {
    headers.emplace_back("Authorization", "Bearer " + login_.token);
  } else if (!credentials.username.empty() || !credentials.password.empty()) {
    headers.emplace_back("Authorization",
                         "Basic " + EncodeBase64(credentials.username + ":" + credentials.password));
  }
  headers.insert(headers.end(), credentials.impersonation.begin(), credentials.impersonation.end());
  return headers;
}

Result<void> Transfer::SetUp() {
  const Headers headers = RequestHeaders();
  const auto add = [&](const std::string& line) {
    if (curl_slist* longer = route_.curl.slist_append(headers_, line.c_str())) headers_ = longer;
  };
  add("Expect:");  // no round trip before a body is sent
  for (const auto& [name, value] : headers)
    add(value.empty() ? name + ":" : fmt::format("{}: {}", name, value));
  if (!SetRequest() || !SetTls() || !SetWay())
    return std::unexpected(ClusterError("this libcurl lacks a feature that the connection needs"));
  if (route_.endpoint.log)
    route_.endpoint.log->Sending(task_.request, route_.ShownUrlOf(task_.request), headers);
  return {};
}

bool Transfer::SetRequest() {
  const Request& request = task_.request;
  const Endpoint& endpoint = route_.endpoint;
  bool fine =
      Set(CURLOPT_URL, route_.UrlOf(request).c_str()) && Set(CURLOPT_PATH_AS_IS, 1L) &&
      Set(CURLOPT_PROTOCOLS_STR, "http,https") && Set(CURLOPT_NOSIGNAL, 1L) &&
      Set(CURLOPT_ERRORBUFFER, static_cast<char*>(detail_)) && Set(CURLOPT_HTTPHEADER, headers_) &&
      Set(CURLOPT_WRITEFUNCTION, &Transfer::OnBody) && Set(CURLOPT_WRITEDATA, static_cast<void*>(this)) &&
      Set(CURLOPT_HEADERFUNCTION, &Transfer::OnHeader) && Set(CURLOPT_HEADERDATA, static_cast<void*>(this)) &&
      Set(CURLOPT_CUSTOMREQUEST, std::string(Name(request.method)).c_str()) &&
      Set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(endpoint.connect_timeout.count())) &&
      Set(CURLOPT_TIMEOUT_MS, request.streams ? 0L : static_cast<long>(endpoint.request_timeout.count()));
  if (!MayRepeat(request)) {
    fine = fine && Set(CURLOPT_PREREQFUNCTION, &Transfer::BeforeSending) &&
           Set(CURLOPT_PREREQDATA, static_cast<void*>(this));
  }
  if (CarriesBody(request)) {
    fine = fine && Set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size())) &&
           Set(CURLOPT_POSTFIELDS, request.body.data());
  }
  return fine;
}

bool Transfer::SetTls() {
  const auto blob = [&](CURLoption option, const std::string& pem) {
    curl_blob content{const_cast<char*>(pem.data()), pem.size(), CURL_BLOB_NOCOPY};
    return pem.empty() || route_.curl.easy_setopt(handle_, option, &content) == CURLE_OK;
  };
  const Endpoint& endpoint = route_.endpoint;
  bool fine = Set(CURLOPT_SSL_VERIFYPEER, endpoint.verify_tls ? 1L : 0L) &&
              Set(CURLOPT_SSL_VERIFYHOST, endpoint.verify_tls ? 2L : 0L) &&
              Set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!endpoint.ca.empty()) {
    // The authority of the kubeconfig replaces those of the system, it does not join them.
    fine = fine && Set(CURLOPT_CAPATH, static_cast<char*>(nullptr)) && blob(CURLOPT_CAINFO_BLOB, endpoint.ca);
  }
  return fine && blob(CURLOPT_SSLCERT_BLOB, login_.certificate) && blob(CURLOPT_SSLKEY_BLOB, login_.key);
}

bool Transfer::SetWay() {
  // An option that this build of libcurl lacks (HTTP/2, gzip) makes requests slower, not wrong.
  Set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  if (route_.endpoint.compression) Set(CURLOPT_ACCEPT_ENCODING, "");
  Set(CURLOPT_PIPEWAIT, 1L);
  Set(CURLOPT_TCP_KEEPALIVE, 1L);
  Set(CURLOPT_TCP_KEEPIDLE, kKeepAliveIdle);
  Set(CURLOPT_TCP_KEEPINTVL, kKeepAliveInterval);
  // An empty proxy keeps libcurl from asking the environment, whose rules differ from Go's.
  bool fine = Set(CURLOPT_PROXY, route_.proxy.c_str()) && Set(CURLOPT_NOPROXY, "");
  if (route_.connect_to) fine = fine && Set(CURLOPT_CONNECT_TO, route_.connect_to);
  if (!route_.address.socket.empty())
    fine = fine && Set(CURLOPT_UNIX_SOCKET_PATH, route_.address.socket.c_str());
  return fine;
}

int Transfer::BeforeSending(void* self, char*, char*, int, int) {
  auto& transfer = *static_cast<Transfer*>(self);
  transfer.sent_twice_ = std::exchange(transfer.sent_, true);
  return transfer.sent_twice_ ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

std::size_t Transfer::OnBody(char* data, std::size_t, std::size_t size, void* self) {
  return static_cast<Transfer*>(self)->TakeBody({data, size});
}

std::size_t Transfer::OnHeader(char* data, std::size_t, std::size_t size, void* self) {
  return static_cast<Transfer*>(self)->TakeHeader({data, size});
}

int Transfer::StatusNow() const {
  long status = 0;
  route_.curl.easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &status);
  return static_cast<int>(status);
}

std::size_t Transfer::TakeBody(std::string_view bytes) {
  heard_ = Clock::now();
  // The body of a success goes to the exchange, that of a refusal is collected.
  if (const int status = StatusNow(); task_.request.streams && status >= 200 && status < 300) {
    if (LogsAt(8)) LogPiece(bytes);
    ended_ = exchange_.Piece(task_.number, bytes) == Exchange::Flow::kStop;
    return ended_ ? 0 : bytes.size();
  }
  if (response_.body.size() + bytes.size() > route_.limits.max_body) {
    excess_ = Excess::kBody;
    return 0;
  }
  response_.body.append(bytes);
  return bytes.size();
}

void Transfer::LogPiece(std::string_view bytes) {
  for (const char c : bytes) {
    if (c != '\n' && line_.size() < kMaxLoggedLine) line_ += c;
    if (c == '\n') route_.endpoint.log->Piece(task_.request, std::exchange(line_, {}));
  }
}

std::size_t Transfer::TakeHeader(std::string_view line) {
  heard_ = Clock::now();
  header_bytes_ += line.size();
  if (header_bytes_ > route_.limits.max_headers) {
    excess_ = Excess::kHeaders;
    return 0;
  }
  if (line.starts_with("HTTP/")) {  // an interim answer (100, or that of a proxy) came before this one
    response_ = {};
    response_headers_.clear();
    head_complete_ = false;
  }
  if (line == "\r\n" || line == "\n") head_complete_ = true;
  const auto [name, value] = SplitHeader(line);
  const auto is = [&name = name](std::string_view other) { return EqualIgnoringCase(name, other); };
  if (is("content-type")) response_.content_type = value;
  if (is("location")) response_.location = value;
  if (is("warning")) {
    for (std::string& text : WarningTexts(value)) response_.warnings.push_back(std::move(text));
  }
  if (is("retry-after")) response_.retry_after = RetryAfter(value);
  if (!name.empty() && LogsAt(8)) response_headers_.emplace_back(name, value);
  return line.size();
}

Error Transfer::ErrorOf(CURLcode code, Attempt::End& end) const {
  const std::string& server = route_.endpoint.server;
  end = Attempt::End::kOther;
  if (excess_ == Excess::kBody)
    return ClusterError(fmt::format("{} sent more than {} MiB", server, route_.limits.max_body >> 20));
  if (excess_ == Excess::kHeaders) {
    return ClusterError(
        fmt::format("{} sent more than {} KiB of headers", server, route_.limits.max_headers >> 10));
  }
  const std::string detail = *detail_ ? detail_ : route_.curl.easy_strerror(code);
  return TransportError(route_, handle_, code, detail, end);
}

Transfer::Outcome Transfer::Finish(CURLcode code) {
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began_);
  const auto& log = route_.endpoint.log;
  curl_off_t ready = 0;  // when the connection, TLS included, was
  route_.curl.easy_getinfo(handle_, CURLINFO_PRETRANSFER_TIME_T, &ready);
  // libcurl takes a connection that ends within the headers for an answer without a body.
  if (code == CURLE_OK && !head_complete_) code = CURLE_PARTIAL_FILE;
  if (code != CURLE_OK && !ended_) {
    Outcome outcome{.response = {}, .reached = ready > 0};
    Error error = ErrorOf(code, outcome.end);
    if (log) log->Failed(task_.request, route_.ShownUrlOf(task_.request), error.message, took);
    outcome.response = std::unexpected(std::move(error));
    return outcome;
  }
  response_.status = StatusNow();
  if (log) {
    log->Answered(task_.request, route_.ShownUrlOf(task_.request), response_, response_headers_, took);
  }
  return {.response = std::move(response_), .end = Attempt::End::kAnswered, .reached = true};
}

}  // namespace meshctl::kube
