// SPDX-License-Identifier: Apache-2.0
// The forms in which objects can be answered.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/catalog.h"
#include "sandbox/store.h"
#include "sandbox/table.h"
#include "yaml/json.h"

namespace meshctl::sandbox {

enum class Form {
  kObject,
  kMetadata,  ///< PartialObjectMetadata: apiVersion, kind and metadata only
  kTable,     ///< what `kubectl get` prints
};

/// The first form of the `Accept` header that the sandbox can give.
Form FormFor(std::string_view accept);

/// How objects of one request are to be shown.
struct View {
  Form form = Form::kObject;
  RowObject rows = RowObject::kMetadata;  ///< of tables
};

/// One object. `now` is the time that ages in tables are counted to.
Json Represent(const View& view, const Resource& resource, const Object& object, const std::string& now);

/// A list as it was at a resourceVersion.
Json RepresentList(const View& view, const Resource& resource, const std::vector<Object>& objects,
                   std::uint64_t version, const std::string& now);

}  // namespace meshctl::sandbox
