// SPDX-License-Identifier: Apache-2.0
// As istiod's model.New and Generate: `when` joins every source or every operation, whichever side its key is
// about; an absent side asks for nothing.
#include "access/rule.h"

#include <fmt/format.h>

#include <algorithm>

namespace meshctl::access {

/// Fills a rule; stops at the first thing that spoils it.
class RuleCompiler {
 public:
  RuleCompiler(Rule& rule, const Condition::Context& context) : rule_(rule), context_(context) {}

  void Compile(const model::PolicyRule& from) {
    for (const model::PolicyCondition& when : from.when) AddWhen(when);
    for (const model::PolicySource& source : from.from) AddSource(source);
    for (const model::PolicyOperation& operation : from.to) AddOperation(operation);
    Finish(from.from.empty(), when_source_, rule_.sources_);
    Finish(from.to.empty(), when_operation_, rule_.operations_);
  }

 private:
  using Conditions = std::vector<Condition>;
  using Texts = std::vector<model::Text>;

  void Drop(std::string reason, source::Span span) {
    if (!rule_.dropped_.empty()) return;
    rule_.dropped_ = std::move(reason);
    rule_.dropped_span_ = span;
  }

  void Add(Conditions& conditions, Subject subject, std::string label, const Texts& values,
           const Texts& not_values, source::Span span) {
    if (values.empty() && not_values.empty()) return;
    const Attribute attribute = subject.attribute;
    std::optional<Condition> condition =
        Condition::Compile(std::move(subject), label, span, values, not_values, context_);
    if (condition) {
      if (!condition->empty()) conditions.push_back(*std::move(condition));
    } else if (!IsKnown(attribute, context_.layer)) {
      Drop(fmt::format("it asks for the {}, which {}", label,
                       context_.layer == Layer::kTcp ? "a proxy does not know of a TCP connection"
                                                     : "a ztunnel does not know"),
           span);
    } else {
      Drop(fmt::format("it asks for a {} that is none", label), span);
    }
  }

  void Add(Conditions& conditions, Attribute attribute, std::string label, const Texts& values,
           const Texts& not_values) {
    const source::Span span = !values.empty()      ? values.front().span
                              : not_values.empty() ? source::Span()
                                                   : not_values.front().span;
    Add(conditions, {.attribute = attribute, .path = {}}, std::move(label), values, not_values, span);
  }

  void AddWhen(const model::PolicyCondition& when) {
    std::optional<Subject> subject = ParseKey(*when.key);
    if (!subject) return Drop(fmt::format("Istio does not know its key `{}`", *when.key), when.key.span);
    if (context_.layer == Layer::kZtunnel &&
        (!IsKnown(subject->attribute, context_.layer) || subject->attribute == Attribute::kServiceAccount)) {
      return Drop(fmt::format("it asks for `{}`, which a ztunnel does not know", *when.key), when.key.span);
    }
    Conditions& side = IsOfSource(subject->attribute) ? when_source_ : when_operation_;
    Add(side, *std::move(subject), fmt::format("`{}`", *when.key), when.values, when.not_values, when.span);
  }

  void AddSource(const model::PolicySource& from) {
    Conditions all;
    Add(all, Attribute::kPrincipal, "principal", from.principals, from.not_principals);
    Add(all, Attribute::kRequestPrincipal, "request principal", from.request_principals,
        from.not_request_principals);
    Add(all, Attribute::kServiceAccount, "client's service account", from.service_accounts,
        from.not_service_accounts);
    Add(all, Attribute::kTrustDomain, "client's trust domain", from.trust_domains, from.not_trust_domains);
    Add(all, Attribute::kNamespace, "client's namespace", from.namespaces, from.not_namespaces);
    Add(all, Attribute::kRemoteIp, "original client's address", from.remote_ip_blocks,
        from.not_remote_ip_blocks);
    Add(all, Attribute::kSourceIp, "client's address", from.ip_blocks, from.not_ip_blocks);
    rule_.sources_.push_back({std::move(all)});
  }

  void AddOperation(const model::PolicyOperation& to) {
    Conditions all;
    Add(all, Attribute::kHost, "host", to.hosts, to.not_hosts);
    Add(all, Attribute::kMethod, "method", to.methods, to.not_methods);
    Add(all, Attribute::kPath, "path", to.paths, to.not_paths);
    Add(all, Attribute::kDestinationPort, "port", to.ports, to.not_ports);
    rule_.operations_.push_back({std::move(all)});
  }

  void Finish(bool absent, const Conditions& when, Rule::Alternatives& side) {
    if (context_.layer == Layer::kZtunnel) {
      std::erase_if(side, [](const Rule::Alternative& one) { return one.conditions.empty(); });
      if (!absent && side.empty())
        Drop("nothing is left of it in a ztunnel, which knows no HTTP", rule_.span_);
    }
    if (absent) side.emplace_back();
    for (Rule::Alternative& alternative : side)
      alternative.conditions.insert(alternative.conditions.end(), when.begin(), when.end());
  }

  Rule& rule_;
  const Condition::Context& context_;
  Conditions when_source_;
  Conditions when_operation_;
};

Rule Rule::Compile(const model::PolicyRule& from, std::size_t index, const Condition::Context& context) {
  Rule rule;
  rule.index_ = index;
  rule.span_ = from.span;
  RuleCompiler(rule, context).Compile(from);
  return rule;
}

Truth Rule::Test(const Alternatives& alternatives, const http::Request& request) {
  Truth any = Truth::kNo;
  for (const Alternative& alternative : alternatives) {
    Truth all = Truth::kYes;
    for (const Condition& condition : alternative.conditions) {
      all = std::min(all, condition.Test(request));
      if (all == Truth::kNo) break;
    }
    any = std::max(any, all);
    if (any == Truth::kYes) break;
  }
  return any;
}

Truth Rule::Test(const http::Request& request) const {
  if (!dropped_.empty()) return Truth::kNo;
  const Truth sources = Test(sources_, request);
  return sources == Truth::kNo ? sources : std::min(sources, Test(operations_, request));
}

const Condition* Rule::Nearest(const Alternatives& alternatives, const http::Request& request) {
  const Condition* nearest = nullptr;
  Truth best = Truth::kNo;
  std::size_t most = 0;
  for (const Alternative& alternative : alternatives) {
    const Condition* first = nullptr;
    Truth all = Truth::kYes;
    std::size_t held = 0;
    for (const Condition& condition : alternative.conditions) {
      const Truth truth = condition.Test(request);
      if (truth < all) {
        all = truth;
        first = &condition;
      }
      held += truth == Truth::kYes ? 1 : 0;
    }
    if (!first) return nullptr;
    if (!nearest || all > best || (all == best && held > most)) {
      nearest = first;
      best = all;
      most = held;
    }
  }
  return nearest;
}

ConsideredRule Rule::Consider(const http::Request& request) const {
  ConsideredRule considered{
      .index = index_, .matches = Test(request), .reason = dropped_, .span = dropped_span_};
  if (!dropped_.empty()) return considered;
  considered.span = span_;
  if (considered.matches == Truth::kYes) return considered;
  // Of two sides the one that says no comes before the one of which nobody knows.
  const Truth sources = Test(sources_, request);
  const bool source_decides = sources <= Test(operations_, request) && sources != Truth::kYes;
  if (const Condition* const condition = Nearest(source_decides ? sources_ : operations_, request)) {
    considered.reason = condition->Describe(request);
    considered.span = condition->span();
  }
  return considered;
}

}  // namespace meshctl::access
