// SPDX-License-Identifier: Apache-2.0
// The Common Expression Language as Kubernetes admits it in CustomResourceDefinitions
// (`x-kubernetes-validations`): text to Program, Program and value to true, false or a failure.
//
// Programs are flat arrays without pointers, so those of the kinds meshctl knows are compiled at build time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cel/shape.h"
#include "yaml/node.h"

namespace meshctl::cel {

/// One operation of a program; what the operands mean is the compiler's affair.
struct Step {
  std::uint8_t op = 0;
  std::uint8_t flags = 0;
  std::uint16_t count = 0;
  std::uint32_t a = 0;
  std::uint32_t b = 0;
};

/// A compiled expression that somebody else keeps alive: an array in read-only memory or a Compiled.
struct Program {
  std::span<const Step> steps;
  std::string_view pool;  ///< texts and numbers that steps refer to
  bool uses_old_self = false;
};

/// A program with its memory.
class Compiled {
 public:
  std::vector<Step> steps;
  std::string pool;
  bool uses_old_self = false;
  Program program() const { return {steps, pool, uses_old_self}; }
};

/// Why a text is no expression, with the byte where that shows.
struct SyntaxError {
  std::size_t offset = 0;
  std::string message;
};

/// Parses and checks: grammar, names (only `self` and `oldSelf`), functions and their argument counts.
std::expected<Compiled, SyntaxError> Compile(std::string_view text);

/// How much work is left, in the units of Kubernetes' runtime cost (apiserver/pkg/cel: 10,000,000 for all
/// rules of an object, 1,000,000 for a single one).
struct Budget {
  static constexpr std::uint64_t kPerObject = 10'000'000;
  static constexpr std::uint64_t kPerRule = 1'000'000;
  std::uint64_t left = kPerObject;
};

/// Why there is no answer. To an API server that is a refusal.
struct Failure {
  enum class Reason : std::uint8_t { kError, kCost } reason = Reason::kError;
  std::string message;  ///< "no such key: foo", "type conversion error from string to int"
};

/// A value to be judged: a node, and the shape that says how to read it.
struct Self {
  const yaml::Node* node = nullptr;
  const Shape* shape = nullptr;  ///< null: read by what the node is
};

/// Whether the rule holds for `self`. An expression whose value is no boolean fails. Without `old_self`,
/// `oldSelf` is the optional without a value that rules with `optionalOldSelf` see on creation; other rules
/// that use it are the caller's to skip (`Program::uses_old_self`).
std::expected<bool, Failure> Evaluate(const Program& program, const Self& self, Budget& budget,
                                      const Self* old_self = nullptr);
/// The same for expressions that give a string (`messageExpression`).
std::expected<std::string, Failure> EvaluateText(const Program& program, const Self& self, Budget& budget,
                                                 const Self* old_self = nullptr);

}  // namespace meshctl::cel
