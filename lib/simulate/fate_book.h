// SPDX-License-Identifier: Apache-2.0
// Everything that can become of requests at one proxy, numbered, so that millions of decisions can be
// counted.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "route/decide.h"
#include "route/table.h"

namespace meshctl::simulate {

struct Fate {
  std::string words;  ///< see FateLines and FateOf
  std::string rule;   ///< `VirtualService shop/front spec.http[0]`; empty where no rule decides
  source::Span place;
  /// Where requests are sent; null: nowhere.
  const std::vector<route::Destination>* destinations = nullptr;
  bool routed = true;  ///< false: no rule takes the request
};

/// Made once from a table, which must outlive it; then only read.
class FateBook {
 public:
  /// `known_headers`: what requests can be asked for besides method, authority, scheme and path.
  FateBook(const route::RouteTable& table, const std::vector<std::string_view>& known_headers);

  std::size_t size() const { return fates_.size(); }
  const Fate& operator[](std::size_t number) const { return fates_[number]; }
  std::size_t NumberOf(const route::Decision& decision) const;

  /// Whether some rule of the decision's host asks for a header or claim that nobody can know.
  bool IsUnsure(const route::Decision& decision) const { return unsure_.contains(decision.host); }
  /// The names of those headers and claims, sorted.
  const std::vector<std::string>& unknown_headers() const { return unknown_headers_; }

 private:
  void Add(const void* key, Fate fate);
  void AddHost(const route::VirtualHost& host, const std::vector<std::string_view>& known_headers);

  std::vector<Fate> fates_;  // those of outcomes first
  std::unordered_map<const void*, std::size_t> numbers_;
  std::unordered_set<const route::VirtualHost*> unsure_;
  std::vector<std::string> unknown_headers_;
};

}  // namespace meshctl::simulate
