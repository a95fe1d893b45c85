#pragma once

namespace iggan {

/// One of the stages in which a run grows, coarse to fine: each has twice the voxels along an edge
/// and twice the pixels along a side of the previous one. A run without stages has only the last
/// one.
struct Stage {
  int index = 0, count = 1;

  /// The number of doublings still to come.
  [[nodiscard]] int doublings_left() const { return count - 1 - index; }
  [[nodiscard]] bool is_last() const { return doublings_left() == 0; }
  [[nodiscard]] bool is_staged() const { return count > 1; }
  /// A size at this stage. @param full  that of the last stage.
  [[nodiscard]] int size(int full) const { return full >> doublings_left(); }
};

}  // namespace iggan
