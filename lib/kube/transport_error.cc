// SPDX-License-Identifier: Apache-2.0
// From libcurl's codes to sentences: what happened, and what to look at. No sentence shows a credential:
// proxies are named without their passwords, and headers never occur in what libcurl says.
#include "kube/transport_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>

#undef curl_easy_getinfo

namespace meshctl::kube {
namespace {

/// OpenSSL's reasons not to trust a certificate (x509_vfy.h), which libcurl passes on.
enum Verdict : long {
  kNotYetValid = 9,
  kExpired = 10,
  kSelfSigned = 18,
  kSelfSignedInChain = 19,
  kNoIssuerHere = 20,
  kNoLeafSignature = 21,
};

template <typename T>
T Info(const Route& route, CURL* handle, CURLINFO which) {
  T value = 0;
  route.curl.easy_getinfo(handle, which, &value);
  return value;
}

Error TlsFailed(const std::string& server, const std::string& detail) {
  return ClusterError(fmt::format("TLS with {} failed: {}", server, detail))
      .Hint(
          "check that this address speaks HTTPS, that the kubeconfig's `certificate-authority` is the "
          "one of this cluster (a cluster that was made anew has a new one), and that it accepts your "
          "client certificate");
}

Error NotTrusted(const Route& route, CURL* handle, const std::string& detail) {
  const std::string& server = route.endpoint.server;
  const auto error = [&](const std::string& why, std::string hint) {
    return ClusterError(fmt::format("{} is not trusted: {}", server, why)).Hint(std::move(hint));
  };
  switch (Info<long>(route, handle, CURLINFO_SSL_VERIFYRESULT)) {
    case kNotYetValid:
      return error("its certificate is not valid yet", "check the clocks of this machine and of the server");
    case kExpired:
      return error(
          "its certificate has expired",
          "renew the server's certificate (kubeadm: `kubeadm certs renew`), or check this machine's clock");
    case kSelfSigned:
    case kSelfSignedInChain:
    case kNoIssuerHere:
    case kNoLeafSignature:
      return error(
          "its certificate is signed by an authority that is not known here",
          "set the kubeconfig's `certificate-authority` (or `--certificate-authority`) to the one of "
          "this cluster; a cluster that was made anew has a new one");
    default:
      break;
  }
  if (detail.find("subject name") != std::string::npos) {
    const std::string& name = route.endpoint.tls_server_name;
    return error(fmt::format("its certificate is for another host than `{}`",
                             name.empty() ? route.address.host : name),
                 "use a name that the certificate has as `server`, or give that name as `tls-server-name`");
  }
  return error(detail,
               "the kubeconfig's `certificate-authority` must have signed the server's certificate, and the "
               "certificate must be for this host (or for `tls-server-name`)");
}

Error TimeoutError(const Route& route, CURL* handle) {
  const Endpoint& endpoint = route.endpoint;
  // The moment at which the connection, TLS included, was ready.
  if (Info<curl_off_t>(route, handle, CURLINFO_PRETRANSFER_TIME_T) > 0) {
    return ClusterError(fmt::format("{} has not finished its answer within {}", endpoint.server,
                                    DurationText(endpoint.request_timeout)))
        .Hint("`--request-timeout` sets how long to wait; 0 waits for ever");
  }
  auto limit = endpoint.connect_timeout;
  if (endpoint.request_timeout.count() > 0) limit = std::min(limit, endpoint.request_timeout);
  return ClusterError(fmt::format("no connection to {} within {}", endpoint.server, DurationText(limit)))
      .Hint("check that the cluster is up and that a VPN or proxy it needs is on");
}

Error NotConnected(const Route& route, CURL* handle, const std::string& detail) {
  const long system_error = Info<long>(route, handle, CURLINFO_OS_ERRNO);
  const std::string why = system_error ? std::strerror(static_cast<int>(system_error)) : detail;
  const std::string& server = route.endpoint.server;
  if (!route.proxy.empty()) {
    return ClusterError(fmt::format("cannot connect to {} through the proxy {}: {}", server,
                                    WithoutUser(route.proxy), why))
        .Hint("check `proxy-url` in the kubeconfig and the variables HTTPS_PROXY and NO_PROXY");
  }
  return ClusterError(fmt::format("cannot connect to {}: {}", server, why))
      .Hint("check that the cluster is up, and that `--context` names the one you mean");
}

/// The proxy's own answer to CONNECT, where that is why there is no connection.
std::optional<Error> ProxyRefusal(const Route& route, CURL* handle) {
  const long status = Info<long>(route, handle, CURLINFO_HTTP_CONNECTCODE);
  if (status < 300) return std::nullopt;
  Error error = ClusterError(fmt::format("the proxy {} does not let through to {}: it answered {}",
                                         WithoutUser(route.proxy), route.endpoint.server, status));
  error.hints.emplace_back(
      status == 407 ? "it wants a user name and password: put them into `proxy-url` or HTTPS_PROXY"
                    : "check `proxy-url` in the kubeconfig and the variables HTTPS_PROXY and NO_PROXY");
  return error;
}

}  // namespace

std::string DurationText(std::chrono::milliseconds time) {
  return time.count() % 1000 == 0 ? fmt::format("{} s", time.count() / 1000)
                                  : fmt::format("{} ms", time.count());
}

Error TransportError(const Route& route, CURL* handle, CURLcode code, const std::string& detail,
                     Attempt::End& end) {
  const std::string& server = route.endpoint.server;
  end = Attempt::End::kOther;
  if (!route.proxy.empty()) {
    if (auto refusal = ProxyRefusal(route, handle)) return *std::move(refusal);
  }
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return TimeoutError(route, handle);
    case CURLE_COULDNT_RESOLVE_HOST:
      return ClusterError(fmt::format("the host name `{}` cannot be resolved", route.address.host))
          .Hint("check the name in the kubeconfig, and that a VPN it needs is on");
    case CURLE_COULDNT_RESOLVE_PROXY:
      return ClusterError(
                 fmt::format("the host name of the proxy {} cannot be resolved", WithoutUser(route.proxy)))
          .Hint("check `proxy-url` in the kubeconfig and the variables HTTPS_PROXY and NO_PROXY");
    case CURLE_COULDNT_CONNECT:
    case CURLE_PROXY:
      end = Attempt::End::kLost;
      return NotConnected(route, handle, detail);
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return NotTrusted(route, handle, detail);
    case CURLE_SSL_CERTPROBLEM:
      return ClusterError(fmt::format("the client certificate or key cannot be used: {}", detail));
    case CURLE_SSL_CONNECT_ERROR:
      return TlsFailed(server, detail);
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_ABORTED_BY_CALLBACK:
      // With TLS 1.3 a server can refuse a client's certificate as late as when it is asked something.
      if (detail.find(" alert ") != std::string::npos) return TlsFailed(server, detail);
      end = Attempt::End::kLost;
      return ClusterError(
          fmt::format("the connection to {} was lost before its answer was complete", server));
    case CURLE_BAD_CONTENT_ENCODING:
      return ClusterError(fmt::format("the answer of {} is compressed in a way that cannot be read", server))
          .Hint("`--disable-compression` asks for plain answers");
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
      return ClusterError(fmt::format("{} does not speak HTTP: {}", server, detail))
          .Hint("check that this is the address of a Kubernetes API server");
    default:
      return ClusterError(fmt::format("{} cannot be reached: {}", server, detail));
  }
}

}  // namespace meshctl::kube
