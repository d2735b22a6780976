// SPDX-License-Identifier: Apache-2.0
// How to be let in. Secrets live here and nowhere else; no message may show one.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "source/file_system.h"

namespace meshctl::kube {

/// What one request is let in with.
struct Login {
  std::string token = {};        ///< bearer token
  std::string certificate = {};  ///< PEM text
  std::string key = {};          ///< PEM text

  friend bool operator==(const Login&, const Login&) = default;
};

/// Where logins come from that do not last: a file that is written anew, a program that is asked.
class LoginSource {
 public:
  virtual ~LoginSource() = default;
  /// The login for the next request. May read a file or run a program, and takes no longer than that is
  /// allowed to.
  virtual Result<Login> Get() = 0;
  /// The server has answered 401 to this login. Looks for another one; whether there is one now.
  virtual Result<bool> Refused(const Login& login) = 0;
};

/// As with kubectl these are sent over TLS only.
struct Credentials {
  std::string token = {};        ///< bearer token
  std::string certificate = {};  ///< PEM text
  std::string key = {};          ///< PEM text
  std::string username = {};
  std::string password = {};
  std::vector<std::pair<std::string, std::string>> impersonation = {};  ///< headers
  std::shared_ptr<LoginSource> source = {};  ///< replaces token, certificate and key, where it is set
};

/// The wall clock, by which logins expire.
using WallClock = std::function<std::chrono::system_clock::time_point()>;

/// The token in a file that somebody else keeps fresh: read again after a minute and when it is refused, as
/// client-go does. When it cannot be read again the last token stays. `owner` begins messages; `fs` must
/// outlive the source. Fails when there is no token to begin with.
Result<std::shared_ptr<LoginSource>> ReadTokenFile(const source::FileSystem& fs, const std::string& path,
                                                   const std::string& owner, WallClock clock);

}  // namespace meshctl::kube
