// SPDX-License-Identifier: Apache-2.0
// A hash of the name picks the place in the range; taken places are passed over.
#include "sandbox/addresses.h"

#include <fmt/format.h>

#include <functional>
#include <set>

namespace meshctl::sandbox {
namespace {

constexpr std::uint32_t kHosts = 0xFFFF - 1;  // of a /16, without the first and last address
constexpr std::uint32_t kFirstNodePort = 30'000;
constexpr std::uint32_t kNodePorts = 2'768;

std::string FullName(const Json& object) {
  return TextAt(object, {"metadata", "namespace"}) + "/" + TextAt(object, {"metadata", "name"});
}

// The first of `count` places, counted from the hash of `name`, that is free. A full range gives the first.
std::uint32_t Pick(std::string_view name, std::uint32_t count,
                   const std::function<bool(std::uint32_t)>& taken) {
  const auto start = static_cast<std::uint32_t>(Hash(name) % count);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t place = (start + i) % count;
    if (!taken(place)) return place;
  }
  return start;
}

std::string Address(std::string_view prefix, std::uint32_t host) {
  return fmt::format("{}.{}.{}", prefix, (host + 1) >> 8, (host + 1) & 0xFF);
}

// The address of `prefix` that follows from the name, or the next one that nobody else has.
std::string Allocate(const Store& store, const GroupResource& resource, std::string_view prefix,
                     const Json& self) {
  const Key own{resource, TextAt(self, {"metadata", "namespace"}), TextAt(self, {"metadata", "name"})};
  return Address(prefix, Pick(FullName(self), kHosts, [&](std::uint32_t host) {
                   const auto& holders = store.HoldersOf(resource, Address(prefix, host));
                   return holders.size() > (holders.contains(own) ? 1u : 0u);
                 }));
}

void AllocateNodePorts(const Store& store, Json& service) {
  Json& ports = service["spec"]["ports"];
  if (!ports.is_array()) return;
  std::set<std::int64_t> taken;
  auto take = [&taken](const Json& list) {
    for (const Json& port : list) {
      const Json* number = ValueAt(port, {"nodePort"});
      if (number && number->is_number_integer()) taken.insert(number->get<std::int64_t>());
    }
  };
  for (const Object& other : store.List({"", "services"}, "")) {
    if (FullName(*other) == FullName(service)) continue;
    if (const Json* list = ValueAt(*other, {"spec", "ports"}); list && list->is_array()) take(*list);
  }
  take(ports);
  for (Json& port : ports) {
    if (!port.is_object() || port.contains("nodePort")) continue;
    const std::string name = FullName(service) + "/" + port.value("port", Json(0)).dump();
    const std::int64_t number = kFirstNodePort + Pick(name, kNodePorts, [&](std::uint32_t at) {
                                  return taken.contains(kFirstNodePort + at);
                                });
    taken.insert(number);
    port["nodePort"] = number;
  }
}

}  // namespace

std::uint64_t Hash(std::string_view text) {
  std::uint64_t hash = 14695981039346656037ull;
  for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  return hash;
}

std::string NameSuffix(std::uint64_t hash, std::size_t size) {
  constexpr std::string_view kAlphabet = "bcdfghjklmnpqrstvwxz2456789";
  std::string suffix;
  for (std::size_t i = 0; i < size; ++i) {
    suffix += kAlphabet[hash % kAlphabet.size()];
    hash = Hash(suffix) ^ (hash / kAlphabet.size());
  }
  return suffix;
}

void AllocateService(const Store& store, Json& service) {
  Json& spec = service["spec"];
  if (!spec.is_object()) return;
  const std::string type = TextAt(spec, {"type"});
  if (type == "ExternalName") return;
  if (TextAt(spec, {"clusterIP"}).empty()) {
    spec["clusterIP"] = Allocate(store, {"", "services"}, "10.96", service);
  }
  if (!spec.contains("clusterIPs")) spec["clusterIPs"] = Json::array({spec["clusterIP"]});
  if (type == "NodePort" || type == "LoadBalancer") AllocateNodePorts(store, service);
}

std::string AllocatePodAddress(const Store& store, const Json& pod) {
  return Allocate(store, {"", "pods"}, "10.244", pod);
}

std::string LoadBalancerAddress(const Json& service) {
  return fmt::format("192.0.2.{}", 1 + Hash(FullName(service)) % 254);
}

}  // namespace meshctl::sandbox
