// SPDX-License-Identifier: Apache-2.0
// What answers of an API server hold: one object, a page of a list, the kinds of a group version.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "kube/client.h"
#include "kube/cluster.h"
#include "kube/failure.h"
#include "yaml/json.h"

namespace meshctl::kube {

/// The object in an answer. What is no success, no JSON or no object is a Failure.
Answer<Json> ObjectIn(const Request& request, const Result<Response>& response);

/// "/api/v1", "/apis/apps/v1".
std::string GroupPath(const std::string& group, const std::string& version);

/// The kinds of an APIResourceList, without subresources.
std::vector<ResourceType> TypesIn(const Json& list, const std::string& group, const std::string& version);

/// Takes the objects out of a page, with the kind and apiVersion that lists leave out.
std::vector<Json> TakeItems(Json& page, const ResourceType& type);

/// Where the next page begins; empty behind the last.
std::string ContinueOf(const Json& page);

/// The text under a key; empty when there is none.
std::string TextOf(const Json& object, const char* key);

/// The request for one page of a list; `next` is where it begins.
Request PageRequest(const ResourceType& type, const ListOptions& options, const std::string& next);

}  // namespace meshctl::kube
