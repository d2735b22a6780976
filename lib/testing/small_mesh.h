// SPDX-License-Identifier: Apache-2.0
// Small meshes for comparing the engine with its oracle: two services, a client, a Gateway and a few
// VirtualServices that meet in as many ways as possible. Names are few, so that everything collides.
#pragma once

#include <fmt/format.h>

#include <string>

#include "http/request.h"
#include "testing/choices.h"

namespace meshctl::testing {

/// Makes the manifests of a mesh, decision by decision.
class SmallMesh {
 public:
  /// `wide`: every field there is, more objects than can be tried exhaustively.
  SmallMesh(Choices& choices, bool wide) : choices_(choices), wide_(wide) {}

  std::string Manifests() {
    text_ = kServices;
    AddGateway("g");
    if (wide_ && choices_.Toss()) AddGateway("h");
    const std::size_t count = wide_ ? 1 + choices_.Pick(3) : 2;
    for (std::size_t i = 0; i < count; ++i) AddVirtualService(i);
    return std::move(text_);
  }

 private:
  static constexpr const char* kServices = R"(apiVersion: v1
kind: Service
metadata: {name: a, namespace: default}
spec: {ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: b, namespace: default}
spec: {ports: [{name: http, port: 80}, {name: http-more, port: 8080}]}
---
apiVersion: v1
kind: Service
metadata: {name: c, namespace: other}
spec: {ports: [{name: http, port: 8080}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: client, namespace: default}
spec:
  selector: {matchLabels: {app: client}}
  template: {metadata: {labels: {app: client}}, spec: {containers: [{name: client, image: client}]}}
)";

  void AddGateway(const char* name) {
    const char* const hosts = wide_
                                  ? choices_.Of({"'*'", "shop.example", "'*.example'", "default/shop.example",
                                                 "'other/*'", "./shop.example, '*.example'"})
                                  : choices_.Of({"'*'", "shop.example"});
    text_ += fmt::format(
        "---\napiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {{name: {}, namespace: "
        "default}}\nspec:\n  selector: {{istio: ingressgateway}}\n  servers:\n"
        "  - {{port: {{number: 80, name: http, protocol: HTTP}}, hosts: [{}]}}\n",
        name, hosts);
  }

  void AddVirtualService(std::size_t number) {
    const char* const ns = wide_ ? choices_.Of({"default", "other"}) : "default";
    const char* const hosts =
        wide_ ? choices_.Of({"shop.example", "'*.example'", "'*'", "a", "b.default.svc.cluster.local",
                             "'*.cluster.local'", "'*.default.svc.cluster.local'", "a, shop.example",
                             "SHOP.example", "c", "a.default"})
              : choices_.Of({"shop.example", "'*.example'", "a, '*'"});
    const char* const gateways = wide_ ? choices_.Of({"default/g, mesh", "default/g", "mesh",
                                                      "default/h, default/g", "g", "g.default, mesh"})
                                       : "default/g, mesh";
    text_ += fmt::format(
        "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: v{}, namespace: "
        "{}}}"
        "\nspec:\n  hosts: [{}]\n  gateways: [{}]\n  http:\n",
        number, ns, hosts, gateways);
    const std::size_t rules = 1 + choices_.Pick(wide_ ? 4 : number == 0 ? 2 : 1);
    for (std::size_t i = 0; i < rules; ++i) AddRule();
  }

  void AddRule() {
    text_ += "  - route: [";
    const std::size_t destinations = wide_ ? 1 + choices_.Pick(2) : 1;
    for (std::size_t i = 0; i < destinations; ++i) {
      if (wide_) {
        text_ += fmt::format("{}{{destination: {{host: {}{}{}}}, weight: {}}}", i == 0 ? "" : ", ",
                             choices_.Of({"a", "b.default.svc.cluster.local", "c", "missing"}),
                             choices_.Of({"", ", subset: v1"}), choices_.Of({"", ", port: {number: 8080}"}),
                             choices_.Of({"50", "0", "1"}));
      } else {
        text_ += "{destination: {host: a}}";
      }
    }
    text_ += "]\n";
    if (wide_) {
      const std::size_t matches = choices_.Pick(3);
      if (matches > 0) text_ += "    match:\n";
      for (std::size_t i = 0; i < matches; ++i) AddWideMatch();
    } else if (const char* const match =
                   choices_.Of({"", "{uri: {prefix: /a}}", "{uri: {exact: /a}}", "{method: {exact: POST}}"});
               *match != 0) {
      text_ += fmt::format("    match: [{}]\n", match);
    }
  }

  void AddWideMatch() {
    const char* const fields[] = {
        choices_.Of({"", "uri: {prefix: /a}", "uri: {exact: /a}", "uri: {prefix: /}", "uri: {regex: '/a.*'}",
                     "uri: {regex: '.*'}", "uri: {prefix: /A}, ignoreUriCase: true", "uri: {exact: /a/b}",
                     "uri: {prefix: ''}", "uri: {}"}),
        choices_.Of({"", "", "headers: {X: {exact: '1'}}", "headers: {x: {}}", "headers: {x: {regex: '*'}}",
                     "headers: {x: {prefix: '1'}}", "headers: {x: {regex: '[12]'}}"}),
        choices_.Of({"", "", "withoutHeaders: {x: {exact: '1'}}", "withoutHeaders: {x: {}}"}),
        choices_.Of({"", "", "queryParams: {q: {exact: '1'}}", "queryParams: {q: {prefix: ''}}"}),
        choices_.Of({"", "", "method: {exact: GET}", "method: {prefix: P}"}),
        choices_.Of({"", "", "authority: {exact: shop.example}", "scheme: {exact: https}"}),
        choices_.Of({"", "", "port: 80", "port: 8080"}),
        choices_.Of({"", "", "gateways: [default/g]", "gateways: [mesh]"}),
        choices_.Of({"", "", "sourceLabels: {app: client}", "sourceLabels: {app: x}",
                     "sourceNamespace: default", "sourceNamespace: other"}),
    };
    std::string match;
    for (const char* const field : fields) {
      if (*field == 0) continue;
      match += match.empty() ? "" : ", ";
      match += field;
    }
    text_ += fmt::format("    - {{{}}}\n", match);
  }

  Choices& choices_;
  const bool wide_;
  std::string text_;
};

/// A request that small meshes have something to say about.
inline http::Request SmallRequest(Choices& choices) {
  http::Request request;
  request.authority =
      choices.Of({"shop.example", "a", "x.example", "b.default", "a.default.svc.cluster.local", "c.other:80",
                  "nobody", "A", "b.default.svc.cluster.local."});
  request.path = choices.Of({"/", "/a", "/a/b", "/A", "/b", "/ab"});
  request.method = choices.Of({"GET", "POST"});
  request.query = choices.Of({"", "q=1", "q", "p=1&q=2"});
  if (const char* const value = choices.Of({"", "1", "12", "2"}); *value != 0) request.AddHeader("x", value);
  return request;
}

}  // namespace meshctl::testing
