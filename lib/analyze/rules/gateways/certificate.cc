// SPDX-License-Identifier: Apache-2.0
// OpenSSL reads the certificate; what counts is istiod's ValidateCertificate: it can be read, and today lies
// within its dates. Neither its issuer nor its key is looked at.
#include "analyze/rules/gateways/certificate.h"

#include <fmt/chrono.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <ctime>
#include <limits>
#include <memory>
#include <optional>

namespace meshctl::analyze {
namespace {

using Time = std::chrono::system_clock::time_point;

struct Release {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
};

// The bytes of the first PEM block, or nothing.
std::string FirstBlock(std::string_view pem) {
  if (pem.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return {};
  const std::unique_ptr<BIO, Release> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  if (!bio) return {};
  char* label = nullptr;
  char* header = nullptr;
  unsigned char* bytes = nullptr;
  long size = 0;
  std::string block;
  if (PEM_read_bio(bio.get(), &label, &header, &bytes, &size) == 1)
    block.assign(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(label);
  OPENSSL_free(header);
  OPENSSL_free(bytes);
  return block;
}

std::optional<Time> TimeOf(const ASN1_TIME* written) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(written, &parts) != 1) return std::nullopt;
  return std::chrono::system_clock::from_time_t(timegm(&parts));
}

std::string FaultOf(const X509& certificate, Time now) {
  const auto since = TimeOf(X509_get0_notBefore(&certificate));
  const auto until = TimeOf(X509_get0_notAfter(&certificate));
  if (!since || !until) return "has no valid dates";
  if (now > *until) return fmt::format("expired on {:%F}", fmt::gmtime(*until));
  if (now < *since) return fmt::format("is not valid before {:%F}", fmt::gmtime(*since));
  return {};
}

std::string FaultOfBlock(const std::string& block, Time now) {
  const auto* at = reinterpret_cast<const unsigned char*>(block.data());
  const auto* const end = at + block.size();
  while (at < end) {
    const std::unique_ptr<X509, Release> certificate(d2i_X509(nullptr, &at, end - at));
    if (!certificate) return "cannot be read";
    if (std::string fault = FaultOf(*certificate, now); !fault.empty()) return fault;
  }
  return {};
}

}  // namespace

std::string FaultOfCertificate(std::string_view pem, Time now) {
  const std::string block = FirstBlock(pem);
  std::string fault = block.empty() ? "is not in PEM form" : FaultOfBlock(block, now);
  ERR_clear_error();
  return fault;
}

}  // namespace meshctl::analyze
