// SPDX-License-Identifier: Apache-2.0
// People have pressed a key and wait: one try, metadata only, and whatever has come when time is up.
#include "cmd/server_names.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

#include "cmd/connection_flags.h"
#include "cmd/object_reading.h"
#include "kube/http_cluster.h"
#include "kube/kubeconfig.h"
#include "kube/payload.h"
#include "wait/object_view.h"

namespace meshctl::cmd {
namespace {

constexpr std::chrono::seconds kPatience{2};
constexpr const char* kMetadataOnly =
    "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

using Words = std::vector<std::string>;

/// Passes conversations on, and ends them when time is up.
class BoundedCluster final : public kube::Cluster {
 public:
  BoundedCluster(std::unique_ptr<kube::Cluster> cluster, const cli::Env& env)
      : cluster_(std::move(cluster)), env_(env), until_(Now() + kPatience) {}

  void Run(kube::Exchange& exchange) override {
    Bounded bounded(exchange, *this);
    cluster_->Run(bounded);
  }

 private:
  class Bounded final : public kube::Exchange {
   public:
    Bounded(kube::Exchange& exchange, const BoundedCluster& cluster)
        : exchange_(exchange), cluster_(cluster) {}

    std::optional<kube::Request> Next() override { return cluster_.late() ? std::nullopt : exchange_.Next(); }
    void Done(std::size_t number, Result<kube::Response> response) override {
      exchange_.Done(number, std::move(response));
    }
    Flow Piece(std::size_t number, std::string_view bytes) override { return exchange_.Piece(number, bytes); }
    Flow Tick() override { return cluster_.late() ? Flow::kStop : exchange_.Tick(); }

   private:
    kube::Exchange& exchange_;
    const BoundedCluster& cluster_;
  };

  std::chrono::steady_clock::time_point Now() const {
    return env_.now ? env_.now() : std::chrono::steady_clock::now();
  }
  bool late() const { return Now() >= until_; }

  std::unique_ptr<kube::Cluster> cluster_;
  const cli::Env& env_;
  std::chrono::steady_clock::time_point until_;
};

/// One conversation with the cluster that the line means.
class Asking {
 public:
  /// Nothing when the line names no cluster that there is.
  static std::unique_ptr<Asking> Begin(const kube::Connection& connection, const cli::Env& env) {
    auto endpoint = kube::FindCluster(connection, SurroundingsOf(env));
    if (!endpoint) return nullptr;
    auto cluster = kube::MakeHttpCluster(*endpoint, {.retry = {.tries = 1}});
    if (!cluster) return nullptr;
    return std::unique_ptr<Asking>(new Asking(*std::move(cluster), endpoint->scope.name_space, env));
  }

  /// Null when the server does not tell.
  const kube::Discovery* Kinds() {
    auto discovery = client_.Discover();
    return discovery ? *discovery : nullptr;
  }

  /// The names of all objects of these types.
  Words Names(const std::vector<const kube::OfferedKind*>& kinds) {
    std::vector<ChosenObjects> chosen;
    for (const kube::OfferedKind* kind : kinds) {
      chosen.push_back(
          {.kind = *kind, .name_space = kind->type.namespaced ? name_space_ : std::string(), .names = {}});
    }
    Words names;
    std::vector<ReadObjects> read = ReadChosen(cluster_, chosen, {.accept = kMetadataOnly});
    for (std::size_t i = 0; i < read.size(); ++i) {
      for (Json& page : read[i].answers) {
        for (const Json& object : kube::TakeItems(page, chosen[i].kind.type))
          names.push_back(wait::TextAt(object, {"metadata", "name"}));
      }
    }
    return names;
  }

 private:
  Asking(std::unique_ptr<kube::Cluster> cluster, std::string name_space, const cli::Env& env)
      : cluster_(std::move(cluster), env), client_(cluster_), name_space_(std::move(name_space)) {}

  BoundedCluster cluster_;
  kube::Client client_;
  std::string name_space_;
};

/// `words` behind `before`, those that begin with `typed`, each once and in order. What a server calls its
/// objects may be anything; a shell gets words of one line.
Words Offer(Words words, std::string_view before, std::string_view typed) {
  Words offered;
  for (const std::string& word : words) {
    const bool printable = std::ranges::all_of(word, [](char c) { return c > ' ' && c < 0x7f; });
    if (printable && !word.empty() && word.starts_with(typed)) offered.push_back(std::string(before) + word);
  }
  std::ranges::sort(offered);
  const auto repeated = std::ranges::unique(offered);
  offered.erase(repeated.begin(), repeated.end());
  return offered;
}

/// What types can be called.
Words TypeWords(const kube::Discovery& kinds, const std::function<bool(const kube::OfferedKind&)>& takes,
                std::string_view typed) {
  const auto means = [&](const std::string& word, const kube::OfferedKind& kind) {
    const auto named = kinds.Named(word);
    return named && (*named)->type.group == kind.type.group && (*named)->type.kind == kind.type.kind;
  };
  Words words;
  for (const kube::OfferedKind& kind : kinds.offered()) {
    if (!takes(kind) || kinds.FindPreferred(kind.type.group, kind.type.kind) != &kind) continue;
    for (const std::string& word : kind.short_names) {
      if (means(word, kind)) words.push_back(word);
    }
    const bool plain = means(kind.type.plural, kind);
    if (plain) words.push_back(kind.type.plural);
    if (!plain || typed.find('.') != typed.npos) words.push_back(TypeName(kind.type));
  }
  return words;
}

bool HasSlash(std::string_view word) { return word.find('/') != word.npos; }

/// One word of a line that names objects.
class ObjectWord {
 public:
  ObjectWord(const ObjectSelection& selection, Asking& asking,
             const std::function<bool(const kube::OfferedKind&)>& takes)
      : selection_(selection), asking_(asking), takes_(takes) {}

  Words For(std::string_view typed) {
    const Words& words = selection_.words;
    const bool pairs = std::ranges::any_of(words, HasSlash);
    if (HasSlash(typed)) return words.empty() || pairs ? NameOfPair(typed) : Words();
    if (words.empty()) return Types(typed);
    return pairs ? TypeOfPair(typed) : Names(typed);
  }

 private:
  /// The last of `pods,sv`.
  Words Types(std::string_view typed) {
    const kube::Discovery* kinds = asking_.Kinds();
    if (!kinds) return {};
    const std::size_t comma = typed.rfind(',');
    const std::size_t begin = comma == typed.npos ? 0 : comma + 1;
    return Offer(TypeWords(*kinds, takes_, typed.substr(begin)), typed.substr(0, begin), typed.substr(begin));
  }

  Words TypeOfPair(std::string_view typed) {
    Words words = Types(typed);
    for (std::string& word : words) word += '/';
    return words;
  }

  Words NameOfPair(std::string_view typed) {
    const std::size_t name = typed.find('/') + 1;
    const kube::Discovery* kinds = asking_.Kinds();
    const auto kind = kinds ? kinds->Named(typed.substr(0, name - 1)) : std::unexpected(Error());
    if (!kind) return {};
    return Offer(asking_.Names({*kind}), typed.substr(0, name), typed.substr(name));
  }

  /// Names that the line does not have yet.
  Words Names(std::string_view typed) {
    if (selection_.all_namespaces || !selection_.label_selector.empty() || !selection_.field_selector.empty())
      return {};
    const Words& words = selection_.words;
    const kube::Discovery* kinds = asking_.Kinds();
    const auto named = kinds ? kinds->NamedList(words.front()) : std::unexpected(Error());
    if (!named) return {};
    Words names = asking_.Names(*named);
    std::erase_if(names, [&](const std::string& name) {
      return std::find(words.begin() + 1, words.end(), name) != words.end();
    });
    return Offer(std::move(names), {}, typed);
  }

  const ObjectSelection& selection_;
  Asking& asking_;
  const std::function<bool(const kube::OfferedKind&)>& takes_;
};

}  // namespace

cli::Candidates ObjectCandidates(const ObjectSelection& selection, const kube::Connection& connection,
                                 std::function<bool(const kube::OfferedKind&)> takes) {
  return [&selection, &connection, takes = std::move(takes)](std::string_view typed, cli::Env& env) -> Words {
    if (selection.from_files()) return {};
    const auto asking = Asking::Begin(connection, env);
    if (!asking) return {};
    return ObjectWord(selection, *asking, takes).For(typed);
  };
}

cli::Candidates NamespaceCandidates(const kube::Connection& connection) {
  return [&connection](std::string_view typed, cli::Env& env) -> Words {
    const auto asking = Asking::Begin(connection, env);
    if (!asking) return {};
    const kube::OfferedKind namespaces{
        .type = {.group = {}, .version = "v1", .kind = "Namespace", .plural = "namespaces"}};
    return Offer(asking->Names({&namespaces}), {}, typed);
  };
}

cli::Candidates KubeconfigCandidates(KubeconfigEntry of, const kube::Connection& connection) {
  return [of, &connection](std::string_view typed, cli::Env& env) -> Words {
    const auto config = kube::LoadKubeconfig(connection.kubeconfig, SurroundingsOf(env));
    if (!config) return {};
    Words names;
    const auto take = [&](const auto& entries) {
      for (const auto& entry : entries) names.push_back(entry.name);
    };
    switch (of) {
      case KubeconfigEntry::kContext:
        take(config->contexts);
        break;
      case KubeconfigEntry::kCluster:
        take(config->clusters);
        break;
      case KubeconfigEntry::kUser:
        take(config->users);
        break;
    }
    return Offer(std::move(names), {}, typed);
  };
}

}  // namespace meshctl::cmd
