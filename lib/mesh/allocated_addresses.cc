// SPDX-License-Identifier: Apache-2.0
// istiod's autoAllocateIPs: slots of 240.240.0.0/16 chosen by double hashing, the first one by FNV-1a.
#include "mesh/allocated_addresses.h"

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/ascii.h"

namespace meshctl::mesh {
namespace {

constexpr std::string_view kCapture = "ISTIO_META_DNS_CAPTURE";
constexpr std::string_view kOptOut = "networking.istio.io/enable-autoallocate-ip";
constexpr std::uint32_t kSlots = 256 * 254;
constexpr std::uint32_t kPrime = 65011;
constexpr std::uint32_t kOctet = 255;  // neither .0 nor .255 is given away

bool CapturesDns(const MeshConfig& config) {
  const auto capture = config.proxy_metadata.find(kCapture);
  return capture != config.proxy_metadata.end() && capture->second == "true";
}

bool NeedsAddress(const Service& service) {
  return service.entry && service.addresses.empty() && service.entry->addresses.empty() &&
         !service.hostname.starts_with('*') && service.resolution != Resolution::kPassthrough &&
         !EqualIgnoringCase(service.object->labels.Get(kOptOut), "false");
}

/// The address that the status gives to a host, IPv4 before IPv6; empty when there is none.
std::string_view FromStatus(const Service& service) {
  std::string_view found;
  for (const model::AllocatedAddress& allocated : service.entry->allocated) {
    if (*allocated.host != service.hostname) continue;
    if (allocated.address->find(':') == std::string_view::npos) return *allocated.address;
    found = *allocated.address;
  }
  return found;
}

std::uint32_t Fnv1a(std::string_view text) {
  std::uint32_t hash = 2166136261;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619;
  return hash;
}

/// Hosts in slots, in the order of slots.
class Slots {
 public:
  void Take(const std::string& key) {
    const std::uint32_t hash = Fnv1a(key);
    const std::uint32_t step = kPrime - hash % kPrime;
    std::uint32_t slot = hash % kSlots;
    // A host that finds every slot of its own taken stays without an address, as in istiod when all are.
    for (std::uint32_t i = 1; i <= kSlots && !by_slot_.try_emplace(slot, key).second; ++i)
      slot = (hash + i * step) % (kSlots - 1);
  }

  /// A host that has several slots has the address of the first one.
  std::unordered_map<std::string, std::string> Addresses() const {
    std::unordered_map<std::string, std::string> addresses;
    std::uint32_t passed_over = 0;
    for (const auto& [slot, key] : by_slot_) {
      std::uint32_t number = slot + 1 + passed_over;
      if (number % kOctet == 0) {
        ++passed_over;
        ++number;
      }
      addresses.try_emplace(key, fmt::format("240.240.{}.{}", number / kOctet, number % kOctet));
    }
    return addresses;
  }

 private:
  std::map<std::uint32_t, std::string> by_slot_;
};

std::string KeyOf(const Service& service) { return fmt::format("{}/{}", service.ns, service.hostname); }

}  // namespace

std::deque<std::string> AllocateAddresses(std::span<Service> services, const MeshConfig& config) {
  std::deque<std::string> made;
  if (!CapturesDns(config)) return made;
  std::vector<Service*> without;
  Slots slots;
  for (Service& service : services) {
    if (!NeedsAddress(service)) continue;
    if (const std::string_view known = FromStatus(service); !known.empty()) {
      service.addresses.push_back(known);
    } else {
      slots.Take(KeyOf(service));
      without.push_back(&service);
    }
  }
  std::unordered_map<std::string, std::string> addresses = slots.Addresses();
  for (Service* service : without) {
    const auto address = addresses.find(KeyOf(*service));
    if (address != addresses.end()) service->addresses.push_back(made.emplace_back(address->second));
  }
  return made;
}

}  // namespace meshctl::mesh
