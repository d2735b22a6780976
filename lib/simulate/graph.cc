// SPDX-License-Identifier: Apache-2.0
// One graph, two languages. Nodes are numbered in the order in which they are met, so that the same routes
// always give the same text; names of users' things appear in labels only.
#include "simulate/graph.h"

#include <fmt/format.h>

#include <map>
#include <vector>

#include "base/utf8.h"
#include "simulate/fate.h"
#include "simulate/words.h"

namespace meshctl::simulate {
namespace {

struct Node {
  enum class Shape { kProxy, kHost, kRule, kCluster, kWorkload, kEnd };

  std::string label;
  Shape shape = Shape::kRule;
};

struct Edge {
  std::size_t from = 0;
  std::size_t to = 0;
  std::string label;
  bool taken = false;  ///< the way of the request that was asked about
};

struct Graph {
  std::vector<Node> nodes;
  std::vector<Edge> edges;
};

class Drawer {
 public:
  explicit Drawer(const Simulation& simulation) : sim_(simulation) {}

  Graph Draw() {
    const std::size_t proxy = Add({ProxyName(sim_.table->proxy), Node::Shape::kProxy});
    const route::Decision& decision = sim_.decision;
    if (!decision.host) {
      if (sim_.answer.targets.empty()) {
        Connect(proxy, Add({sim_.answer.summary, Node::Shape::kEnd}), {}, true);
      } else {
        AddDestinations(proxy, decision.destinations(), true);
      }
      return std::move(graph_);
    }
    const std::size_t host = Add({decision.host->name, Node::Shape::kHost});
    Connect(proxy, host, decision.config->name, true);
    if (decision.host->require_tls)
      Connect(host, Add({"301 to https", Node::Shape::kEnd}), "plaintext", !decision.route);
    for (const route::Route* route : decision.host->routes) AddRoute(host, *route);
    return std::move(graph_);
  }

 private:
  std::size_t Add(Node node) {
    graph_.nodes.push_back(std::move(node));
    return graph_.nodes.size() - 1;
  }

  void Connect(std::size_t from, std::size_t to, std::string label, bool taken) {
    graph_.edges.push_back({from, to, std::move(label), taken});
  }

  void AddRoute(std::size_t host, const route::Route& route) {
    const bool taken = &route == sim_.decision.route;
    std::string label = route.name.empty() ? route.origin.field : route.name;
    const source::Span place = PlaceOf(route.origin);
    if (place) label += fmt::format("\n{}", source::ToString(place));
    const std::size_t rule = Add({std::move(label), Node::Shape::kRule});
    Connect(host, rule, route::Describe(route.match), taken);
    if (route.action->kind == route::Action::Kind::kForward) {
      AddDestinations(rule, route.action->destinations, taken);
    } else {
      Connect(rule, Add({FateLines(*route.action).front(), Node::Shape::kEnd}), {}, taken);
    }
    for (const route::Mirror& mirror : route.action->mirrors)
      Connect(rule, ClusterNode(*mirror.cluster), fmt::format("mirror {:g} %", mirror.percent), false);
  }

  void AddDestinations(std::size_t from, const std::vector<route::Destination>& destinations, bool taken) {
    std::uint64_t total = 0;
    for (const route::Destination& destination : destinations) total += destination.weight;
    for (const route::Destination& destination : destinations) {
      const Share share = Share{}.Of(destination.weight, total);
      Connect(from, ClusterNode(*destination.cluster), share.ToPercent(), taken);
    }
  }

  /// The cluster with its workloads, once however many routes lead there.
  std::size_t ClusterNode(const route::Cluster& cluster) {
    const auto [place, fresh] = clusters_.try_emplace(&cluster, graph_.nodes.size());
    if (!fresh) return place->second;
    const std::size_t node = Add({cluster.name, Node::Shape::kCluster});
    if (const std::string fault = FaultOf(cluster); !fault.empty()) {
      Connect(node, Add({"503: " + fault, Node::Shape::kEnd}), {}, false);
      return node;
    }
    std::vector<std::pair<std::string, std::uint64_t>> workloads;
    std::uint64_t total = 0;
    for (const route::Endpoint& endpoint : cluster.endpoints) {
      std::string name = endpoint.workload
                             ? fmt::format("{}/{}", endpoint.workload->ns, endpoint.workload->name)
                             : EndpointName(endpoint);
      if (!endpoint.ready || endpoint.weight == 0) continue;
      total += endpoint.weight;
      if (workloads.empty() || workloads.back().first != name) workloads.emplace_back(std::move(name), 0);
      workloads.back().second += endpoint.weight;
    }
    for (auto& [name, weight] : workloads)
      Connect(node, WorkloadNode(name), Share{}.Of(weight, total).ToPercent(), false);
    return node;
  }

  std::size_t WorkloadNode(const std::string& name) {
    const auto [place, fresh] = workloads_.try_emplace(name, graph_.nodes.size());
    return fresh ? Add({name, Node::Shape::kWorkload}) : place->second;
  }

  const Simulation& sim_;
  Graph graph_;
  std::map<const route::Cluster*, std::size_t> clusters_;
  std::map<std::string, std::size_t> workloads_;
};

/// A text inside of double quotes of DOT.
std::string DotText(std::string_view text) {
  std::string quoted;
  for (const char c : utf8::Printable(text)) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
    if (c == '\n') quoted.replace(quoted.size() - 1, 1, "\\n");
  }
  return quoted;
}

/// A text inside of double quotes of Mermaid, which knows entities instead of escapes.
std::string MermaidText(std::string_view text) {
  std::string quoted;
  for (const char c : utf8::Printable(text)) {
    switch (c) {
      case '"':
        quoted += "#quot;";
        break;
      case '#':
        quoted += "#35;";
        break;
      case '<':
        quoted += "#lt;";
        break;
      case '>':
        quoted += "#gt;";
        break;
      case '`':
        quoted += "#96;";
        break;
      case '\n':
        quoted += "<br/>";
        break;
      default:
        quoted += c;
    }
  }
  return quoted;
}

std::string_view DotShape(Node::Shape shape) {
  switch (shape) {
    case Node::Shape::kProxy:
      return "house";
    case Node::Shape::kHost:
      return "folder";
    case Node::Shape::kRule:
      return "box";
    case Node::Shape::kCluster:
      return "ellipse";
    case Node::Shape::kWorkload:
      return "component";
    case Node::Shape::kEnd:
      break;
  }
  return "plaintext";
}

std::string MermaidNode(std::size_t number, const Node& node) {
  const std::string text = MermaidText(node.label);
  switch (node.shape) {
    case Node::Shape::kProxy:
      return fmt::format("n{}[/\"{}\"\\]", number, text);
    case Node::Shape::kHost:
      return fmt::format("n{}{{{{\"{}\"}}}}", number, text);
    case Node::Shape::kCluster:
      return fmt::format("n{}([\"{}\"])", number, text);
    case Node::Shape::kWorkload:
      return fmt::format("n{}[[\"{}\"]]", number, text);
    case Node::Shape::kRule:
    case Node::Shape::kEnd:
      break;
  }
  return fmt::format("n{}[\"{}\"]", number, text);
}

}  // namespace

std::string RenderDot(const Simulation& simulation) {
  const Graph graph = Drawer(simulation).Draw();
  std::string text = "digraph routes {\n  rankdir=LR;\n";
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const Node& node = graph.nodes[i];
    text += fmt::format("  n{} [shape={}, label=\"{}\"];\n", i, DotShape(node.shape), DotText(node.label));
  }
  for (const Edge& edge : graph.edges) {
    text += fmt::format("  n{} -> n{} [label=\"{}\"{}];\n", edge.from, edge.to, DotText(edge.label),
                        edge.taken ? ", style=bold" : "");
  }
  return text + "}\n";
}

std::string RenderMermaid(const Simulation& simulation) {
  const Graph graph = Drawer(simulation).Draw();
  std::string text = "flowchart LR\n";
  for (std::size_t i = 0; i < graph.nodes.size(); ++i)
    text += fmt::format("  {}\n", MermaidNode(i, graph.nodes[i]));
  for (const Edge& edge : graph.edges) {
    const std::string label = edge.label.empty() ? "" : fmt::format("|\"{}\"|", MermaidText(edge.label));
    text += fmt::format("  n{} {}{} n{}\n", edge.from, edge.taken ? "==>" : "-->", label, edge.to);
  }
  return text;
}

}  // namespace meshctl::simulate
