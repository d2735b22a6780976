// SPDX-License-Identifier: Apache-2.0
// How bytes travel from one workload to another: in plaintext, by the mesh's mTLS, by TLS of the user's own,
// or not at all; who decided so on either side.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mesh/data_plane.h"
#include "mesh/mesh.h"
#include "mesh/mutual_tls.h"
#include "mesh/service_targets.h"
#include "mesh/traffic_policy.h"

namespace meshctl::mesh {

/// Who opens a connection.
struct Client {
  std::string name;      ///< for people: `shop/web`, `a client outside of the mesh`
  std::string_view ns;   ///< whose DestinationRules count; empty: outside of the mesh
  model::Labels labels;  ///< for DestinationRules with a workload selector
  DataPlane data_plane = DataPlane::kSidecar;
  bool gateway = false;  ///< gateways keep no connection to the address that was dialled
};

/// The client in a workload, with what stands between it and the network.
Client ClientIn(const Mesh& mesh, const Workload& workload);
/// A client that has no part in the mesh.
Client ClientOutside();

/// What is on the wire.
enum class Wire : std::uint8_t {
  kPlaintext,
  kMeshMtls,  ///< mTLS between proxies, with workload certificates
  kTls,       ///< TLS that the client's proxy begins: DestinationRule tls mode SIMPLE
  kOwnMtls,   ///< the same with a certificate of the user's: MUTUAL
  kHbone,     ///< mTLS as a tunnel between ztunnels, waypoints and proxies that know them
};

/// `plaintext`, `mTLS`, `TLS`, `mTLS with its own certificate`, `HBONE`.
std::string_view Name(Wire wire);

/// A reason with what it was read from.
struct Cause {
  std::string text;    ///< a sentence without a stop
  std::string object;  ///< `DestinationRule shop/cart`; empty: no object decides
  source::Span span;   ///< the field that decides; nowhere when there is none
};

/// Names that a client accepts in a server's certificate; null: any.
using AcceptedNames = std::shared_ptr<const std::vector<std::string>>;

/// What a client's proxy does about one port of a service (or of a subset), before an endpoint is chosen.
struct Sending {
  const Client* client = nullptr;
  const Service* service = nullptr;  ///< null: a workload is dialled by its own address
  const ServicePort* port = nullptr;
  const MergedRule* rule = nullptr;  ///< the DestinationRule in force
  const model::Subset* subset = nullptr;
  Wire wire = Wire::kPlaintext;
  Cause cause;
  /// Whether each endpoint decides between mTLS (`wire`) and plaintext: auto mTLS.
  bool by_endpoint = false;
  /// Whether connections keep the address that was dialled (headless services, PASSTHROUGH).
  bool original_destination = false;
  std::string sni;  ///< empty: none, or that of the request's host
  AcceptedNames subject_alt_names;
};

/// What happens to one connection.
struct Transport {
  Wire wire = Wire::kPlaintext;
  std::string sni;
  AcceptedNames subject_alt_names;
  Cause client;  ///< why the client sends so
  MtlsDecision mode;
  DataPlaneDecision server_plane;  ///< who enforces the mode; kNone: nobody does
  Cause server;                    ///< what is asked for there
  /// Why the connection fails; empty: it stands.
  std::string refusal;
  std::optional<Waypoint> waypoint;  ///< passed on the way, where HTTP policies are enforced
  std::vector<Cause> notes;          ///< what was taken for granted

  bool works() const { return refusal.empty(); }
};

/// Answers for one mesh, which must outlive the value; keeps what it has worked out, so that it is not for
/// several threads at once.
class Transports {
 public:
  explicit Transports(const Mesh& mesh);

  /// What `client` does about a port; `subset` may be empty.
  Sending SendingOf(const Client& client, const Service& service, const ServicePort& port,
                    std::string_view subset = {});
  /// What `client` does about a workload that is dialled by its own address.
  static Sending SendingToWorkload(const Client& client);

  /// What becomes of a connection to one endpoint.
  Transport Reach(const Sending& sending, const Endpoint& endpoint);

  /// The whole question: from a workload (null: from outside of the mesh) to a port of another one. The port
  /// is that of a service in front of the server where one has it (the oldest counts), else one of the
  /// workload's own, which is dialled directly.
  Transport Between(const Workload* client, const Workload& server, std::uint32_t port);

  const PeerAuthentications& peers() const { return peers_; }
  const ServiceTargets& targets() const { return targets_; }

 private:
  bool AllTakeMtls(const Service& service, const ServicePort& port);
  void Choose(Sending& sending);
  void ChooseAutomatically(Sending& sending);
  Protocol ProtocolAt(const Endpoint& endpoint);
  void Serve(const Sending& sending, const Endpoint& endpoint, Transport& transport);
  void Send(const Sending& sending, const Endpoint& endpoint, Transport& transport);
  static void ChooseFor(const Sending& sending, const Endpoint& endpoint, Transport& transport);
  std::string Refusal(const Sending& sending, const Endpoint& endpoint, const Transport& transport);
  AcceptedNames IdentitiesBehind(const Service& service, const ServicePort& port);

  const Mesh& mesh_;
  PeerAuthentications peers_;
  ServiceTargets targets_;
  std::unordered_map<const ServicePort*, bool> all_take_mtls_;
  std::unordered_map<const ServicePort*, AcceptedNames> identities_;
};

/// What stands in front of an endpoint.
DataPlaneDecision DataPlaneOf(const Mesh& mesh, const Endpoint& endpoint);

}  // namespace meshctl::mesh
