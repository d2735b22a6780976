// SPDX-License-Identifier: Apache-2.0
// Texts of a cluster's objects are quoted in findings and reports that end up in logs of pipelines, so what
// is secret must not be in them from the start.
#include "cmd/live_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/base64.h"

namespace meshctl::cmd {
namespace {

constexpr const char* kLastApplied = "kubectl.kubernetes.io/last-applied-configuration";
constexpr const char* kMask = "***";
/// The part of a Pod's status that says where it is.
constexpr std::array<std::string_view, 4> kPodStatus = {"hostIP", "phase", "podIP", "podIPs"};
/// Where Istio looks for certificates.
constexpr std::array<std::string_view, 5> kCertificateKeys = {"ca.crt", "cacert", "cert", "tls.crt",
                                                              "ca-cert.pem"};

std::string TextAt(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// The value under a key when it is an object, else null.
Json* ObjectAt(Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_object() ? &*found : nullptr;
}

/// PEM text without the content of its keys: people put both into one value.
std::string WithoutKeys(std::string pem) {
  constexpr std::string_view kBegin = "PRIVATE KEY-----";
  constexpr std::string_view kEnd = "-----END ";
  for (std::size_t at = pem.find(kBegin); at != std::string::npos; at = pem.find(kBegin, at)) {
    at += kBegin.size();
    const std::size_t end = std::min(pem.find(kEnd, at), pem.size());
    pem.replace(at, end - at, "\n");
    const std::size_t closing = pem.find(kBegin, at);
    at = closing == std::string::npos ? pem.size() : closing + kBegin.size();
  }
  return pem;
}

void MaskSecret(Json& secret) {
  for (const char* field : {"data", "stringData"}) {
    Json* values = ObjectAt(secret, field);
    if (!values) continue;
    for (auto value = values->begin(); value != values->end(); ++value) {
      if (!value->is_string() || value->get_ref<const std::string&>().empty()) continue;
      const bool certificate = std::ranges::find(kCertificateKeys, value.key()) != kCertificateKeys.end();
      const auto pem = certificate ? DecodeBase64(value->get_ref<const std::string&>()) : std::nullopt;
      *value = pem ? EncodeBase64(WithoutKeys(*pem)) : kMask;
    }
  }
}

/// A cluster has a hundred definitions and more; their schemas are most of its bytes.
void DropSchemas(Json& definition) {
  Json* spec = ObjectAt(definition, "spec");
  if (!spec) return;
  const auto versions = spec->find("versions");
  if (versions == spec->end() || !versions->is_array()) return;
  for (Json& version : *versions) {
    if (!version.is_object()) continue;
    version.erase("schema");
    version.erase("additionalPrinterColumns");
  }
}

void DropStatus(Json& object, std::string_view kind) {
  Json* status = ObjectAt(object, "status");
  if (kind != "Pod" || !status) {
    object.erase("status");
    return;
  }
  Json kept = Json::object();
  for (const std::string_view field : kPodStatus) {
    if (const auto value = status->find(field); value != status->end()) kept.emplace(field, *value);
  }
  *status = std::move(kept);
}

}  // namespace

std::unique_ptr<source::SourceFile> LiveText(Json object, const std::string& cluster) {
  const std::string kind = TextAt(object, "kind");
  std::string ns;
  std::string name;
  if (Json* metadata = ObjectAt(object, "metadata")) {
    metadata->erase("managedFields");
    if (Json* annotations = ObjectAt(*metadata, "annotations")) annotations->erase(kLastApplied);
    ns = TextAt(*metadata, "namespace");
    name = TextAt(*metadata, "name");
  }
  DropStatus(object, kind);
  if (kind == "Secret") MaskSecret(object);
  if (kind == "CustomResourceDefinition") DropSchemas(object);
  const std::string place = ns.empty() ? name : fmt::format("{}/{}", ns, name);
  return std::make_unique<source::SourceFile>(fmt::format("{}:{}/{}", cluster, kind, place),
                                              yaml::PrintYaml(object), source::Origin::kCluster);
}

}  // namespace meshctl::cmd
