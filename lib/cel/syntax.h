// SPDX-License-Identifier: Apache-2.0
// Tokens to a tree. Names, functions and macros are not looked at here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cel/cel.h"
#include "cel/op.h"

namespace meshctl::cel {

/// One node of the tree.
struct Syntax {
  enum class Form : std::uint8_t {
    kLiteral,  ///< `op` says of what
    kName,     ///< `text`
    kSelect,   ///< one operand, `.text`
    kIndex,    ///< two operands
    kCall,     ///< `text(operands)`; with `member` the first operand stands before the dot
    kList,
    kMap,       ///< key, value, key, value
    kOperator,  ///< `op`
    kOptional,  ///< `?operand` in a list or before the key of a map
  };

  Form form = Form::kLiteral;
  Op op = Op::kNull;
  bool member = false;
  bool optional = false;  ///< `.?` and `[?`
  std::size_t offset = 0;
  std::size_t depth = 1;
  std::uint64_t bits = 0;  ///< of a number or bool
  std::string text;        ///< name, or the value of strings and bytes
  std::vector<std::uint32_t> operands;
};

/// All nodes; operands stand before what uses them, the root is the last.
struct SyntaxTree {
  std::vector<Syntax> nodes;
};

std::expected<SyntaxTree, SyntaxError> Parse(std::string_view text);

}  // namespace meshctl::cel
