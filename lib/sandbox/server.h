// SPDX-License-Identifier: Apache-2.0
// The API on a port of the loopback address, over TLS, for holders of a token.
#pragma once

#include <memory>
#include <string>

#include "base/error.h"
#include "sandbox/api.h"
#include "sandbox/kubeconfig.h"

namespace meshctl::sandbox {

class Server {
 public:
  /// Listens on 127.0.0.1; port 0 takes a free one. Fails with an Error of kind cluster when the port is
  /// taken.
  static Result<std::unique_ptr<Server>> Start(Api& api, int port);
  /// Stops.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Where and how to get in.
  const Access& access() const;

  /// Ends watches and connections and waits for requests under way. The Api stays.
  void Stop();

 private:
  struct Parts;
  explicit Server(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace meshctl::sandbox
