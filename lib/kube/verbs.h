// SPDX-License-Identifier: Apache-2.0
// The API server's verbs on one object, as requests: for conversations that decide for themselves what to
// send when. Client sends the same requests one at a time.
#pragma once

#include <optional>
#include <string>

#include "kube/client.h"
#include "kube/cluster.h"
#include "yaml/json.h"

namespace meshctl::kube {

Request GetRequest(const ResourceType& type, const std::string& name_space, const std::string& name);

/// Server-side apply of `object` as it is. Sending it twice changes nothing more, so it may be repeated.
Request ApplyRequest(const ResourceType& type, const std::string& name_space, const Json& object,
                     const ApplyOptions& options);

/// Replaces the object `object` names by it. Not to be repeated: a second one would find another version.
Request ReplaceRequest(const ResourceType& type, const std::string& name_space, const Json& object,
                       const ApplyOptions& options);

/// RFC 6902. Not to be repeated: the operations may not fit what they have changed.
Request JsonPatchRequest(const ResourceType& type, const std::string& name_space, const std::string& name,
                         const Json& operations, const ApplyOptions& options);

/// RFC 7386. Only to be used with patches that change nothing when they come twice.
Request MergePatchRequest(const ResourceType& type, const std::string& name_space, const std::string& name,
                          const Json& patch, const ApplyOptions& options);

enum class Propagation { kBackground, kForeground, kOrphan };

struct DeleteOptions {
  std::string uid = {};  ///< delete only the object that has it, not a successor of the same name
  Propagation propagation = Propagation::kBackground;
  std::optional<int> grace_period = {};  ///< seconds; none: the object's own
  DryRun dry_run = DryRun::kNo;
};

/// May be repeated when it is bound to a uid: then nothing is deleted twice.
Request DeleteRequest(const ResourceType& type, const std::string& name_space, const std::string& name,
                      const DeleteOptions& options);

}  // namespace meshctl::kube
