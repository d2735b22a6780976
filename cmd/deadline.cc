// SPDX-License-Identifier: Apache-2.0
// A thread that watches the clock: no other way bounds a read that blocks in the kernel.
#include "cmd/deadline.h"

#include <fmt/format.h>

#include <cstdlib>
#include <optional>
#include <ostream>

#include "base/duration.h"
#include "cli/dispatch.h"
#include "cli/exit_status.h"

namespace meshctl::cmd {
namespace {

std::optional<Nanoseconds> Parse(const std::string& text) {
  return text.empty() || text == "0" ? Nanoseconds(0) : ParseDuration(text);
}

}  // namespace

Result<void> Deadline::Check(const std::string& flag, const std::string& text) {
  const auto limit = Parse(text);
  if (limit && *limit >= Nanoseconds(0)) return {};
  return std::unexpected(UsageError(fmt::format("`--{}` takes a duration, not `{}`", flag, text))
                             .Hint("for example `30s` or `2m`; `0` sets no bound"));
}

Deadline::Deadline(const std::string& flag, const std::string& text, const cli::Env& env) {
  const Nanoseconds limit = Parse(text).value_or(Nanoseconds(0));
  if (limit <= Nanoseconds(0)) return;
  watch_ = std::jthread([this, flag, text, limit, &env] {
    std::unique_lock lock(mutex_);
    if (changed_.wait_for(lock, limit, [this] { return over_; })) return;
    const Error error =
        ClusterError(fmt::format("not done after {}, the bound that `--{}` sets", text, flag));
    *env.err.stream << cli::RenderError(error, env.StyleFor(env.err)) << std::flush;
    std::_Exit(static_cast<int>(cli::StatusOf(error.kind)));
  });
}

Deadline::~Deadline() {
  const std::lock_guard lock(mutex_);
  over_ = true;
  changed_.notify_all();
}

}  // namespace meshctl::cmd
