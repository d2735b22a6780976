// SPDX-License-Identifier: Apache-2.0
// Errors: what stopped a command. A fault in the user's configuration is not an Error but a
// diag::Diagnostic, because a run goes on after it.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meshctl {

/// What went wrong. The kind decides the exit status and nothing else.
struct Error {
  enum class Kind {
    kUsage,     ///< the command line asks for something that does not exist (exit 64)
    kInput,     ///< input cannot be read (exit 65)
    kCluster,   ///< the API server refused, hung or cannot be reached (exit 1)
    kInternal,  ///< a fault of meshctl itself (exit 1)
  };

  Kind kind = Kind::kInternal;
  /// Lower case, no final stop; the outermost context comes first: "cannot apply: connection refused".
  std::string message;
  /// What the user can do about it, one sentence each.
  std::vector<std::string> hints;

  /// This error with `context` put before its message.
  Error In(std::string_view context) && {
    message = std::string(context) + ": " + message;
    return std::move(*this);
  }
  /// This error with one more hint.
  Error Hint(std::string hint) && {
    hints.push_back(std::move(hint));
    return std::move(*this);
  }
};

template <typename T>
using Result = std::expected<T, Error>;

inline Error UsageError(std::string message) { return {Error::Kind::kUsage, std::move(message), {}}; }
inline Error InputError(std::string message) { return {Error::Kind::kInput, std::move(message), {}}; }
inline Error ClusterError(std::string message) { return {Error::Kind::kCluster, std::move(message), {}}; }
inline Error InternalError(std::string message) { return {Error::Kind::kInternal, std::move(message), {}}; }

}  // namespace meshctl
