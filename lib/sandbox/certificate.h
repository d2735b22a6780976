// SPDX-License-Identifier: Apache-2.0
// The identity of a sandbox on the wire: a certificate authority and a server certificate made for one run.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

#include "base/error.h"

namespace meshctl::sandbox {

struct FreeOpenSsl {
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Certificate = std::unique_ptr<X509, FreeOpenSsl>;
using PrivateKey = std::unique_ptr<EVP_PKEY, FreeOpenSsl>;

/// What a TLS server shows, and what its clients must trust.
struct Identity {
  Certificate certificate;  ///< for 127.0.0.1, ::1 and localhost; good for a week
  PrivateKey key;
  std::string authority_pem;  ///< the certificate that signed it; its key is thrown away
};

/// Makes a new identity on the curve P-256. Fails with an Error of kind internal when OpenSSL does.
Result<Identity> MakeIdentity();

/// 256 random bits as hexadecimal digits, fit for a bearer token.
Result<std::string> RandomToken();

}  // namespace meshctl::sandbox
