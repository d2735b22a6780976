// SPDX-License-Identifier: Apache-2.0
// The configuration of proxies, of which the mesh has a default.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string>

#include "base/duration.h"
#include "validate/istio/addresses.h"
#include "validate/istio/client_tls.h"
#include "validate/istio/hosts.h"
#include "validate/istio/limits.h"
#include "validate/istio/mesh_config.h"
#include "validate/istio/mesh_rules.h"
#include "validate/istio/ports.h"
#include "validate/istio/wording.h"

namespace meshctl::validate::istio {

using namespace std::chrono_literals;

constinit const Rule kEmptyProxySetting = {
    .code = "ISTIO1403",
    .name = "empty-proxy-setting",
    .summary = "a path or name that proxies need to start is set to nothing"};
constinit const Rule kDrainBelowSeconds = {.code = "ISTIO1404",
                                           .name = "drain-below-seconds",
                                           .summary = "proxies count the time they drain in whole seconds"};
constinit const Rule kInvalidProxyAddress = {
    .code = "ISTIO1405",
    .name = "invalid-proxy-address",
    .summary = "an address that proxies connect to is not `host:port`"};
constinit const Rule kIncompleteTracer = {.code = "ISTIO1406",
                                          .name = "incomplete-tracer",
                                          .summary = "a tracer lacks a setting that it can not do without"};
constinit const Rule kKeyProviderWithoutDelay = {
    .code = "ISTIO1407",
    .name = "key-provider-without-delay",
    .summary = "a private key provider collects operations for some time, which must be given and not be 0"};
constinit const Rule kConnectionSettingOutOfRange = {
    .code = "ISTIO1408",
    .name = "connection-setting-out-of-range",
    .summary = "a limit of connections is below what Envoy takes"};
constinit const Rule kDeprecatedDnsAllocation = {
    .code = "ISTIO1409",
    .name = "deprecated-dns-allocation",
    .level = diag::Level::kWarning,
    .summary = "ISTIO_META_DNS_AUTO_ALLOCATE is deprecated: istiod gives addresses to ServiceEntries itself"};
constinit const Rule kUnsupportedAuthPolicy = {
    .code = "ISTIO1410",
    .name = "unsupported-auth-policy",
    .summary = "proxies speak to istiod in the clear or by mutual TLS; there is nothing to inherit from"};

const yaml::Node& Field(const yaml::Node& parent, std::string_view camel) {
  const yaml::Node& value = parent.Get(camel);
  if (value.present() || !parent.is_map()) return value;
  std::string snake;
  for (const char c : camel) {
    if (c >= 'A' && c <= 'Z') snake += '_';
    snake += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return parent.Get(snake);
}

namespace {

constexpr std::int64_t kMinWindow = 65535;

bool IsAddress(std::string_view text) {
  constexpr std::string_view kHostIp = "$(HOST_IP)";
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return false;
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return false;
  }
  const std::string_view port = text.substr(colon + 1);
  int number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  return error == std::errc() && end == port.data() + port.size() && number >= 1 && number <= 65535 &&
         (IsFqdn(host) || IsIpAddress(host) || host == kHostIp);
}

void CheckAddress(const yaml::Node& address, std::string_view example, Verdict& verdict) {
  if (!address.present() || address.is_null() || IsAddress(address.string())) return;
  At(verdict, kInvalidProxyAddress, address, "is not `host:port`",
     Label("not an address",
           fmt::format("write a DNS name or IP address and a port, such as `{}`", example)));
}

void CheckOptionalAddress(const yaml::Node& address, std::string_view example, Verdict& verdict) {
  if (!address.string().empty()) CheckAddress(address, example, verdict);
}

void CheckTracing(const yaml::Node& tracing, Verdict& verdict) {
  for (const std::string_view tracer : {"zipkin", "datadog", "lightstep"}) {
    const yaml::Node& settings = Field(tracing, tracer);
    if (settings.is_null()) continue;
    if (Field(settings, "address").string().empty()) {
      Missing(verdict, kIncompleteTracer, settings, "address", "is required: where traces go");
    } else {
      CheckAddress(Field(settings, "address"), "zipkin.istio-system:9411", verdict);
    }
    if (tracer == "lightstep" && Field(settings, "accessToken").string().empty())
      Missing(verdict, kIncompleteTracer, settings, "accessToken", "is required by Lightstep");
  }
  CheckClientTls(Field(tracing, "tlsSettings"), "", verdict);
  const yaml::Node& tags = Field(tracing, "customTags");
  for (const yaml::Entry& entry : tags.entries()) {
    if (entry.value.is_null())
      AtKey(verdict, kIncompleteTracer, tags, entry.key, "has no value", Label("no value"));
  }
}

void CheckKeyProvider(const yaml::Node& provider, Verdict& verdict) {
  if (provider.is_null()) return;
  bool given = false;
  for (const std::string_view kind : {"cryptomb", "qat"}) {
    const yaml::Node& settings = Field(provider, kind);
    if (settings.is_null()) continue;
    given = true;
    const yaml::Node& delay = Field(settings, "pollDelay");
    if (delay.is_null()) {
      Missing(verdict, kKeyProviderWithoutDelay, settings, "pollDelay", "is required, such as `20ms`");
    } else if (ParseDuration(delay.string()) == 0ns) {
      At(verdict, kKeyProviderWithoutDelay, delay, "must not be 0", Label("no delay"));
    }
  }
  if (given) return;
  verdict.Missing(kKeyProviderWithoutDelay, provider,
                  fmt::format("{} names no provider", verdict.Path(provider)),
                  Label("neither `cryptomb` nor `qat`"));
}

void CheckAtLeast(const yaml::Node& value, std::int64_t least, Verdict& verdict) {
  if (value.is_null() || value.integer().value_or(least) >= least) return;
  At(verdict, kConnectionSettingOutOfRange, value, fmt::format("must be at least {}", least),
     Label("too small"));
}

void CheckConnectionSettings(const yaml::Node& settings, Verdict& verdict) {
  for (const std::string_view field :
       {"listenerPerConnectionBufferLimitBytes", "clusterPerConnectionBufferLimitBytes"}) {
    CheckAtLeast(Field(settings, field), 0, verdict);
  }
  for (const std::string_view field :
       {"httpMaxConcurrentStreams", "listenerConnectionLimit", "globalDownstreamConnectionLimit"}) {
    CheckAtLeast(Field(settings, field), 1, verdict);
  }
  for (const std::string_view field : {"http2InitialStreamWindowSize", "http2InitialConnectionWindowSize"})
    CheckAtLeast(Field(settings, field), kMinWindow, verdict);
  for (const std::string_view field :
       {"httpIdleTimeout", "httpMaxConnectionDuration", "httpDrainTimeout", "httpRequestTimeout",
        "httpRequestHeadersTimeout", "httpStreamIdleTimeout", "httpMaxStreamDuration"}) {
    const yaml::Node& timeout = Field(settings, field);
    if (ParseDuration(timeout.string()).value_or(0ns) >= 0ns) continue;
    At(verdict, kConnectionSettingOutOfRange, timeout, "must not be negative", Label("below 0"));
  }
}

void CheckGivenPort(const yaml::Node& config, std::string_view camel, Verdict& verdict) {
  const yaml::Node& port = Field(config, camel);
  if (port.is_null()) return;
  const std::int64_t number = port.integer().value_or(0);
  if (number >= 1 && number <= 65535) return;
  At(verdict, kPortOutOfRange, port, "must be a port from 1 to 65535", Label("not a port"));
}

}  // namespace

void CheckMeshProxyConfig(const yaml::Node& config, Verdict& verdict) {
  if (config.is_null()) return;
  for (const std::string_view field : {"configPath", "binaryPath", "serviceCluster", "discoveryAddress"}) {
    const yaml::Node& value = Field(config, field);
    if (value.is_string() && value.string().empty())
      At(verdict, kEmptyProxySetting, value, "must not be empty",
         Label("empty", "remove it for the default"));
  }
  const yaml::Node& drain = Field(config, "drainDuration");
  CheckDuration(drain, verdict);
  if (const auto time = ParseDuration(drain.string()).value_or(0ns); time % 1ms == 0ms && time % 1s != 0s)
    At(verdict, kDrainBelowSeconds, drain, "must be whole seconds", Label("too fine"));
  CheckOptionalAddress(Field(config, "discoveryAddress"), "istiod.istio-system.svc:15012", verdict);
  CheckTracing(Field(config, "tracing"), verdict);
  CheckOptionalAddress(Field(config, "statsdUdpAddress"), "statsd.monitoring:9125", verdict);
  CheckOptionalAddress(Field(config, "envoyMetricsServiceAddress"), "metrics.monitoring:15000", verdict);
  for (const std::string_view service : {"envoyMetricsService", "envoyAccessLogService"})
    CheckOptionalAddress(Field(Field(config, service), "address"), "als.monitoring:15000", verdict);
  const yaml::Node& metadata = Field(config, "proxyMetadata");
  if (metadata.Find("ISTIO_META_DNS_AUTO_ALLOCATE") != nullptr) {
    AtKey(verdict, kDeprecatedDnsAllocation, metadata, "ISTIO_META_DNS_AUTO_ALLOCATE", "is deprecated",
          Label("deprecated", "remove it: istiod gives addresses to ServiceEntries by default"));
  }
  CheckGivenPort(config, "proxyAdminPort", verdict);
  CheckGivenPort(config, "statusPort", verdict);
  if (const yaml::Node& policy = Field(config, "controlPlaneAuthPolicy"); policy.string() == "INHERIT")
    At(verdict, kUnsupportedAuthPolicy, policy, "must be NONE or MUTUAL_TLS",
       Label("nothing to inherit from"));
  CheckKeyProvider(Field(config, "privateKeyProvider"), verdict);
  CheckConnectionSettings(Field(config, "connectionSettings"), verdict);
}

}  // namespace meshctl::validate::istio
