// SPDX-License-Identifier: Apache-2.0
// make_log LINES APPS: prints an access log as Istio writes it, of requests to the apps of `make_corpus`.
// Every fiftieth asks for a host that nobody serves. The same numbers always give the same bytes.
#include <fmt/core.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

std::string Line(std::uint64_t number, std::uint64_t apps) {
  // Neighbouring numbers land far apart, as the requests of different people do.
  const std::uint64_t mixed = number * 2654435761u;
  const std::uint64_t app = mixed % apps;
  const std::string host = number % 50 == 49
                               ? fmt::format("gone-{}.example.com", mixed % 5000)
                               : fmt::format("app-{:04}.g{:04}.example.com", app, app - app % 8);
  return fmt::format(
      "[2026-11-20T10:{:02}:{:02}.{:03}Z] \"{} /api/v{}/items/{}?page={} HTTP/1.1\" 200 - via_upstream - "
      "\"-\" 0 "
      "{} {} {} \"10.{}.{}.{}\" \"Mozilla/5.0 (X11; Linux x86_64)\" \"{:016x}-0000-4000\" \"{}\" "
      "\"10.0.{}.{}:8080\" outbound|80||app-{:04}.team-{:02}.svc.cluster.local 10.1.0.9:41234 10.1.0.9:8443 "
      "10.2.3.4:51234 {} main\n",
      number / 60000 % 60, number / 1000 % 60, number % 1000, number % 4 == 0 ? "POST" : "GET", mixed % 4 + 1,
      mixed % 100000, number % 10, mixed % 5000, mixed % 90, mixed % 80, mixed % 200, mixed % 250,
      number % 250, mixed, host, app / 250, app % 250, app, app % 40, host);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: make_log LINES APPS\n");
    return 64;
  }
  const std::uint64_t lines = std::strtoull(argv[1], nullptr, 10);
  const std::uint64_t apps = std::strtoull(argv[2], nullptr, 10);
  for (std::uint64_t i = 0; i < lines && apps > 0; ++i) {
    const std::string line = Line(i, apps);
    if (std::fwrite(line.data(), 1, line.size(), stdout) != line.size()) return 1;
  }
  return std::fflush(stdout) == 0 ? 0 : 1;
}
