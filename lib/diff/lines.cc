// SPDX-License-Identifier: Apache-2.0
// Myers' O(ND) difference in its linear-space form: search from both ends until the searches meet, then solve
// the two halves. Lines are compared as numbers. A search that takes too long settles for the best point it
// has reached, which keeps two unrelated texts of many lines from taking seconds.
#include "diff/lines.h"

#include <algorithm>
#include <unordered_map>

namespace meshctl::diff {
namespace {

/// Steps a search may take before it settles.
constexpr int kMaxCost = 1024;
constexpr int kUnreached = -1;

/// A part of both texts: lines [a_begin, a_end) of one and [b_begin, b_end) of the other.
struct Box {
  int a_begin, a_end, b_begin, b_end;
  int width() const { return a_end - a_begin; }
  int height() const { return b_end - b_begin; }
};

class Differ {
 public:
  Differ(const std::vector<std::string_view>& before, const std::vector<std::string_view>& after)
      : a_(before.size()), b_(after.size()), removed_(before.size()), added_(after.size()) {
    std::unordered_map<std::string_view, int> numbers;
    const auto number = [&](std::string_view line) {
      return numbers.emplace(line, static_cast<int>(numbers.size())).first->second;
    };
    std::ranges::transform(before, a_.begin(), number);
    std::ranges::transform(after, b_.begin(), number);
    Solve({0, static_cast<int>(a_.size()), 0, static_cast<int>(b_.size())});
  }

  bool removed(std::size_t line) const { return removed_[line]; }
  bool added(std::size_t line) const { return added_[line]; }

 private:
  struct Point {
    int x, y;  // counted from the corner of the box
  };

  void Solve(Box box) {
    while (true) {
      while (box.width() > 0 && box.height() > 0 && a_[box.a_begin] == b_[box.b_begin])
        ++box.a_begin, ++box.b_begin;
      while (box.width() > 0 && box.height() > 0 && a_[box.a_end - 1] == b_[box.b_end - 1])
        --box.a_end, --box.b_end;
      if (box.width() == 0 || box.height() == 0) break;
      const Point split = Split(box);
      Box first{box.a_begin, box.a_begin + split.x, box.b_begin, box.b_begin + split.y};
      Box second{box.a_begin + split.x, box.a_end, box.b_begin + split.y, box.b_end};
      // The smaller half by recursion, the larger by the loop: the stack stays logarithmic.
      if (first.width() + first.height() > second.width() + second.height()) std::swap(first, second);
      Solve(first);
      box = second;
    }
    std::fill(removed_.begin() + box.a_begin, removed_.begin() + box.a_end, true);
    std::fill(added_.begin() + box.b_begin, added_.begin() + box.b_end, true);
  }

  /// How far along diagonal k (x - y) one more change gets, before equal lines are followed.
  static int Step(const std::vector<int>& reach, int origin, int k, int width, int height) {
    int x = kUnreached;
    if (const int right = reach[origin + k - 1]; right != kUnreached && right < width) x = right + 1;
    if (const int down = reach[origin + k + 1]; down != kUnreached && down - k <= height)
      x = std::max(x, down);
    return x;
  }

  /// A point on a shortest path through the box, neither its first nor its last corner.
  Point Split(const Box& box) {
    const int width = box.width();
    const int height = box.height();
    const int delta = width - height;
    const int origin = height + 1;  // of diagonals -height-1 .. width+1
    forward_.assign(width + height + 3, kUnreached);
    backward_.assign(width + height + 3, kUnreached);
    Point farthest{0, 0};
    for (int cost = 0;; ++cost) {
      const int low = -std::min(cost, height - (cost + height) % 2);
      const int high = std::min(cost, width - (cost + width) % 2);
      for (int k = low; k <= high; k += 2) {
        int x = cost == 0 ? 0 : Step(forward_, origin, k, width, height);
        if (x == kUnreached) continue;
        while (x < width && x - k < height && a_[box.a_begin + x] == b_[box.b_begin + x - k]) ++x;
        forward_[origin + k] = x;
        if (2 * x - k > farthest.x + farthest.y) farthest = {x, x - k};
        const int met = backward_[origin + delta - k];
        if (delta % 2 != 0 && met != kUnreached && x + met >= width) return {x, x - k};
      }
      for (int k = low; k <= high; k += 2) {
        int x = cost == 0 ? 0 : Step(backward_, origin, k, width, height);
        if (x == kUnreached) continue;
        while (x < width && x - k < height && a_[box.a_end - 1 - x] == b_[box.b_end - 1 - (x - k)]) ++x;
        backward_[origin + k] = x;
        const int met = forward_[origin + delta - k];
        if (delta % 2 == 0 && met != kUnreached && x + met >= width) return {width - x, height - (x - k)};
      }
      if (cost >= kMaxCost) return farthest;
    }
  }

  std::vector<int> a_;
  std::vector<int> b_;
  std::vector<bool> removed_;
  std::vector<bool> added_;
  std::vector<int> forward_;   // by diagonal: the farthest x reached from the first corner
  std::vector<int> backward_;  // the same from the last corner, counted backwards
};

}  // namespace

std::vector<std::string_view> SplitLines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::vector<LineChange> DiffLines(std::string_view before, std::string_view after) {
  const std::vector<std::string_view> old_lines = SplitLines(before);
  const std::vector<std::string_view> new_lines = SplitLines(after);
  const Differ differ(old_lines, new_lines);
  std::vector<LineChange> changes;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < old_lines.size() || j < new_lines.size()) {
    if (i < old_lines.size() && differ.removed(i)) {
      changes.push_back({LineChange::Kind::kRemoved, old_lines[i++]});
    } else if (j < new_lines.size() && differ.added(j)) {
      changes.push_back({LineChange::Kind::kAdded, new_lines[j++]});
    } else {
      changes.push_back({LineChange::Kind::kSame, old_lines[i++]});
      ++j;
    }
  }
  return changes;
}

}  // namespace meshctl::diff
