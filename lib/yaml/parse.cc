// SPDX-License-Identifier: Apache-2.0
// Cuts a text at its `---` lines and reads piece by piece, so that a fault in one document leaves the others.
#include "yaml/parse.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/utf8.h"
#include "yaml/documents.h"
#include "yaml/faults.h"
#include "yaml/read_piece.h"
#include "yaml/repeated.h"

namespace meshctl::yaml {
namespace {

std::vector<Node> ReadAll(std::pmr::memory_resource& arena, const source::SourceFile& file,
                          const Limits& limits, Repeated repeated, diag::Report& report) {
  std::vector<Node> documents;
  std::string_view text = file.text();
  // Spans are 32 bits wide.
  if (text.size() >= UINT32_MAX) {
    report.Add(MakeFinding(Fault::kSyntax, "file is larger than 4 GiB", {}));
    return documents;
  }
  utf8::Scan scan = utf8::ScanText(text);
  if (scan.first_invalid != std::string::npos) {
    auto at = static_cast<std::uint32_t>(scan.first_invalid);
    report.Add(MakeFinding(Fault::kInvalidUtf8, "text is not UTF-8", {&file, at, at + 1},
                           fmt::format("byte 0x{:02X}", static_cast<unsigned char>(text[at])),
                           "save the file as UTF-8"));
    return documents;
  }
  for (std::string_view piece : SplitDocuments(text)) {
    auto root = ReadPiece(file, piece, scan.ascii, limits, repeated, arena, report);
    if (root && root->present()) documents.push_back(*root);
  }
  return documents;
}

Stream ReadStream(const source::SourceFile& file, const Limits& limits, Repeated repeated,
                  diag::Report& report) {
  Stream stream;
  stream.arena = std::make_unique<std::pmr::monotonic_buffer_resource>(
      std::max<std::size_t>(file.text().size() * kTreeBytesPerByte, 1024));
  stream.documents = ReadAll(*stream.arena, file, limits, repeated, report);
  return stream;
}

}  // namespace

std::vector<Node> ParseInto(std::pmr::memory_resource& arena, const source::SourceFile& file,
                            const Limits& limits, diag::Report& report) {
  return ReadAll(arena, file, limits, Repeated::kRefused, report);
}

Stream Parse(const source::SourceFile& file, const Limits& limits, diag::Report& report) {
  return ReadStream(file, limits, Repeated::kRefused, report);
}

Stream ParseKeepingRepeated(const source::SourceFile& file, const Limits& limits, diag::Report& report) {
  return ReadStream(file, limits, Repeated::kKept, report);
}

}  // namespace meshctl::yaml
