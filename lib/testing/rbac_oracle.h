// SPDX-License-Identifier: Apache-2.0
// Envoy's RBAC filter, read from its own configuration and evaluated word by word: slow and obvious. What
// policies say must be what the filter says that istiod makes of them.
#pragma once

#include <re2/re2.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip_address.h"
#include "http/request.h"
#include "yaml/node.h"

namespace meshctl::testing {

class RbacOracle {
 public:
  /// `metadata`: what conditions on the metadata of other filters are taken for.
  RbacOracle(const http::Request& request, bool metadata) : request_(request), metadata_(metadata) {}

  /// One policy of a filter: any of its permissions and any of its principals.
  bool Matches(const yaml::Node& policy) const {
    return Any(policy.Get("permissions")) && Any(policy.Get("principals"));
  }

  /// Whether a filter (its `typedConfig`) lets the request pass. Shadow rules decide nothing.
  bool Passes(const yaml::Node& filter) const {
    const yaml::Node& rules = filter.Get("rules");
    if (!rules) return true;
    bool any = false;
    for (const yaml::Entry& policy : rules.Get("policies").entries()) any = any || Matches(policy.value);
    const std::string_view action = rules.Get("action").text();
    if (action == "LOG") return true;
    return action == "DENY" ? !any : any;
  }

 private:
  bool Any(const yaml::Node& list) const {
    for (const yaml::Node& item : list.items()) {
      if (Holds(item)) return true;
    }
    return false;
  }
  bool All(const yaml::Node& list) const {
    for (const yaml::Node& item : list.items()) {
      if (!Holds(item)) return false;
    }
    return true;
  }

  /// A Permission or a Principal: a mapping of one key.
  bool Holds(const yaml::Node& node) const {
    if (node.Get("any")) return true;
    if (node.Get("andRules")) return All(node.Get("andRules").Get("rules"));
    if (node.Get("andIds")) return All(node.Get("andIds").Get("ids"));
    if (node.Get("orRules")) return Any(node.Get("orRules").Get("rules"));
    if (node.Get("orIds")) return Any(node.Get("orIds").Get("ids"));
    if (node.Get("notRule")) return !Holds(node.Get("notRule"));
    if (node.Get("notId")) return !Holds(node.Get("notId"));
    if (node.Get("destinationPort"))
      return node.Get("destinationPort").text() == std::to_string(request_.port);
    if (node.Get("destinationIp")) return IsIn(request_.address, node.Get("destinationIp"));
    if (node.Get("directRemoteIp")) return IsIn(request_.source_address, node.Get("directRemoteIp"));
    if (node.Get("remoteIp")) return IsIn(request_.remote_address, node.Get("remoteIp"));
    if (node.Get("requestedServerName")) return Text(request_.sni, node.Get("requestedServerName"));
    if (node.Get("urlPath")) return Text(request_.path, node.Get("urlPath").Get("path"));
    if (node.Get("uriTemplate"))
      return Template(node.Get("uriTemplate").Get("typedConfig").Get("pathTemplate").text());
    if (node.Get("authenticated"))
      return !request_.principal.empty() &&
             Text(request_.principal, node.Get("authenticated").Get("principalName"));
    if (node.Get("header")) return Header(node.Get("header"));
    if (node.Get("metadata")) return Metadata(node.Get("metadata"));
    return false;
  }

  static bool IsIn(const std::string& address, const yaml::Node& range) {
    const auto parsed = IpAddress::Parse(address);
    const auto written = IpRange::Parse(std::string(range.Get("addressPrefix").text()) + "/" +
                                        std::string(range.Get("prefixLen").text()));
    return parsed && written && written->Contains(*parsed);
  }

  /// Expressions are kept: there are few, and they are asked thousands of times.
  static bool Regex(std::string_view text, std::string_view pattern) {
    static std::map<std::string, re2::RE2, std::less<>> compiled;
    const auto known = compiled.try_emplace(std::string(pattern), std::string(pattern)).first;
    return re2::RE2::FullMatch(std::string(text), known->second);
  }

  static std::string Lower(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return lower;
  }

  /// A StringMatcher.
  static bool Text(std::string_view value, const yaml::Node& matcher) {
    const bool any_case = matcher.Get("ignoreCase").text() == "true";
    const auto folded = [&](std::string_view text) { return any_case ? Lower(text) : std::string(text); };
    const std::string text = folded(value);
    if (matcher.Get("exact")) return text == folded(matcher.Get("exact").text());
    if (matcher.Get("prefix")) return text.starts_with(folded(matcher.Get("prefix").text()));
    if (matcher.Get("suffix")) return text.ends_with(folded(matcher.Get("suffix").text()));
    return Regex(value, matcher.Get("safeRegex").Get("regex").text());
  }

  bool Template(std::string_view pattern) const {
    constexpr std::string_view kCharacters = "a-zA-Z0-9-._~%!$&'()+,;:@=";
    std::string regex;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      if (pattern.substr(i, 2) == "**") {
        regex += "[" + std::string(kCharacters) + "/]*";
        ++i;
      } else if (pattern[i] == '*') {
        regex += "[" + std::string(kCharacters) + "]+";
      } else {
        regex += re2::RE2::QuoteMeta(std::string(1, pattern[i]));
      }
    }
    return Regex(request_.path, regex);
  }

  bool Header(const yaml::Node& header) const {
    const std::string name = Lower(header.Get("name").text());
    std::optional<std::string_view> value = request_.header(name);
    if (name == ":authority") value = request_.authority;
    if (name == ":method") value = request_.method;
    if (!value) return false;
    if (header.Get("presentMatch")) return true;
    if (header.Get("stringMatch")) return Text(*value, header.Get("stringMatch"));
    return Regex(*value, header.Get("safeRegexMatch").Get("regex").text());
  }

  bool Metadata(const yaml::Node& metadata) const {
    if (metadata.Get("filter").text() != "envoy.filters.http.jwt_authn") return metadata_;
    if (!request_.claims) return false;
    std::vector<std::string> path;
    for (const yaml::Node& segment : metadata.Get("path").items())
      path.emplace_back(segment.Get("key").text());
    path.erase(path.begin());  // `payload`
    const http::Claim* const claim = request_.claims->Find(path);
    return claim && Value(*claim, metadata.Get("value"));
  }

  static bool Value(const http::Claim& claim, const yaml::Node& matcher) {
    for (const yaml::Node& one : matcher.Get("orMatch").Get("valueMatchers").items()) {
      if (Value(claim, one)) return true;
    }
    if (const yaml::Node& one = matcher.Get("listMatch").Get("oneOf"); one && claim.list) {
      for (const std::string& text : claim.texts) {
        if (Value({.texts = {text}, .list = false, .members = {}}, one)) return true;
      }
    }
    const yaml::Node& text = matcher.Get("stringMatch");
    return text && !claim.list && !claim.texts.empty() && Text(claim.texts.front(), text);
  }

  const http::Request& request_;
  const bool metadata_;
};

}  // namespace meshctl::testing
