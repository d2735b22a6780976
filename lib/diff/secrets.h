// SPDX-License-Identifier: Apache-2.0
// What may be shown of Secrets: that there is a value, how long it is, and whether it changes.
#pragma once

#include <string>
#include <string_view>

#include "yaml/json.h"

namespace meshctl::diff {

/// Replaces the values of Secrets by `*** (12 bytes)`: what is in `data` counts decoded. Where the two
/// objects have different values under one key, they become `*** (12 bytes, before)` and `*** (9 bytes,
/// after)`; that a value changes is all that is told about its content. Secrets are found wherever they are:
/// as the object itself, in Lists and other objects, and in texts that hold JSON (annotations of client-side
/// apply) or YAML; a text of YAML that holds one is masked as a whole. Either may be null.
void MaskSecrets(Json& before, Json& after);

/// A value at a field of an object as it may be shown: that of a Secret's `data` or `stringData` is masked.
/// `path` is as servers write it: `data.password`, `.stringData.password`, `data[pass.word]`.
Json MaskedValue(std::string_view api_version, std::string_view kind, std::string_view path,
                 const Json& value);

/// A server's message about `object` without the values of the Secrets in it. Servers quote what they refuse.
std::string MaskedMessage(const Json& object, std::string message);

}  // namespace meshctl::diff
