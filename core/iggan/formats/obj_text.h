#pragma once
#include <array>
#include <string>
#include <string_view>

namespace iggan {

/// The text of an OBJ file in a form that all readers understand the same way.
struct PlainObj {
  std::string text;
  /// The offset subtracted from each position, in the file's units: the middle of the model if it
  /// is so far from the origin that float32 would lose digits, else 0.
  std::array<double, 3> origin{};
};

/// Rewrites an OBJ file from any tool: without byte-order marks, comments, leading blanks and
/// continued lines, and with numbers in one notation. A backslash continues only a line of numbers;
/// at the end of a name or a comment it is part of the name or comment.
/// @param where  names the file in messages.
/// @throws DataError naming file and line for a position or a face that has no numbers.
/// Source: Wavefront's Object Files (.obj), appendix B1.
[[nodiscard]] PlainObj plain_obj(std::string_view bytes, const std::string& where);

}  // namespace iggan
