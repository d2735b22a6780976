// SPDX-License-Identifier: Apache-2.0
// The names of resources: which are the API's own, which may be promised more often than they are there.
#pragma once

#include <string_view>

namespace meshctl::validate::kubernetes {

/// `cpu`, `memory`, `ephemeral-storage`, `hugepages-2Mi`: what containers can have without a domain.
bool IsContainerResource(std::string_view name);
/// `hugepages-2Mi`.
bool IsHugePages(std::string_view name);
/// Without a domain, or with one of Kubernetes (`kubernetes.io/batteries`).
bool IsNativeResource(std::string_view name);
/// `example.com/gpu`: a domain of its own, and short enough for `requests.` before it.
bool IsExtendedResource(std::string_view name);
/// Whether requests may be smaller than limits.
bool MayOvercommit(std::string_view name);
/// Whether parts of one make no sense: counted objects and extended resources.
bool IsWholeResource(std::string_view name);
/// What a ResourceQuota can limit.
bool IsQuotaResource(std::string_view name);

}  // namespace meshctl::validate::kubernetes
