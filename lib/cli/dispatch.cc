// SPDX-License-Identifier: Apache-2.0
#include "cli/dispatch.h"

#include <fmt/format.h>

#include <exception>
#include <new>
#include <ostream>

#include "base/utf8.h"
#include "cli/help.h"
#include "cli/parse.h"

namespace meshctl::cli {
namespace {

// Libraries throw; their rooms catch. What slips through is our fault and is said to be.
Result<ExitStatus> RunGuarded(const Command& command, Env& env) {
  try {
    return command.run(env);
  } catch (const std::bad_alloc&) {
    return std::unexpected(InternalError("out of memory"));
  } catch (const std::exception& failure) {
    return std::unexpected(
        InternalError(fmt::format("internal error: {}", failure.what()))
            .Hint("this is a fault of meshctl: please report it with the command you ran"));
  }
}

}  // namespace

std::string RenderError(const Error& error, const diag::Style& style) {
  std::string_view red = style.color ? "\x1b[1;31m" : "", cyan = style.color ? "\x1b[1;36m" : "",
                   reset = style.color ? "\x1b[0m" : "";
  std::string out = fmt::format("{}error{}: {}\n", red, reset, utf8::Printable(error.message));
  for (const std::string& hint : error.hints) {
    out += fmt::format("{}hint{}: {}\n", cyan, reset, utf8::Printable(hint));
  }
  return out;
}

ExitStatus Dispatch(const Command& root, const std::vector<std::string>& words, Env& env) {
  auto fail = [&](const Error& error) {
    *env.err.stream << RenderError(error, env.StyleFor(env.err));
    return StatusOf(error.kind);
  };
  auto invocation = Parse(root, words);
  if (!invocation) return fail(invocation.error());
  const Command& command = invocation->command();
  if (invocation->help || !command.run) {
    *env.out.stream << RenderHelp(invocation->path, env.out.width);
    return ExitStatus::kOk;
  }
  auto status = RunGuarded(command, env);
  return status ? *status : fail(status.error());
}

}  // namespace meshctl::cli
