// SPDX-License-Identifier: Apache-2.0
// Lookups in a compiled table.
#include "route/table.h"

#include <fmt/format.h>

#include <algorithm>

namespace meshctl::route {
namespace {

constexpr std::string_view kAnyAddress = "0.0.0.0";
constexpr std::string_view kCatchAll = "virtualOutbound";
constexpr std::string_view kInboundCatchAll = "virtualInbound";

}  // namespace

void RouteTable::IndexListeners() {
  for (std::uint32_t i = 0; i < listeners.size(); ++i) {
    const Listener& listener = listeners[i];
    if (listener.name == kInboundCatchAll) {
      inbound_catch_all_ = i;
      by_port_.try_emplace(listener.port, i);
    } else if (listener.inbound) {
      inbound_by_port_.try_emplace(listener.port, i);
    } else if (listener.name == kCatchAll && listener.port == 0) {
      catch_all_ = i;
    } else if (listener.address == kAnyAddress) {
      by_port_.try_emplace(listener.port, i);
    } else {
      by_address_.try_emplace(fmt::format("{}_{}", listener.address, listener.port), i);
    }
  }
}

const Listener* RouteTable::FindListener(std::string_view address, std::uint16_t port) const {
  if (!address.empty() && !by_address_.empty()) {
    const auto found = by_address_.find(fmt::format("{}_{}", address, port));
    if (found != by_address_.end()) return &listeners[found->second];
  }
  if (const auto found = by_port_.find(port); found != by_port_.end()) return &listeners[found->second];
  return catch_all_ ? &listeners[*catch_all_] : nullptr;
}

const Listener* RouteTable::FindInboundListener(std::uint16_t port) const {
  if (const auto found = inbound_by_port_.find(port); found != inbound_by_port_.end())
    return &listeners[found->second];
  return inbound_catch_all_ ? &listeners[*inbound_catch_all_] : nullptr;
}

std::uint16_t RouteTable::TargetOf(std::uint16_t dialled) const {
  const auto target = target_ports.find(dialled);
  return target == target_ports.end() ? dialled : target->second;
}

std::uint16_t RouteTable::DialledFor(std::uint16_t listener) const {
  const auto port =
      std::ranges::find(target_ports, listener, &std::pair<const std::uint16_t, std::uint16_t>::second);
  return port == target_ports.end() ? listener : port->first;
}

const RouteConfig* RouteTable::FindConfig(std::string_view name) const {
  const auto found = std::ranges::find(configs, name, &RouteConfig::name);
  return found == configs.end() ? nullptr : &*found;
}

}  // namespace meshctl::route
