// SPDX-License-Identifier: Apache-2.0
// Rounds of requests that do not depend on each other: every name and the first page of every list, then the
// next page of each list that has one.
#include "cmd/object_reading.h"

#include <fmt/format.h>

#include <utility>

#include "kube/payload.h"

namespace meshctl::cmd {
namespace {

constexpr int kMaxRestarts = 3;

/// Something to ask for.
struct Question {
  std::size_t chosen = 0;
  std::string name = {};  // empty: a page of the list
  std::string next = {};  // where the page begins
  int restarts = 0;
};

class Reader {
 public:
  Reader(kube::Cluster& cluster, const std::vector<ChosenObjects>& chosen, const ReadingOptions& options)
      : cluster_(cluster), chosen_(chosen), options_(options), read_(chosen.size()) {}

  std::vector<ReadObjects> Read() {
    std::vector<Question> questions;
    for (std::size_t i = 0; i < chosen_.size(); ++i) {
      for (const std::string& name : chosen_[i].names) questions.push_back({.chosen = i, .name = name});
      if (chosen_[i].names.empty()) questions.push_back({.chosen = i});
    }
    while (!questions.empty()) questions = Ask(std::move(questions));
    return std::move(read_);
  }

 private:
  kube::Request RequestFor(const Question& question) const {
    const ChosenObjects& of = chosen_[question.chosen];
    kube::Request request{.path = kube::ObjectPath(of.kind.type, of.name_space, question.name),
                          .query = options_.query,
                          .accept = options_.accept};
    if (!question.name.empty()) {
      if (!options_.accept_one.empty()) request.accept = options_.accept_one;
      return request;
    }
    const auto add = [&](const char* key, const std::string& value) {
      if (!value.empty()) request.query.emplace_back(key, value);
    };
    add("labelSelector", options_.label_selector);
    add("fieldSelector", options_.field_selector);
    if (options_.chunk_size > 0) add("limit", fmt::to_string(options_.chunk_size));
    add("continue", question.next);
    return request;
  }

  /// What is still to be asked after this round.
  std::vector<Question> Ask(std::vector<Question> questions) {
    std::vector<kube::Request> requests;
    for (const Question& question : questions) requests.push_back(RequestFor(question));
    const auto responses = cluster_.SendAll(requests);
    std::vector<Question> rest;
    for (std::size_t i = 0; i < questions.size(); ++i) {
      auto answer = kube::ObjectIn(requests[i], responses[i]);
      Question& question = questions[i];
      if (!answer) {
        if (TakeFailure(question, answer.error())) rest.push_back(std::move(question));
        continue;
      }
      question.next = question.name.empty() ? kube::ContinueOf(*answer) : std::string();
      read_[question.chosen].answers.push_back(*std::move(answer));
      if (!question.next.empty()) rest.push_back(std::move(question));
    }
    return rest;
  }

  /// Whether to ask again.
  bool TakeFailure(Question& question, const kube::Failure& failure) {
    ReadObjects& read = read_[question.chosen];
    const kube::ResourceType& type = chosen_[question.chosen].kind.type;
    if (!question.name.empty() && failure.status == 404) {
      read.missing.push_back(ClusterError(NotFound(type, question.name)));
      return false;
    }
    if (failure.status == 410 && !question.next.empty() && ++question.restarts <= kMaxRestarts) {
      read.answers.clear();  // only its own pages: what is listed has no names
      question.next.clear();
      return true;
    }
    const std::string what =
        question.name.empty() ? "cannot list " + TypeName(type) : LabelOf(type, question.name);
    read.errors.push_back(Error(failure.error).In(what));
    return false;
  }

  kube::Cluster& cluster_;
  const std::vector<ChosenObjects>& chosen_;
  const ReadingOptions& options_;
  std::vector<ReadObjects> read_;
};

}  // namespace

std::vector<ReadObjects> ReadChosen(kube::Cluster& cluster, const std::vector<ChosenObjects>& chosen,
                                    const ReadingOptions& options) {
  return Reader(cluster, chosen, options).Read();
}

}  // namespace meshctl::cmd
