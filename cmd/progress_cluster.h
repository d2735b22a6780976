// SPDX-License-Identifier: Apache-2.0
// A cluster whose answers people wait for.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "cli/env.h"
#include "cli/progress_line.h"
#include "kube/cluster.h"
#include "kube/connection.h"

namespace meshctl::cmd {

/// Passes every conversation on. One that takes longer than a second has a line on the terminal, which says
/// what is waited for and since when, and is gone when the conversation is. There is none where -v logs
/// requests.
class ProgressCluster final : public kube::Cluster {
 public:
  /// All three must outlive it.
  ProgressCluster(kube::Cluster& cluster, const kube::Connection& connection, cli::Env& env);

  void Run(kube::Exchange& exchange) override;

  /// What the line says from now on, instead of "waiting for the server", which also stands for an empty
  /// text. Asked a few times a second during conversations.
  void Say(std::function<std::string()> text) { text_ = std::move(text); }
  /// Takes the line away, before something is printed while a conversation lasts.
  void Hide();

 private:
  class Attended;

  void Show();

  kube::Cluster& cluster_;
  std::optional<cli::ProgressLine> line_;
  std::function<std::string()> text_;
};

}  // namespace meshctl::cmd
