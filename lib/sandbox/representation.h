// SPDX-License-Identifier: Apache-2.0
// The forms in which one object can be answered.
#pragma once

#include <string>
#include <string_view>

#include "sandbox/catalog.h"
#include "sandbox/store.h"
#include "yaml/json.h"

namespace meshctl::sandbox {

enum class Form {
  kObject,
  kMetadata,  ///< PartialObjectMetadata: apiVersion, kind and metadata only
};

/// The first form of the `Accept` header that the sandbox can give. Tables are left to the client.
Form FormFor(std::string_view accept);

/// One object in a form.
Json Represent(Form form, const Resource& resource, const Object& object);

/// A list of objects: `items` are in the form already.
Json RepresentList(Form form, const Resource& resource, Json items, std::uint64_t version);

}  // namespace meshctl::sandbox
