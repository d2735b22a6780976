// SPDX-License-Identifier: Apache-2.0
// A log passes through a window of a few blocks, cut at line breaks, so that it may be of any length. Blocks
// have the same size on every machine, and so has the report.
#include "cmd/replay.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <chrono>
#include <istream>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "cmd/mesh_input.h"
#include "cmd/structured.h"
#include "route/compile.h"
#include "simulate/proxies.h"
#include "simulate/render_replay.h"
#include "simulate/replay.h"
#include "source/stream.h"

namespace meshctl::cmd {
namespace {

constexpr std::size_t kBlockSize = std::size_t{1} << 20;
constexpr std::size_t kBlocks = 16;
/// A line longer than this is cut; nobody's URL is.
constexpr std::size_t kLongestLine = std::size_t{8} << 20;

using Clock = std::chrono::steady_clock;

/// One configuration, compiled. Never moves: the table points into the mesh.
struct Side {
  explicit Side(mesh::Mesh&& read) : mesh(std::move(read)) {}

  mesh::Mesh mesh;
  route::RouteTable table;
};

Result<std::unique_ptr<Side>> ReadSide(const AnalysisFlags& input, const simulate::Question& question,
                                       cli::Env& env) {
  auto mesh = ReadMesh(input, env);
  if (!mesh) return std::unexpected(std::move(mesh).error());
  auto side = std::make_unique<Side>(*std::move(mesh));
  const auto proxy = simulate::ChooseProxy(side->mesh, question.gateway, question.from);
  if (!proxy) return std::unexpected(proxy.error());
  side->table = route::Compile(side->mesh, *proxy);
  return side;
}

/// What lines leave out.
Result<http::Request> BaseOf(const simulate::Question& question) {
  http::Request base;
  if (!question.url.empty()) {
    auto parsed = http::ParseUrl(question.url);
    if (!parsed) return parsed;
    base = *std::move(parsed);
  }
  if (question.tls) {
    base.tls = *question.tls;
    const bool encrypted = base.tls != http::Tls::kPlaintext;
    base.scheme = encrypted ? "https" : "http";
    if (question.url.empty()) base.port = encrypted ? 443 : 80;
  }
  if (!question.sni.empty()) base.sni = question.sni;
  for (const std::string& header : question.headers) {
    if (auto added = http::ParseHeader(header, base); !added) return std::unexpected(added.error());
  }
  return base;
}

/// Hands out whole lines, several blocks at a time.
class LogBlocks {
 public:
  explicit LogBlocks(std::istream& in) : in_(in), buffers_(kBlocks) {}

  /// Blocks in the order of the log; none at its end. Good until the next call.
  std::vector<std::string_view> Next() {
    std::vector<std::string_view> blocks;
    for (std::string& buffer : buffers_) {
      if (!Fill(buffer)) break;
      blocks.push_back(buffer);
    }
    return blocks;
  }

 private:
  bool Fill(std::string& buffer) {
    buffer.assign(carried_);
    carried_.clear();
    while (in_) {
      const std::size_t begin = buffer.size();
      buffer.resize(begin + kBlockSize);
      in_.read(buffer.data() + begin, static_cast<std::streamsize>(kBlockSize));
      buffer.resize(begin + static_cast<std::size_t>(in_.gcount()));
      const std::size_t end = buffer.rfind('\n');
      if (end == std::string::npos && buffer.size() < kLongestLine) continue;
      if (in_ && end != std::string::npos) {
        carried_.assign(buffer, end + 1);
        buffer.resize(end + 1);
      }
      return true;
    }
    return !buffer.empty();
  }

  std::istream& in_;
  std::vector<std::string> buffers_;
  std::string carried_;
};

/// How far it is, for people who wait; on terminals, and only after a second.
class Ticker {
 public:
  explicit Ticker(cli::Env& env) : env_(env), begin_(Now()), next_(begin_ + std::chrono::seconds(1)) {}

  ~Ticker() { Clear(); }
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;

  void Show(std::uint64_t lines) {
    if (!env_.err.terminal || Now() < next_) return;
    next_ = Now() + std::chrono::milliseconds(200);
    shown_ = true;
    fmt::print(*env_.err.stream, "\r\x1b[Kreplayed {} lines, {} a second", lines, Rate(lines));
    env_.err.stream->flush();
  }

  std::uint64_t Rate(std::uint64_t lines) const {
    const double seconds = std::chrono::duration<double>(Now() - begin_).count();
    return seconds > 0 ? static_cast<std::uint64_t>(static_cast<double>(lines) / seconds) : lines;
  }

  double Seconds() const { return std::chrono::duration<double>(Now() - begin_).count(); }

  void Clear() {
    if (std::exchange(shown_, false)) fmt::print(*env_.err.stream, "\r\x1b[K");
  }

 private:
  Clock::time_point Now() const { return env_.now ? env_.now() : Clock::now(); }

  cli::Env& env_;
  Clock::time_point begin_;
  Clock::time_point next_;
  bool shown_ = false;
};

/// The log, for people.
std::string NameOf(const ReplayOptions& options) { return options.log == "-" ? "<stdin>" : options.log; }

Result<http::LogFormat> FormatOf(const ReplayOptions& options, const std::vector<std::string_view>& blocks) {
  if (!options.format.empty()) return *http::LogFormatOf(options.format);
  if (!blocks.empty()) {
    if (const auto format = simulate::DetectFormat(blocks.front())) return *format;
  }
  return std::unexpected(
      InputError(fmt::format("{}: {}", NameOf(options),
                             blocks.empty() ? "the log is empty" : "no line looks like a request"))
          .Hint(
              "known are the text and JSON logs of Envoy and Istio, NGINX and Apache combined, and lists of "
              "`METHOD URL`"));
}

Result<std::optional<simulate::Replayed>> ReadOther(const ReplayOptions& options, AnalysisFlags input,
                                                    const simulate::Question& question,
                                                    std::unique_ptr<Side>& side, cli::Env& env) {
  if (options.against.empty()) return std::nullopt;
  input.manifests.files = {options.against};
  input.manifests.paths.clear();
  input.manifests.kustomizations.clear();
  auto read = ReadSide(input, question, env);
  if (!read) return std::unexpected(std::move(read).error().In(options.against));
  side = *std::move(read);
  return simulate::Replayed{&side->mesh, &side->table};
}

}  // namespace

Result<cli::ExitStatus> ReplayLog(const ReplayOptions& options, const AnalysisFlags& input,
                                  const simulate::Question& question, const std::string& output,
                                  simulate::Detail detail, cli::Env& env) {
  const auto base = BaseOf(question);
  if (!base) return std::unexpected(base.error());
  const auto now = ReadSide(input, question, env);
  if (!now) return std::unexpected(now.error());
  std::unique_ptr<Side> other;
  const auto against = ReadOther(options, input, question, other, env);
  if (!against) return std::unexpected(against.error());

  std::unique_ptr<std::istream> file;
  if (options.log != "-") {
    auto opened = source::OpenStream(options.log);
    if (!opened) return std::unexpected(std::move(opened).error());
    file = *std::move(opened);
  }
  LogBlocks log(file ? *file : *env.in);
  std::vector<std::string_view> blocks = log.Next();
  const auto format = FormatOf(options, blocks);
  if (!format) return std::unexpected(format.error());

  simulate::Replay replay({&(*now)->mesh, &(*now)->table}, *against, *format, *base);
  Ticker ticker(env);
  for (; !blocks.empty(); blocks = log.Next()) {
    replay.Add(blocks);
    ticker.Show(replay.lines());
  }
  ticker.Clear();
  const simulate::ReplayReport report = replay.Report();
  const route::Proxy& proxy = (*now)->table.proxy;
  *env.out.stream << (output == "text"
                          ? simulate::RenderText(report, *format, proxy, detail, env.StyleFor(env.out))
                          : InFormat(simulate::RenderJson(report, *format, proxy), output));
  fmt::print(*env.err.stream, "replayed {} lines in {:.2f} s, {} a second\n", report.lines, ticker.Seconds(),
             ticker.Rate(report.lines));
  if (report.lines == 0) {
    return std::unexpected(
        InputError(fmt::format("{}: no line could be read as `{}`", NameOf(options), Name(*format)))
            .Hint("`--format` names another one"));
  }
  return report.different > 0 ? cli::ExitStatus::kFailed : cli::ExitStatus::kOk;
}

}  // namespace meshctl::cmd
