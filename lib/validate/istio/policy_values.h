// SPDX-License-Identifier: Apache-2.0
// The texts that rules of an AuthorizationPolicy compare with. Each function takes a list of them.
#pragma once

#include <cstdint>
#include <string_view>

#include "validate/rule.h"
#include "validate/verdict.h"
#include "yaml/node.h"

namespace meshctl::validate::istio {

extern const Rule kEmptyPolicyValue;
extern const Rule kInvalidServiceAccount;
extern const Rule kInvalidTrustDomain;
extern const Rule kInvalidPolicyPort;
extern const Rule kInvalidPathTemplate;
extern const Rule kUnknownConditionKey;

/// Whether a trust domain may hold `/`: the lists of a source refuse it, conditions let it pass.
enum class Slash : std::uint8_t { kRefused, kAccepted };

void CheckNotEmpty(const yaml::Node& values, Verdict& verdict);
void CheckIpBlocks(const yaml::Node& values, Verdict& verdict);
void CheckServiceAccounts(const yaml::Node& values, Verdict& verdict);
void CheckTrustDomains(const yaml::Node& values, Slash slash, Verdict& verdict);
void CheckPolicyPorts(const yaml::Node& values, Verdict& verdict);
void CheckPathTemplates(const yaml::Node& values, Verdict& verdict);

/// Whether istiod knows the attribute that a condition looks at; reports it when not.
bool CheckConditionKey(const yaml::Node& key, Verdict& verdict);
/// The values of a condition with a known key.
void CheckConditionValues(std::string_view key, const yaml::Node& values, Verdict& verdict);

}  // namespace meshctl::validate::istio
