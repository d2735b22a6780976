// SPDX-License-Identifier: Apache-2.0
// Lists are taken apart exactly as the injector (pkg/kube/inject) does, which trims blanks in lists of ports
// and interfaces but not of subnets.
#include "analyze/rules/settings/annotation_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "analyze/rules/embedded_yaml.h"
#include "base/utf8.h"
#include "diag/report.h"
#include "schema/quantity.h"
#include "validate/istio/addresses.h"
#include "validate/istio/mesh_config.h"

namespace meshctl::analyze {
namespace {

using Problem = std::optional<ValueProblem>;

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\n\v\f\r";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return text.substr(0, 0);
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

// Where a part of a scalar's text stands, when the scalar is written as it reads; else the whole scalar.
source::Span PlaceOf(std::string_view part, const yaml::Node& value) {
  source::Span span = value.span();
  const std::size_t at = span.text().find(value.text());
  if (at == std::string_view::npos || part.empty()) return span;
  span.begin += static_cast<std::uint32_t>(at + static_cast<std::size_t>(part.data() - value.text().data()));
  span.end = span.begin + static_cast<std::uint32_t>(part.size());
  return span;
}

template <std::unsigned_integral Number>
bool IsNumber(std::string_view text) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

// The first item of a comma list that is not fine.
template <typename IsFine>
std::optional<std::string_view> FirstBad(std::string_view list, IsFine is_fine) {
  for (std::size_t begin = 0;;) {
    const std::size_t comma = list.find(',', begin);
    const std::string_view item = list.substr(begin, comma == std::string_view::npos ? comma : comma - begin);
    if (!is_fine(item)) return item;
    if (comma == std::string_view::npos) return std::nullopt;
    begin = comma + 1;
  }
}

bool IsPort(std::string_view item) { return IsNumber<std::uint16_t>(Trimmed(item)); }

bool IsInterface(std::string_view item) {
  auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  item = Trimmed(item);
  return !item.empty() && item.size() <= 15 && is_letter(item.front()) &&
         std::ranges::all_of(item, [&](char c) {
           return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
         });
}

Problem BadItem(std::string_view item, const yaml::Node& value, std::string_view what,
                std::string_view help) {
  return ValueProblem{fmt::format("`{}` is no {}", Trimmed(item), what), PlaceOf(Trimmed(item), value),
                      std::string(help)};
}

Problem Ports(const yaml::Node& value) {
  if (Trimmed(value.text()).empty()) return std::nullopt;
  auto bad = FirstBad(Trimmed(value.text()), IsPort);
  return bad ? BadItem(*bad, value, "port number", "list numbers from 0 to 65535 with commas between them")
             : std::nullopt;
}

Problem PortsOrAll(const yaml::Node& value) { return value.text() == "*" ? std::nullopt : Ports(value); }

Problem Port(const yaml::Node& value) {
  return IsPort(value.text()) ? std::nullopt
                              : BadItem(value.text(), value, "port number", "write a number from 0 to 65535");
}

Problem Count(const yaml::Node& value) {
  return IsNumber<std::uint32_t>(value.text())
             ? std::nullopt
             : BadItem(value.text(), value, "whole number", "write a number from 0 to 4294967295");
}

Problem Subnets(const yaml::Node& value) {
  if (value.text().empty()) return std::nullopt;
  auto bad = FirstBad(value.text(), validate::istio::IsPrefix);
  if (!bad) return std::nullopt;
  const bool only_blanks = validate::istio::IsPrefix(Trimmed(*bad));
  return BadItem(*bad, value, only_blanks ? "subnet with the blanks around it" : "subnet",
                 only_blanks ? "list subnets with commas and no blanks between them"
                             : "list subnets such as `10.0.0.0/8` with commas between them");
}

Problem SubnetsOrAll(const yaml::Node& value) { return value.text() == "*" ? std::nullopt : Subnets(value); }

Problem Interfaces(const yaml::Node& value) {
  if (value.text().empty()) return std::nullopt;
  auto bad = FirstBad(value.text(), IsInterface);
  return bad ? BadItem(*bad, value, "name of a network interface",
                       "list names such as `eth0` with commas between them, 15 characters at most each")
             : std::nullopt;
}

Problem InterceptionMode(const yaml::Node& value) {
  const std::string_view mode = value.text();
  if (mode == "REDIRECT" || mode == "TPROXY" || mode == "NONE") return std::nullopt;
  return BadItem(mode, value, "mode of interception", "use `REDIRECT`, `TPROXY` or `NONE`");
}

// What Go's strconv.ParseBool takes.
Problem Boolean(const yaml::Node& value) {
  constexpr std::array<std::string_view, 12> kBooleans = {"1", "t", "T", "TRUE",  "true",  "True",
                                                          "0", "f", "F", "FALSE", "false", "False"};
  if (std::ranges::find(kBooleans, value.text()) != kBooleans.end()) return std::nullopt;
  return BadItem(value.text(), value, "boolean", "use `\"true\"` or `\"false\"`");
}

bool HasControl(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = utf8::Next(text, at);
    if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return true;
  }
  return false;
}

Problem Quantity(const yaml::Node& value) {
  if (HasControl(value.text())) return ValueProblem{"the value has control characters", value.span(), ""};
  if (schema::Quantity::Parse(value.text())) return std::nullopt;
  return BadItem(value.text(), value, "quantity", "write an amount such as `100m`, `2` or `128Mi`");
}

// As istiod reads it: what it does not know is let pass, what it cannot decode is not.
Problem ProxyConfig(const yaml::Node& value) {
  const EmbeddedYaml config(value);
  if (!config.faults().empty()) {
    const diag::Diagnostic& fault = config.faults().findings().front();
    return ValueProblem{fmt::format("it is no YAML: {}", fault.message), config.Outer(fault.primary.span),
                        fault.help};
  }
  if (config.root().is_null()) return std::nullopt;
  diag::Report report;
  validate::istio::ValidateMeshProxyConfig(config.root(), report);
  report.Finish();
  for (const diag::Diagnostic& finding : report.findings()) {
    if (finding.level == diag::Level::kError && finding.name != "unknown-field")
      return ValueProblem{finding.message, config.Outer(finding.primary.span), finding.help};
  }
  return std::nullopt;
}

struct Check {
  std::string_view name;
  Problem (*check)(const yaml::Node& value);
};

constexpr Check kChecks[] = {
    {"istio.io/reroute-virtual-interfaces", Interfaces},
    {"prometheus.istio.io/merge-metrics", Boolean},
    {"proxy.istio.io/config", ProxyConfig},
    {"readiness.status.sidecar.istio.io/failureThreshold", Count},
    {"readiness.status.sidecar.istio.io/initialDelaySeconds", Count},
    {"readiness.status.sidecar.istio.io/periodSeconds", Count},
    {"sidecar.istio.io/interceptionMode", InterceptionMode},
    {"sidecar.istio.io/proxyCPU", Quantity},
    {"sidecar.istio.io/proxyCPULimit", Quantity},
    {"sidecar.istio.io/proxyMemory", Quantity},
    {"sidecar.istio.io/proxyMemoryLimit", Quantity},
    {"status.sidecar.istio.io/port", Port},
    {"traffic.sidecar.istio.io/excludeInboundPorts", Ports},
    {"traffic.sidecar.istio.io/excludeInterfaces", Interfaces},
    {"traffic.sidecar.istio.io/excludeOutboundIPRanges", Subnets},
    {"traffic.sidecar.istio.io/excludeOutboundPorts", Ports},
    {"traffic.sidecar.istio.io/includeInboundPorts", PortsOrAll},
    {"traffic.sidecar.istio.io/includeOutboundIPRanges", SubnetsOrAll},
    {"traffic.sidecar.istio.io/kubevirtInterfaces", Interfaces},
};

static_assert(std::ranges::is_sorted(kChecks, {}, &Check::name));

}  // namespace

Problem CheckAnnotationValue(std::string_view name, const yaml::Node& value) {
  const auto* at = std::ranges::lower_bound(kChecks, name, {}, &Check::name);
  return at != std::end(kChecks) && at->name == name ? at->check(value) : std::nullopt;
}

}  // namespace meshctl::analyze
