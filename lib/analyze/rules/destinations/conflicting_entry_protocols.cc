// SPDX-License-Identifier: Apache-2.0
// IST0177. Hosts are compared as texts; what is exported to a namespace meets what is exported to all. Each
// ServiceEntry is reported once, for the first of its ports that is in conflict.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/destinations/rules.h"
#include "analyze/rules/export_scopes.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

std::string Upper(std::string_view text) {
  std::string upper(text);
  std::ranges::transform(upper, upper.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return upper;
}

// A port of a host as one ServiceEntry says it.
struct Said {
  const model::ServiceEntry* entry = nullptr;
  const model::Port* port = nullptr;
  std::string protocol;
};

class Checker {
 public:
  Checker(const mesh::Mesh& mesh, Findings& findings) : findings_(findings) {
    for (const model::ServiceEntry& entry : mesh.service_entries()) {
      for (std::string_view scope : ExportScopes(entry.export_to, *entry.object->namespace_)) {
        for (const model::Text& host : entry.hosts) {
          for (const model::Port& port : entry.ports)
            Add(scope, *host, {&entry, &port, Upper(*port.protocol)});
        }
      }
    }
  }

  void Check() {
    for (const Group& group : groups_) {
      if (group.scope == kEverywhere) {
        CheckTogether(group, {});
      } else {
        auto all = numbers_.find(Key(kEverywhere, group.host, group.port));
        CheckTogether(group, all == numbers_.end() ? std::vector<Said>() : groups_[all->second].said);
      }
    }
  }

 private:
  struct Group {
    std::string_view scope;
    std::string_view host;
    std::int64_t port = 0;
    std::vector<Said> said;
  };

  static std::string Key(std::string_view scope, std::string_view host, std::int64_t port) {
    return fmt::format("{}/{}:{}", scope, host, port);
  }

  void Add(std::string_view scope, std::string_view host, Said said) {
    const std::int64_t port = said.port->number->value_or(0);
    auto [at, fresh] = numbers_.try_emplace(Key(scope, host, port), groups_.size());
    if (fresh) groups_.push_back({scope, host, port, {}});
    groups_[at->second].said.push_back(std::move(said));
  }

  void CheckTogether(const Group& group, const std::vector<Said>& others) {
    std::vector<Said> said = group.said;
    said.insert(said.end(), others.begin(), others.end());
    for (const Said& one : said) {
      auto differs = [&](const Said& other) { return other.protocol != one.protocol; };
      auto other = std::ranges::find_if(said, differs);
      if (other == said.end()) return;  // all agree
      if (reported_.insert(one.entry).second) AddFinding(group, one, *other);
    }
  }

  void AddFinding(const Group& group, const Said& one, const Said& other) {
    auto place = [](const model::Port& port) { return port.protocol.span ? port.protocol.span : port.span; };
    auto name = [](const Said& said) {
      return said.protocol.empty() ? std::string("no protocol") : fmt::format("protocol {}", said.protocol);
    };
    const std::string who =
        other.entry == one.entry ? "itself" : fmt::format("`{}`", other.entry->object->resource());
    diag::Diagnostic& d = findings_.Add(*one.entry->object, place(*one.port),
                                        fmt::format("port {} of host `{}` has {} here and another one in {}",
                                                    group.port, group.host, name(one), who));
    d.secondary.push_back({place(*other.port), fmt::format("{} here", name(other))});
    d.help = "give the port of the host one protocol, or keep the entries apart with `exportTo`";
  }

  Findings& findings_;
  std::vector<Group> groups_;
  std::unordered_map<std::string, std::size_t> numbers_;  // into groups_
  std::unordered_set<const model::ServiceEntry*> reported_;
};

void Check(const mesh::Mesh& mesh, Findings& findings) {
  if (mesh.service_entries().empty()) return;
  Checker(mesh, findings).Check();
}

constexpr Kind kReads[] = {kind::kServiceEntry};

}  // namespace

constinit const Rule kConflictingEntryProtocols = {
    .name = "conflicting-entry-protocols",
    .code = "IST0177",
    .analyzers = {"serviceentry.ConflictingServiceEntryProtocolAnalyzer"},
    .level = diag::Level::kWarning,
    .summary = "ServiceEntries give the same port of the same host different protocols",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
