// SPDX-License-Identifier: Apache-2.0
// The line is drawn when the transport ticks, so it also moves while a server is silent.
#include "cmd/progress_cluster.h"

#include <fmt/format.h>

#include <chrono>
#include <string_view>

#include "base/duration.h"

namespace meshctl::cmd {

/// A conversation with a line.
class ProgressCluster::Attended final : public kube::Exchange {
 public:
  Attended(kube::Exchange& exchange, ProgressCluster& cluster) : exchange_(exchange), cluster_(cluster) {}

  std::optional<kube::Request> Next() override { return exchange_.Next(); }
  void Done(std::size_t number, Result<kube::Response> response) override {
    exchange_.Done(number, std::move(response));
  }
  Flow Piece(std::size_t number, std::string_view bytes) override { return exchange_.Piece(number, bytes); }
  Flow Tick() override {
    cluster_.Show();
    return exchange_.Tick();
  }

 private:
  kube::Exchange& exchange_;
  ProgressCluster& cluster_;
};

ProgressCluster::ProgressCluster(kube::Cluster& cluster, const kube::Connection& connection, cli::Env& env)
    : cluster_(cluster) {
  if (connection.verbosity.empty()) line_.emplace(env);
}

void ProgressCluster::Run(kube::Exchange& exchange) {
  Attended attended(exchange, *this);
  cluster_.Run(attended);
  Hide();
}

void ProgressCluster::Hide() {
  if (line_) line_->Hide();
}

void ProgressCluster::Show() {
  if (!line_) return;
  line_->Show([this] {
    const auto elapsed = std::chrono::floor<std::chrono::seconds>(line_->elapsed());
    const std::string text = text_ ? text_() : std::string();
    return fmt::format("{} ({})", text.empty() ? "waiting for the server" : text, ToString(elapsed));
  });
}

}  // namespace meshctl::cmd
