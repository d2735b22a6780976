// SPDX-License-Identifier: Apache-2.0
// Certificates for tests of TLS, made when they are needed so that no key is ever committed.
#pragma once

#include <chrono>
#include <memory>
#include <string>

namespace meshctl::testing {

/// PEM texts.
struct Identity {
  std::string certificate;
  std::string key;
};

/// When a certificate holds, seen from now.
struct Validity {
  std::chrono::hours from{-24};
  std::chrono::hours to{24};
};

/// A certificate authority made up on the spot, valid for a day.
class Authority {
 public:
  explicit Authority(const std::string& name = "meshctl test authority");
  ~Authority();
  Authority(const Authority&) = delete;
  Authority& operator=(const Authority&) = delete;

  /// The authority's own certificate, as PEM.
  std::string certificate() const;
  /// A certificate for a host (`DNS:api.example`) or address (`IP:127.0.0.1`).
  Identity Issue(const std::string& name, const Validity& validity = {}) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace meshctl::testing
