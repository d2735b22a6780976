// SPDX-License-Identifier: Apache-2.0
#include "mesh/allocated_addresses.h"

#include <gtest/gtest.h>

#include <utility>

#include "mesh/mesh.h"
#include "testing/objects.h"

namespace meshctl::mesh {
namespace {

std::string Entry(const std::string& name, const std::string& spec, const std::string& rest = "") {
  return "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: " + name +
         ", namespace: data}\nspec: {ports: [{number: 3306, name: tcp, protocol: TCP}], " + spec + "}\n" +
         rest + "---\n";
}

MeshConfig Capturing() {
  MeshConfig config;
  config.proxy_metadata["ISTIO_META_DNS_CAPTURE"] = "true";
  return config;
}

/// `host address…` of every ServiceEntry's host, a line each.
std::string Addresses(const std::string& yaml, MeshConfig config = Capturing()) {
  const Mesh mesh(testing::ObjectsOf(yaml), std::move(config));
  std::string text;
  for (const Service& service : mesh.services().all()) {
    if (!service.entry) continue;
    text += service.hostname;
    for (const std::string_view address : service.addresses) text += " " + std::string(address);
    text += "\n";
  }
  return text;
}

TEST(AllocatedAddresses, GoToHostsThatHaveNone) {
  const std::string entries = Entry("a", "hosts: [db.example, cache.example], resolution: DNS") +
                              Entry("b", "hosts: [own.example], resolution: STATIC, addresses: [10.0.0.1]") +
                              Entry("c", "hosts: ['*.wild.example'], resolution: DNS") +
                              Entry("d", "hosts: [none.example], resolution: NONE");
  EXPECT_EQ(Addresses(entries, {}),
            "*.wild.example\ncache.example\ndb.example\nnone.example\nown.example 10.0.0.1\n")
      << "sidecars that leave DNS to the cluster know no such addresses";
  EXPECT_EQ(Addresses(entries),
            "*.wild.example\ncache.example 240.240.191.56\ndb.example 240.240.120.217\nnone.example\n"
            "own.example 10.0.0.1\n");
}

TEST(AllocatedAddresses, AreThoseOfTheStatus) {
  EXPECT_EQ(Addresses(Entry("a", "hosts: [db.example, cache.example], resolution: DNS",
                            "status: {addresses: [{host: db.example, value: '2001:2::7'}, "
                            "{host: db.example, value: 240.240.0.7}]}\n")),
            "cache.example 240.240.191.56\ndb.example 240.240.0.7\n");
}

TEST(AllocatedAddresses, AreRefusedByLabel) {
  const std::string entry =
      "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: a, namespace: data, labels: "
      "{networking.istio.io/enable-autoallocate-ip: \"False\"}}\nspec: {hosts: [db.example], resolution: "
      "DNS, "
      "ports: [{number: 1, name: tcp}]}\n";
  EXPECT_EQ(Addresses(entry), "db.example\n");
}

// Two entries for a host take two slots, and both have the address of the first one.
TEST(AllocatedAddresses, AreOneForEachHost) {
  const std::string twice = Addresses(Entry("a", "hosts: [db.example], resolution: DNS") +
                                      Entry("b", "hosts: [db.example], resolution: STATIC"));
  EXPECT_EQ(twice, "db.example 240.240.41.127\ndb.example 240.240.41.127\n");
}

}  // namespace
}  // namespace meshctl::mesh
