// SPDX-License-Identifier: Apache-2.0
// Whatever is fixed: the result is no worse than the text, and there is nothing left to fix in it.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "validate/fix.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using meshctl::diag::Safety;
  using meshctl::validate::FixText;
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const Safety least : {Safety::kSafe, Safety::kUnsafe}) {
    const meshctl::source::SourceFile file("fuzz.yaml", text);
    const auto fixed = FixText(file, {}, {}, least);
    if (!fixed) continue;
    if (fixed->text == text) std::abort();
    // Another run finds what is left only when the first stopped at its number of rounds.
    const meshctl::source::SourceFile again("fuzz.yaml", fixed->text);
    const auto more = FixText(again, {}, {}, least);
    if (more && fixed->fixes < 10) std::abort();
  }
  return 0;
}
