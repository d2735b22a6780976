// SPDX-License-Identifier: Apache-2.0
// How an object stands to what is waited for.
#pragma once

#include <cstdint>
#include <string>

namespace meshctl::wait {

enum class Verdict : std::uint8_t {
  kMet,
  kNotYet,
  kFailed,  ///< and waiting longer will not change that
};

struct Standing {
  Verdict verdict = Verdict::kNotYet;
  std::string message;  ///< what is missing, in lower case without a final stop; may be empty when met

  friend bool operator==(const Standing&, const Standing&) = default;
};

}  // namespace meshctl::wait
