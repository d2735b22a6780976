// SPDX-License-Identifier: Apache-2.0
// Faults that a rule injects, as part of the answer.
#pragma once

#include "http/request.h"
#include "route/decide.h"
#include "simulate/answer.h"

namespace meshctl::simulate {

/// Says in `answer` which part of the requests is aborted, with which status; where it is all of them,
/// nothing else happens.
void AddAbort(const http::Request& request, const route::Decision& decision, Answer& answer);

}  // namespace meshctl::simulate
