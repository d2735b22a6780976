// SPDX-License-Identifier: Apache-2.0
// An object of a cluster as a text, so that findings about it have lines to show.
#pragma once

#include <memory>
#include <string>

#include "source/source_file.h"
#include "yaml/json.h"

namespace meshctl::cmd {

/// The object as YAML, under the name `cluster:KIND/NAMESPACE/NAME`, with `cluster` before the colon. What
/// nobody wrote and no rule reads is left out: managedFields, kubectl's copy of the last apply, the status of
/// most kinds, the schemas of definitions. Of a Secret only certificates are shown; other values become
/// `***`, so that it can still be seen whether there are any.
std::unique_ptr<source::SourceFile> LiveText(Json object, const std::string& cluster);

}  // namespace meshctl::cmd
