// SPDX-License-Identifier: Apache-2.0
// The client's side follows istiod's cluster builder (buildUpstreamTLSSettings) and its check of single
// endpoints (checkMtlsEnabled); the server's side follows the filter chains a sidecar gets for each mode, and
// ztunnel. A DestinationRule that sets `tls` is obeyed to the letter: it is never relaxed for an endpoint
// that cannot do what it asks for.
#include "mesh/transport.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>

namespace meshctl::mesh {
namespace {

constexpr std::string_view kConfigMapCredential = "configmap://";

std::string FullName(const Workload& workload) { return fmt::format("{}/{}", workload.ns, workload.name); }

std::string NameOf(const Endpoint& endpoint) {
  return endpoint.workload ? FullName(*endpoint.workload) : endpoint.name;
}

Cause CausedBy(const model::DestinationRule& rule, source::Span span, std::string text) {
  return {std::move(text), rule.object->resource(), span};
}

/// The rule whose text a block is in: merged rules have several.
const model::DestinationRule& OwnerOf(const MergedRule& rule, source::Span block) {
  for (const model::DestinationRule* part : rule.rules) {
    const source::Span whole = part->object->root->span();
    if (whole.file == block.file && whole.begin <= block.begin && block.end <= whole.end) return *part;
  }
  return *rule.rules.front();
}

bool IsPassthrough(const std::optional<model::TrafficPolicy>& policy) {
  return policy && policy->load_balancer && *policy->load_balancer->simple == "PASSTHROUGH";
}

/// Whether the policy that istiod infers mTLS by asks for no load balancing. Not the one in effect: for a
/// subset its own, else the host's, both without port settings.
bool InfersPassthrough(const Sending& sending) {
  if (sending.service->resolution == Resolution::kPassthrough) return true;
  if (sending.subset) return IsPassthrough(sending.subset->traffic_policy);
  return sending.rule && sending.rule->policy_of && IsPassthrough(sending.rule->policy_of->traffic_policy);
}

std::string SniOf(const Sending& sending) {
  return fmt::format("outbound_.{}_.{}_.{}", sending.port->number,
                     sending.subset ? *sending.subset->name : std::string_view(), sending.service->hostname);
}

bool NeedsSelector(const model::ClientTls& tls, const Sending& sending) {
  const bool credential =
      !tls.credential_name->empty() && !tls.credential_name->starts_with(kConfigMapCredential);
  return credential && !sending.client->gateway && !sending.rule->workload_selector;
}

std::vector<std::string> NamesIn(const std::vector<model::Text>& texts) {
  std::vector<std::string> names;
  names.reserve(texts.size());
  for (const model::Text& text : texts) names.emplace_back(*text);
  return names;
}

AcceptedNames Accepted(std::vector<std::string> names) {
  if (names.empty()) return nullptr;
  return std::make_shared<const std::vector<std::string>>(std::move(names));
}

source::Span PlaceOf(const model::ClientTls& tls) { return tls.mode.span ? tls.mode.span : tls.span; }

/// SIMPLE and MUTUAL.
void ChooseOwnTls(const model::ClientTls& tls, Sending& sending) {
  const model::DestinationRule& rule = OwnerOf(*sending.rule, tls.span);
  const bool mutual = *tls.mode == "MUTUAL";
  if (NeedsSelector(tls, sending)) {
    sending.cause = CausedBy(rule, tls.credential_name.span,
                             "`credentialName` counts for sidecars only in a DestinationRule with a "
                             "`workloadSelector`; without one there is no TLS at all");
    return;
  }
  if (mutual && tls.credential_name->empty() &&
      (tls.client_certificate->empty() || tls.private_key->empty())) {
    sending.cause = CausedBy(rule, PlaceOf(tls), "tls mode MUTUAL without a certificate is ignored");
    return;
  }
  sending.wire = mutual ? Wire::kOwnMtls : Wire::kTls;
  sending.cause = CausedBy(rule, PlaceOf(tls), fmt::format("tls mode {}", *tls.mode));
  sending.sni = *tls.sni;
  sending.subject_alt_names = Accepted(NamesIn(tls.subject_alt_names));
  if (!sending.subject_alt_names && sending.service->entry)
    sending.subject_alt_names = Accepted(NamesIn(sending.service->entry->subject_alt_names));
}

std::string ModeText(const MtlsDecision& mode) { return fmt::format("mTLS mode {}", Name(mode.mode)); }

Cause CausedBy(const MtlsDecision& mode, std::string text) {
  return {std::move(text), mode.by ? mode.by->object->resource() : std::string(), mode.span};
}

bool TakesHbone(const DataPlaneDecision& plane, const MeshConfig& config) {
  if (plane.kind == DataPlane::kZtunnel) return true;
  const auto enabled = config.proxy_metadata.find("ISTIO_META_ENABLE_HBONE");
  return plane.kind == DataPlane::kSidecar && enabled != config.proxy_metadata.end() &&
         enabled->second == "true";
}

/// ztunnels send to waypoints, and gateways where the service or its namespace asks for it; sidecars never
/// do, since they have applied the rules of the service themselves.
bool PassesWaypoints(const Mesh& mesh, const Sending& sending) {
  constexpr std::string_view kFromGateways = "istio.io/ingress-use-waypoint";
  if (sending.client->data_plane == DataPlane::kZtunnel) return true;
  if (!sending.client->gateway || !sending.service) return false;
  const model::Labels& own = sending.service->object->labels;
  if (own.Has(kFromGateways)) return own.Get(kFromGateways) == "true";
  const Namespace* ns = mesh.FindNamespace(sending.service->ns);
  return ns && ns->labels().Get(kFromGateways) == "true";
}

}  // namespace

Client ClientIn(const Mesh& mesh, const Workload& workload) {
  const DataPlaneDecision plane = DataPlaneOf(mesh, workload);
  return {.name = FullName(workload),
          .ns = workload.ns,
          .labels = *workload.labels,
          .data_plane = plane.kind,
          .gateway = false};
}

Client ClientOutside() {
  return {.name = "a client outside of the mesh",
          .ns = {},
          .labels = {},
          .data_plane = DataPlane::kNone,
          .gateway = false};
}

std::string_view Name(Wire wire) {
  static constexpr std::array<std::string_view, 5> kNames = {"plaintext", "mTLS", "TLS",
                                                             "mTLS with its own certificate", "HBONE"};
  return kNames[static_cast<std::size_t>(wire)];
}

DataPlaneDecision DataPlaneOf(const Mesh& mesh, const Endpoint& endpoint) {
  if (endpoint.workload) return DataPlaneOf(mesh, *endpoint.workload);
  return {endpoint.injected ? DataPlane::kSidecar : DataPlane::kNone, false, {}};
}

Transports::Transports(const Mesh& mesh) : mesh_(mesh), peers_(mesh), targets_(mesh) {}

Sending Transports::SendingOf(const Client& client, const Service& service, const ServicePort& port,
                              std::string_view subset) {
  Sending sending;
  sending.client = &client;
  sending.service = &service;
  sending.port = &port;
  if (client.data_plane != DataPlane::kSidecar) return sending;
  sending.rule =
      mesh_.destination_rules_by_host().Find(service.hostname, service.ns, client.ns, client.labels);
  if (sending.rule && !subset.empty()) sending.subset = sending.rule->FindSubset(subset);
  Choose(sending);
  return sending;
}

Sending Transports::SendingToWorkload(const Client& client) {
  Sending sending;
  sending.client = &client;
  sending.original_destination = true;
  sending.cause.text = "the workload is dialled by its own address, and bytes are passed on as they are";
  return sending;
}

void Transports::Choose(Sending& sending) {
  const EffectivePolicy policy = PolicyOf(sending.rule, sending.subset, sending.port->number, mesh_.config());
  const bool unbalanced = policy.load_balancer && *policy.load_balancer->simple == "PASSTHROUGH";
  sending.original_destination =
      unbalanced || (sending.service->resolution == Resolution::kPassthrough && !sending.client->gateway);
  if (!policy.tls) return ChooseAutomatically(sending);
  const std::string_view mode = *policy.tls->mode;
  const model::DestinationRule& rule = OwnerOf(*sending.rule, policy.tls->span);
  if (mode == "SIMPLE" || mode == "MUTUAL") return ChooseOwnTls(*policy.tls, sending);
  if (mode != "ISTIO_MUTUAL") {
    sending.cause = CausedBy(rule, PlaceOf(*policy.tls), "tls mode DISABLE");
    return;
  }
  sending.wire = Wire::kMeshMtls;
  sending.cause = CausedBy(rule, PlaceOf(*policy.tls), "tls mode ISTIO_MUTUAL");
  sending.sni = policy.tls->sni->empty() ? SniOf(sending) : std::string(*policy.tls->sni);
  sending.subject_alt_names = policy.tls->subject_alt_names.empty()
                                  ? IdentitiesBehind(*sending.service, *sending.port)
                                  : Accepted(NamesIn(policy.tls->subject_alt_names));
}

void Transports::ChooseAutomatically(Sending& sending) {
  const Service& service = *sending.service;
  if (service.external) {
    sending.cause = {"the host is outside of the mesh", service.object->resource(), service.object->span()};
    return;
  }
  if (!mesh_.config().auto_mtls) {
    sending.cause.text = "auto mTLS is switched off (meshConfig.enableAutoMtls)";
    return;
  }
  if (InfersPassthrough(sending) && !AllTakeMtls(service, *sending.port)) {
    sending.cause.text = "auto mTLS needs a sidecar at every endpoint of a service without load balancing";
    return;
  }
  const MtlsDecision expected = peers_.OfNamespace(service.ns);
  if (expected.mode == MtlsMode::kDisable) {
    sending.cause = CausedBy(expected, fmt::format("{} for namespace `{}`", ModeText(expected), service.ns));
    return;
  }
  sending.wire = Wire::kMeshMtls;
  sending.cause.text = "auto mTLS";
  sending.by_endpoint = !sending.original_destination;
  sending.sni = SniOf(sending);
  sending.subject_alt_names = IdentitiesBehind(service, *sending.port);
}

bool Transports::AllTakeMtls(const Service& service, const ServicePort& port) {
  const auto [known, fresh] = all_take_mtls_.try_emplace(&port, false);
  if (!fresh) return known->second;
  const std::vector<Endpoint> endpoints = mesh_.EndpointsOf(service, port);
  known->second = !endpoints.empty() && std::ranges::all_of(endpoints, [&](const Endpoint& endpoint) {
    return DataPlaneOf(mesh_, endpoint).kind == DataPlane::kSidecar;
  });
  return known->second;
}

AcceptedNames Transports::IdentitiesBehind(const Service& service, const ServicePort& port) {
  const auto [known, fresh] = identities_.try_emplace(&port);
  if (!fresh) return known->second;
  std::vector<std::string> names;
  const Workload* last = nullptr;
  for (const Endpoint& endpoint : mesh_.EndpointsOf(service, port)) {
    if (endpoint.workload && endpoint.workload != last)
      names.push_back(IdentityOf(*endpoint.workload, mesh_.config()));
    last = endpoint.workload;
  }
  if (service.entry) std::ranges::move(NamesIn(service.entry->subject_alt_names), std::back_inserter(names));
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  return known->second = Accepted(std::move(names));
}

Transport Transports::Reach(const Sending& sending, const Endpoint& endpoint) {
  Transport transport;
  transport.wire = sending.wire;
  transport.client = sending.cause;
  Serve(sending, endpoint, transport);
  Send(sending, endpoint, transport);
  if (transport.wire != Wire::kPlaintext && transport.wire != Wire::kHbone) {
    transport.sni = sending.sni;
    transport.subject_alt_names = sending.subject_alt_names;
  }
  if (endpoint.workload && PassesWaypoints(mesh_, sending))
    transport.waypoint = WaypointOf(mesh_, sending.service, *endpoint.workload);
  transport.refusal = Refusal(sending, endpoint, transport);
  return transport;
}

void Transports::Serve(const Sending& sending, const Endpoint& endpoint, Transport& transport) {
  transport.server_plane = DataPlaneOf(mesh_, endpoint);
  const std::string name = NameOf(endpoint);
  if (transport.server_plane.kind == DataPlane::kNone) {
    transport.server = {fmt::format("`{}` has no sidecar", name), {}, transport.server_plane.span};
    return;
  }
  if (transport.server_plane.assumed) {
    transport.notes.push_back({fmt::format("`{}` is taken to have a sidecar: Namespace `{}` was not given",
                                           name, endpoint.workload->ns),
                               {},
                               endpoint.workload->object->span()});
  }
  const std::string_view ns = endpoint.workload ? endpoint.workload->ns
                              : sending.service ? sending.service->ns
                                                : std::string_view();
  transport.mode = peers_.OnPort(ns, *endpoint.labels, endpoint.port);
  transport.server = CausedBy(
      transport.mode, transport.mode.by ? ModeText(transport.mode) : "mTLS mode PERMISSIVE, the default");
}

void Transports::Send(const Sending& sending, const Endpoint& endpoint, Transport& transport) {
  const DataPlane plane = transport.server_plane.kind;
  const Client& client = *sending.client;
  const bool hbone = TakesHbone(transport.server_plane, mesh_.config());
  if (client.data_plane == DataPlane::kNone) {
    transport.client.text = fmt::format("{} sends without a proxy of the mesh",
                                        client.ns.empty() ? client.name : fmt::format("`{}`", client.name));
    return;
  }
  if (client.data_plane == DataPlane::kZtunnel) {
    if (hbone) transport.wire = Wire::kHbone;
    transport.client.text =
        hbone ? "ztunnel to a proxy that takes HBONE" : "ztunnel to a workload that takes no HBONE";
    return;
  }
  const bool tunnels = plane == DataPlane::kZtunnel && sending.service &&
                       !(sending.original_destination && sending.wire != Wire::kPlaintext);
  if (tunnels) {
    transport.wire = Wire::kHbone;
    transport.client.text = fmt::format("`{}` is reached through its ztunnel", NameOf(endpoint));
    return;
  }
  if (sending.by_endpoint) ChooseFor(sending, endpoint, transport);
}

void Transports::ChooseFor(const Sending& sending, const Endpoint& endpoint, Transport& transport) {
  if (const model::ClientTls* tls = EndpointTlsOf(sending.rule, sending.subset, sending.port->number)) {
    if (*tls->mode == "ISTIO_MUTUAL") return;
    transport.wire = Wire::kPlaintext;
    transport.client = CausedBy(OwnerOf(*sending.rule, tls->span), PlaceOf(*tls),
                                fmt::format("tls mode {} of the host, which the port's own settings replace, "
                                            "still switches auto mTLS off",
                                            *tls->mode));
    return;
  }
  if (transport.server_plane.kind != DataPlane::kSidecar) {
    transport.wire = Wire::kPlaintext;
    transport.client = {
        fmt::format("auto mTLS: `{}` has no sidecar", NameOf(endpoint)), {}, transport.server_plane.span};
  } else if (transport.mode.mode == MtlsMode::kDisable) {
    transport.wire = Wire::kPlaintext;
    transport.client = CausedBy(transport.mode, fmt::format("auto mTLS: {}", ModeText(transport.mode)));
  } else {
    transport.client.text = fmt::format("auto mTLS: `{}` has a sidecar", NameOf(endpoint));
  }
}

Protocol Transports::ProtocolAt(const Endpoint& endpoint) {
  if (!endpoint.workload) return Protocol::kAuto;
  const Workload& workload = *endpoint.workload;
  const model::Sidecar* sidecar = mesh_.SidecarOf(workload.ns, *workload.labels);
  if (sidecar && !sidecar->ingress.empty()) {
    for (const model::IngressListener& listener : sidecar->ingress) {
      if (listener.port.number.value == endpoint.port) return ParseProtocol(*listener.port.protocol);
    }
    return Protocol::kAuto;
  }
  for (const ServiceTarget& target : targets_.Of(workload)) {
    if (target.target_port == endpoint.port) return target.port->protocol;
  }
  return Protocol::kAuto;
}

std::string Transports::Refusal(const Sending& sending, const Endpoint& endpoint,
                                const Transport& transport) {
  const std::string server = NameOf(endpoint);
  const std::string_view asks = transport.mode.by ? " by " : "";
  const std::string policy = transport.mode.by ? transport.mode.by->object->resource() : std::string();
  const bool strict = transport.mode.mode == MtlsMode::kStrict;
  switch (transport.server_plane.kind) {
    case DataPlane::kNone:
      if (transport.wire == Wire::kMeshMtls)
        return fmt::format("`{}` has no sidecar that could end mTLS", server);
      return {};
    case DataPlane::kZtunnel:
      if (transport.wire == Wire::kHbone) return {};
      if (strict)
        return fmt::format("`{}` takes mTLS only ({}{}{}) and gets {}", server, Name(transport.mode.mode),
                           asks, policy, Name(transport.wire));
      if (transport.wire == Wire::kMeshMtls)
        return fmt::format("`{}` is in ambient mode, where ztunnel passes mTLS on to the application",
                           server);
      return {};
    case DataPlane::kSidecar:
      break;
  }
  if (transport.wire == Wire::kHbone) return {};
  if (strict && transport.wire != Wire::kMeshMtls) {
    return fmt::format(
        "`{}` takes mTLS only ({}{}{}) and {} sends {}", server, Name(transport.mode.mode), asks, policy,
        sending.client->ns.empty() ? sending.client->name : fmt::format("`{}`", sending.client->name),
        Name(transport.wire));
  }
  if (transport.wire == Wire::kPlaintext) return {};
  if (transport.wire == Wire::kMeshMtls) {
    if (transport.mode.mode != MtlsMode::kDisable) return {};
    return fmt::format("the sidecar of `{}` does not end mTLS ({}{}{})", server, Name(transport.mode.mode),
                       asks, policy);
  }
  if (!IsHttp(ProtocolAt(endpoint))) return {};
  return fmt::format("port {} of `{}` is declared as HTTP, where its sidecar takes no TLS but the mesh's own",
                     endpoint.port, server);
}

Transport Transports::Between(const Workload* client, const Workload& server, std::uint32_t port) {
  const Client from = client ? ClientIn(mesh_, *client) : ClientOutside();
  for (const ServiceTarget& target : targets_.Of(server)) {
    if (target.port->number != port || target.port->protocol == Protocol::kUdp) continue;
    for (const Endpoint& endpoint : mesh_.EndpointsOf(*target.service, *target.port)) {
      if (endpoint.workload == &server)
        return Reach(SendingOf(from, *target.service, *target.port), endpoint);
    }
  }
  Endpoint direct;
  direct.name = server.name;
  direct.port = port;
  direct.labels = server.labels;
  direct.workload = &server;
  direct.injected = server.injected;
  return Reach(SendingToWorkload(from), direct);
}

}  // namespace meshctl::mesh
