// SPDX-License-Identifier: Apache-2.0
// Text to tree.
#pragma once

#include <cstdint>
#include <memory>
#include <memory_resource>
#include <vector>

#include "diag/report.h"
#include "source/source_file.h"
#include "yaml/node.h"

namespace meshctl::yaml {

struct Limits {
  /// Lists and maps inside each other; Kubernetes' own JSON reader stops at 10,000, people far earlier.
  int max_depth = 100;
  /// Values a document may have once every alias is written out; stops alias bombs.
  std::uint64_t max_values = 10'000'000;
};

/// The documents of one file and the memory they live in. Movable; nodes stay where they are.
struct Stream {
  /// Roots of the documents that could be read, in order; empty documents are left out.
  std::vector<Node> documents;
  /// Null when the caller lent the memory.
  std::unique_ptr<std::pmr::monotonic_buffer_resource> arena;
};

/// Reads every document of `file`. As kubectl does, the text is first cut at lines that hold `---` and at
/// most a comment; a fault in one document (code YAML0001..) is reported with its place and drops that
/// document only. `file` must outlive the stream.
Stream Parse(const source::SourceFile& file, const Limits& limits, diag::Report& report);

/// The same into memory that is lent and must outlive the documents. Many small files then share a few large
/// blocks instead of leaving holes between each other.
std::vector<Node> ParseInto(std::pmr::memory_resource& arena, const source::SourceFile& file,
                            const Limits& limits, diag::Report& report);

/// A good first size for the memory of a tree: what most manifests need, per byte of text.
inline constexpr std::size_t kTreeBytesPerByte = 2;

}  // namespace meshctl::yaml
