// SPDX-License-Identifier: Apache-2.0
// The only file that makes certificates. The authority signs one certificate and is forgotten, so trusting
// it means trusting this one server.
#include "sandbox/certificate.h"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <array>
#include <initializer_list>

namespace meshctl::sandbox {
namespace {

constexpr long kBackdated = -60L * 60;  // clocks of containers differ
constexpr long kValid = 7L * 24 * 60 * 60;

Error OpenSslError(std::string_view what) {
  std::array<char, 256> text{};
  ERR_error_string_n(ERR_get_error(), text.data(), text.size());
  return InternalError(fmt::format("cannot {}: {}", what, text.data()));
}

struct Extension {
  int id;
  const char* value;
};

bool AddExtensions(X509* certificate, X509* issuer, std::initializer_list<Extension> extensions) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  for (const auto& [id, value] : extensions) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, id, value);
    if (!extension) return false;
    const bool added = X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    if (!added) return false;
  }
  return true;
}

bool SetRandomSerial(X509* certificate) {
  std::array<unsigned char, 8> bytes{};
  if (RAND_bytes(bytes.data(), bytes.size()) != 1) return false;
  std::uint64_t serial = 1;
  for (unsigned char byte : bytes) serial = serial << 8 | byte;
  return ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1) == 1;
}

// A certificate for `key` named `name`; `issuer` null: of itself.
Certificate Sign(const char* name, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuer_key,
                 std::initializer_list<Extension> extensions) {
  Certificate certificate(X509_new());
  X509* made = certificate.get();
  if (!made) return nullptr;
  X509_NAME* subject = X509_get_subject_name(made);
  const auto* text = reinterpret_cast<const unsigned char*>(name);
  const bool done = X509_set_version(made, X509_VERSION_3) == 1 && SetRandomSerial(made) &&
                    X509_gmtime_adj(X509_getm_notBefore(made), kBackdated) &&
                    X509_gmtime_adj(X509_getm_notAfter(made), kValid) &&
                    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1 &&
                    X509_set_issuer_name(made, issuer ? X509_get_subject_name(issuer) : subject) == 1 &&
                    X509_set_pubkey(made, key) == 1 &&
                    AddExtensions(made, issuer ? issuer : made, extensions) &&
                    X509_sign(made, issuer_key, EVP_sha256()) > 0;
  return done ? std::move(certificate) : nullptr;
}

std::string ToPem(X509* certificate) {
  std::unique_ptr<BIO, int (*)(BIO*)> memory(BIO_new(BIO_s_mem()), BIO_free);
  if (!memory || PEM_write_bio_X509(memory.get(), certificate) != 1) return {};
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

}  // namespace

Result<Identity> MakeIdentity() {
  const PrivateKey authority_key(EVP_EC_gen("P-256"));
  PrivateKey server_key(EVP_EC_gen("P-256"));
  if (!authority_key || !server_key) return std::unexpected(OpenSslError("make a key"));

  const Certificate authority =
      Sign("meshctl sandbox authority", authority_key.get(), nullptr, authority_key.get(),
           {{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
            {NID_key_usage, "critical,keyCertSign,cRLSign"},
            {NID_subject_key_identifier, "hash"}});
  if (!authority) return std::unexpected(OpenSslError("make the certificate of the authority"));
  Certificate server = Sign("meshctl sandbox", server_key.get(), authority.get(), authority_key.get(),
                            {{NID_basic_constraints, "critical,CA:FALSE"},
                             {NID_key_usage, "critical,digitalSignature"},
                             {NID_ext_key_usage, "serverAuth"},
                             {NID_subject_alt_name, "IP:127.0.0.1,IP:::1,DNS:localhost"},
                             {NID_authority_key_identifier, "keyid"}});
  if (!server) return std::unexpected(OpenSslError("make the certificate of the server"));
  std::string pem = ToPem(authority.get());
  if (pem.empty()) return std::unexpected(OpenSslError("print the certificate of the authority"));
  return Identity{std::move(server), std::move(server_key), std::move(pem)};
}

Result<std::string> RandomToken() {
  std::array<unsigned char, 32> bytes{};
  if (RAND_bytes(bytes.data(), bytes.size()) != 1)
    return std::unexpected(OpenSslError("make a random token"));
  std::string token;
  for (unsigned char byte : bytes) token += fmt::format("{:02x}", byte);
  return token;
}

}  // namespace meshctl::sandbox
