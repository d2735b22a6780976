// SPDX-License-Identifier: Apache-2.0
// Files that may be larger than memory.
#pragma once

#include <istream>
#include <memory>
#include <string>

#include "base/error.h"

namespace meshctl::source {

/// Opens a file of the disk, a pipe or a device for reading from front to end. Fails (kind input) when it is
/// missing, a folder, or not to be read.
Result<std::unique_ptr<std::istream>> OpenStream(const std::string& path);

}  // namespace meshctl::source
