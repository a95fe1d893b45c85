#pragma once
#include <array>
#include <string>
#include <string_view>

namespace iggan {

/// The text of an OBJ file in the one form that every reader takes alike.
struct PlainObj {
  std::string text;
  /// What is taken from each position, in the file's units: the middle of the model where it lies
  /// so far from the origin that float32 would lose digits, else 0.
  std::array<double, 3> origin{};
};

/// Rewrites an OBJ file as tools write it: without byte-order marks, comments, leading blanks and
/// continued lines, numbers in one notation. A backslash continues a line of numbers only; at the
/// end of a name or a comment it is a part of that.
/// @param where  names the file in messages.
/// @throws DataError naming file and line for a position or a face that has no numbers.
/// Source: Wavefront's Object Files (.obj), appendix B1.
[[nodiscard]] PlainObj plain_obj(std::string_view bytes, const std::string& where);

}  // namespace iggan
