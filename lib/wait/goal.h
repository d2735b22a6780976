// SPDX-License-Identifier: Apache-2.0
// What can be waited for.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "wait/standing.h"
#include "yaml/json.h"
#include "yaml/json_path.h"

namespace meshctl::wait {

/// How an object stands to the goal; null: it does not exist.
using Goal = std::function<Standing(const Json* object)>;

/// ReadinessOf (readiness.h).
Goal Ready();
/// The object exists.
Goal Exists();
/// The object does not exist, or another one (by uid) has its name; an empty `uid` stands for any. Says which
/// finalizers hold it back.
Goal Deleted(std::string uid);
/// `status.conditions` has one of this type and status, in any case, about the present generation.
Goal HasCondition(std::string type, std::string status);
/// The path leads to one value, which reads `value` where that is given. Where it leads to several or to a
/// list or object, waiting fails.
Goal HasValue(yaml::JsonPath path, std::optional<std::string> value);
/// RolloutOf (rollout.h).
Goal RolledOut(std::int64_t revision);

/// Reads what `kubectl wait --for=` takes: `condition=NAME[=VALUE]`, `delete`, `create`,
/// `jsonpath=PATH[=VALUE]`. Errors are of kind usage.
Result<Goal> ParseGoal(std::string_view text);

}  // namespace meshctl::wait
