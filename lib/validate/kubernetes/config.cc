// SPDX-License-Identifier: Apache-2.0
// Namespace, ConfigMap and Secret. Nothing here ever shows a value of a Secret.
#include <fmt/core.h>

#include <array>
#include <string>
#include <string_view>

#include "base/base64.h"
#include "validate/kubernetes/kubernetes.h"
#include "validate/kubernetes/total_size.h"
#include "validate/kubernetes/values.h"
#include "validate/object.h"
#include "yaml/json.h"

namespace meshctl::validate::kubernetes {
namespace {

constinit const Rule kNamespaceFinalizer = {
    .code = "KUBE0501",
    .name = "unqualified-namespace-finalizer",
    .summary = "apart from `kubernetes` itself, whoever holds up the deletion of a Namespace has a domain"};
constinit const Rule kKeyTwice = {.code = "KUBE0502",
                                  .name = "key-in-data-and-binary-data",
                                  .summary = "a key of a ConfigMap is text or bytes: it becomes one file"};
constinit const Rule kTokenWithoutAccount = {
    .code = "KUBE0503",
    .name = "token-without-account",
    .summary = "a Secret for the token of a service account names the account in an annotation"};
constinit const Rule kSecretKeyMissing = {
    .code = "KUBE0504",
    .name = "secret-key-missing",
    .summary = "the type of a Secret promises keys to its readers, which must be there"};
constinit const Rule kRegistryConfig = {.code = "KUBE0505",
                                        .name = "registry-config-not-json",
                                        .summary = "credentials for registries are a JSON object"};

constexpr const Rule* kNamespaceRules[] = {&kNamespaceFinalizer};
constexpr const Rule* kConfigMapRules[] = {&kKeyTwice};
constexpr const Rule* kSecretRules[] = {&kTokenWithoutAccount, &kSecretKeyMissing, &kRegistryConfig};

constexpr std::size_t kMaxSize = 1048576;
constexpr std::string_view kAccountName = "kubernetes.io/service-account.name";

void CheckNamespace(const Object& object, Verdict& verdict) {
  for (const yaml::Node& finalizer : object.spec().Get("finalizers").items()) {
    const std::string_view name = finalizer.string();
    const bool standard = name == "kubernetes" || name == "orphan" || name == "foregroundDeletion";
    if (standard || name.empty() || name.find('/') != std::string_view::npos) continue;
    verdict.At(kNamespaceFinalizer, finalizer,
               fmt::format("{} has no domain before it", verdict.Path(finalizer)),
               {.label = "whose is it?", .help = fmt::format("write it like `example.com/{}`", name)});
  }
}

void CheckConfigMap(const Object& object, Verdict& verdict) {
  const yaml::Node& text = object.root().Get("data");
  const yaml::Node& bytes = object.root().Get("binaryData");
  for (const yaml::Entry& entry : bytes.entries()) {
    const yaml::Entry* other = text.Find(entry.key);
    if (other == nullptr) continue;
    verdict.AtKey(kKeyTwice, bytes, entry.key, fmt::format("{} is in `data` too", verdict.Path(entry.value)),
                  {.label = "the same key",
                   .help = "remove one of them",
                   .secondary = {{other->key_span(), "as text"}}});
  }
  const std::size_t size = SizeOf(text, Count::kValues) + SizeOf(bytes, Count::kDecodedValues);
  CheckTotalSize(text.present() ? text : bytes, size, kMaxSize, verdict);
}

/// The keys that a type of Secret needs: all of them, or any.
struct Promise {
  std::string_view type;
  std::array<std::string_view, 2> keys;  ///< the second may be empty
  bool any = false;
};
constexpr std::array<Promise, 5> kPromises = {{{"kubernetes.io/dockercfg", {".dockercfg"}},
                                               {"kubernetes.io/dockerconfigjson", {".dockerconfigjson"}},
                                               {"kubernetes.io/basic-auth", {"username", "password"}, true},
                                               {"kubernetes.io/ssh-auth", {"ssh-privatekey"}},
                                               {"kubernetes.io/tls", {"tls.crt", "tls.key"}}}};

/// Whether the Secret has the key, as text or as bytes.
bool Holds(const yaml::Node& secret, std::string_view key) {
  return secret.Get("data").Find(key) != nullptr || secret.Get("stringData").Find(key) != nullptr;
}

void CheckPromise(const Promise& promise, const yaml::Node& secret, Verdict& verdict) {
  const auto [first, second] = promise.keys;
  const bool has_first = Holds(secret, first);
  const bool has_second = second.empty() ? has_first : Holds(secret, second);
  const bool empty_key = promise.type == "kubernetes.io/ssh-auth" && has_first &&
                         secret.Get("stringData").Get(first).string().empty() &&
                         secret.Get("data").Get(first).string().empty();
  if ((promise.any ? has_first || has_second : has_first && has_second) && !empty_key) return;
  const std::string missing = promise.any ? fmt::format("neither `{}` nor `{}`", first, second)
                                          : fmt::format("no `{}`", has_first && !empty_key ? second : first);
  verdict.At(kSecretKeyMissing, secret.Get("type"), fmt::format("the Secret has {}", missing),
             {.label = "promises this key", .help = "add it, or use `type: Opaque`"});
}

/// Whether a value, decoded, is a JSON object.
bool IsJsonObject(const yaml::Node& secret, std::string_view key) {
  const yaml::Entry* text = secret.Get("stringData").Find(key);
  const auto decoded = text != nullptr ? std::string(text->value.string())
                                       : DecodeBase64(secret.Get("data").Get(key).string());
  if (!decoded) return true;
  const auto json = yaml::ParseJson(*decoded);
  return json && (json->is_object() || json->is_null());
}

void CheckSecret(const Object& object, Verdict& verdict) {
  const yaml::Node& secret = object.root();
  const yaml::Node& type = secret.Get("type");
  for (const char* field : {"data", "stringData"}) {
    const bool encoded = field == std::string_view("data");
    CheckTotalSize(secret.Get(field),
                   SizeOf(secret.Get(field), encoded ? Count::kDecodedValues : Count::kValues), kMaxSize,
                   verdict);
  }
  if (type.string() == "kubernetes.io/service-account-token" &&
      object.Annotation(kAccountName).string().empty()) {
    verdict.At(kTokenWithoutAccount, type, "the Secret does not say of which service account",
               {.label = "needs the name of an account",
                .help = fmt::format("add the annotation `{}`", kAccountName)});
  }
  for (const Promise& promise : kPromises) {
    if (promise.type != type.string()) continue;
    CheckPromise(promise, secret, verdict);
    const std::string_view key = promise.keys.front();
    if (!key.starts_with(".docker") || !Holds(secret, key) || IsJsonObject(secret, key)) continue;
    const yaml::Node& holder =
        secret.Get(secret.Get("stringData").Find(key) != nullptr ? "stringData" : "data");
    verdict.AtKey(
        kRegistryConfig, holder, key, fmt::format("{} holds no JSON object", verdict.Path(holder, key)),
        {.label = "must be a JSON object", .help = "make it with `kubectl create secret docker-registry`"});
  }
}

}  // namespace

constinit const Code kNamespaceCode = {Authority::kApiServer, "", "Namespace", kNamespaceRules,
                                       CheckNamespace};
constinit const Code kConfigMapCode = {Authority::kApiServer, "", "ConfigMap", kConfigMapRules,
                                       CheckConfigMap};
constinit const Code kSecretCode = {Authority::kApiServer, "", "Secret", kSecretRules, CheckSecret};

}  // namespace meshctl::validate::kubernetes
