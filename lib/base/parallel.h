// SPDX-License-Identifier: Apache-2.0
// Independent pieces of work, shared over the cores.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace meshctl {

/// Calls `work(i)` for every i below `count`, on this thread and on others, and returns when all are done.
/// The order is not defined; `work` must not throw. A handful of pieces is not worth a thread and is done
/// here.
template <typename Work>
void ParallelFor(std::size_t count, const Work& work) {
  constexpr std::size_t kFewest = 8;  // a thread takes longer to start than a few small files to check
  const std::size_t cores = std::max(1u, std::thread::hardware_concurrency());
  const std::size_t threads = count < kFewest ? 1 : std::min(cores, count);
  std::atomic<std::size_t> next = 0;
  const auto take = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < threads; ++i) others.emplace_back(take);
  take();
}

}  // namespace meshctl
