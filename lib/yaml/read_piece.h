// SPDX-License-Identifier: Apache-2.0
// One YAML document of a text: what lies between two `---` lines.
#pragma once

#include <cstdint>
#include <memory_resource>
#include <optional>
#include <string_view>

#include "diag/report.h"
#include "source/source_file.h"
#include "yaml/node.h"
#include "yaml/parse.h"

namespace meshctl::yaml {

/// What becomes of a key that a map gives again.
enum class Repeated : std::uint8_t { kRefused, kKept };

/// The root of `piece`, a part of the text of `file`; the absent node when the piece is empty, nothing after
/// a fault, which goes to `report`. `ascii`: whether the whole text is. Nodes are made in `arena`.
std::optional<Node> ReadPiece(const source::SourceFile& file, std::string_view piece, bool ascii,
                              const Limits& limits, Repeated repeated, std::pmr::memory_resource& arena,
                              diag::Report& report);

}  // namespace meshctl::yaml
