// SPDX-License-Identifier: Apache-2.0
// Tokens are long, and shells remember what is typed, so that a file may hold them (`--jwt @token.json`).
#include "cmd/token_input.h"

#include <cstdint>
#include <utility>

namespace meshctl::cmd {

Result<std::string> ReadToken(const std::string& value, cli::Env& env) {
  constexpr std::uint64_t kMost = 1 << 20;
  if (!value.starts_with('@')) return value;
  Result<std::string> text = env.fs->Read(value.substr(1), kMost);
  if (!text) return std::unexpected(std::move(text).error().In("cannot read the token"));
  return text;
}

}  // namespace meshctl::cmd
