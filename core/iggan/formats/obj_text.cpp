#include <iggan/formats/obj_text.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include <iggan/base/error.h>

namespace iggan {
namespace {

constexpr std::string_view kBlanks = " \t\v\f";

/// Removes and returns the next word of a line; empty at the end.
std::string_view next_word(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
  const std::string_view word = line.substr(0, line.find_first_of(kBlanks));
  line.remove_prefix(word.size());
  return word;
}

std::string_view trimmed(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
  return line.substr(0, line.find_last_not_of(kBlanks) + 1);
}

/// Removes byte-order marks at the front; in joined files a later line can have one.
std::string_view without_marks(std::string_view line) {
  constexpr std::string_view kMark = "\xef\xbb\xbf";
  while (line.substr(0, kMark.size()) == kMark) line = trimmed(line.substr(kMark.size()));
  return line;
}

/// Whether a line holds numbers: then a '#' starts a comment, and a backslash at the end continues
/// the line. All other lines end in a name, which may contain both characters.
bool has_numbers(std::string_view keyword) {
  for (const char* one : {"v", "vt", "vn", "vp", "f", "l", "p"})
    if (keyword == one) return true;
  return false;
}

std::string_view without_comment(std::string_view line) {
  return line.substr(0, line.find('#'));
}

/// Removes and returns the next physical line of a text.
std::string_view next_line(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end);
  if (text.substr(0, 2) == "\r\n")
    text.remove_prefix(2);
  else if (!text.empty())
    text.remove_prefix(1);
  return line;
}

/// A finite number as the format defines it: not the words "inf" and "nan".
std::optional<double> number_of(std::string_view word) {
  if (!word.empty() && word[0] == '+') word.remove_prefix(1);
  double number = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (error != std::errc() || end != word.data() + word.size() || !std::isfinite(number))
    return std::nullopt;
  return number;
}

/// A position is far if float32 cannot distinguish 2^16 positions along the model's longest side.
constexpr double kFewestPlaces = 65536, kPlacesOfFloat = 16777216;

class ObjRewriter {
 public:
  ObjRewriter(std::string_view bytes, const std::string& where) : text_(bytes), where_(where) {
    out_.reserve(bytes.size() + bytes.size() / 8);
  }

  PlainObj take() {
    const std::string_view all = text_;
    find_origin();
    text_ = all;
    line_number_ = 0;
    while (!text_.empty()) rewrite(next_logical_line());
    return {std::move(out_), origin_};
  }

 private:
  /// A line with its continuations, without leading blanks and comments.
  std::string_view next_logical_line() {
    ++line_number_;
    std::string_view line = without_marks(trimmed(next_line(text_)));
    std::string_view rest = line;
    if (!has_numbers(next_word(rest))) return line;
    line = trimmed(without_comment(line));
    if (line.empty() || line.back() != '\\') return line;
    joined_ = line;
    while (!joined_.empty() && joined_.back() == '\\' && !text_.empty()) {
      joined_.back() = ' ';
      ++line_number_;
      joined_ += trimmed(without_comment(next_line(text_)));
    }
    if (!joined_.empty() && joined_.back() == '\\') joined_.pop_back();
    return trimmed(joined_);
  }

  /// Reads the numbers of a line after its keyword into numbers_.
  void read_numbers(std::string_view keyword, std::string_view rest) {
    numbers_.clear();
    for (std::string_view word = next_word(rest); !word.empty(); word = next_word(rest)) {
      const auto number = number_of(word);
      if (!number)
        fail<DataError>("{}:{}: '{}' is not a number in a line '{}'; write it like 1.5 or -2e3",
                        where_, line_number_, word.substr(0, 40), keyword);
      numbers_.push_back(*number);
    }
  }

  /// Reads a position: three numbers, divided by the fourth, the weight, if there are four.
  void read_position(std::string_view rest) {
    read_numbers("v", rest);
    if (numbers_.size() < 3)
      fail<DataError>("{}:{}: a line 'v' of {} numbers, expected 3 or more", where_, line_number_,
                      numbers_.size());
    if (numbers_.size() == 4) {
      for (std::size_t i = 0; i < 3 && numbers_[3] != 0; ++i) numbers_[i] /= numbers_[3];
      numbers_.pop_back();
    }
    for (const double number : numbers_)
      if (!std::isfinite(number))
        fail<DataError>("{}:{}: the position is not finite once divided by its weight", where_,
                        line_number_);
  }

  void find_origin() {
    std::array<double, 3> low, high;
    low.fill(std::numeric_limits<double>::infinity());
    high.fill(-std::numeric_limits<double>::infinity());
    while (!text_.empty()) {
      std::string_view line = next_logical_line();
      if (next_word(line) != "v") continue;
      read_position(line);
      for (std::size_t i = 0; i < 3; ++i) {
        low[i] = std::min(low[i], numbers_[i]);
        high[i] = std::max(high[i], numbers_[i]);
      }
    }
    double side = 0, farthest = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      side = std::max(side, high[i] - low[i]);
      farthest = std::max({farthest, std::abs(low[i]), std::abs(high[i])});
    }
    if (!(side > 0) || !std::isfinite(farthest)) return;
    if (side / farthest * kPlacesOfFloat >= kFewestPlaces) return;
    for (std::size_t i = 0; i < 3; ++i) origin_[i] = 0.5 * (low[i] + high[i]);
  }

  void rewrite(std::string_view line) {
    if (line.empty() || line[0] == '#') return;
    std::string_view rest = line;
    const std::string_view keyword = next_word(rest);
    if (keyword == "v") {
      read_position(rest);
      for (std::size_t i = 0; i < 3; ++i) numbers_[i] -= origin_[i];
      write_numbers(keyword);
    } else if (keyword == "vt" || keyword == "vn") {
      read_numbers(keyword, rest);
      write_numbers(keyword);
    } else {
      if (has_numbers(keyword) && rest.find('\\') != std::string_view::npos)
        fail<DataError>("{}:{}: a backslash inside a line '{}': one at its end continues it",
                        where_, line_number_, keyword);
      out_ += line;
      // Readers treat a backslash at the end of any line as a continuation.
      out_ += line.back() == '\\' ? " \n" : "\n";
    }
  }

  void write_numbers(std::string_view keyword) {
    out_ += keyword;
    for (const double number : numbers_) out_ += fmt::format(" {:.9g}", number);
    out_ += '\n';
  }

  std::string_view text_;
  const std::string& where_;
  std::size_t line_number_ = 0;
  std::string joined_;
  std::vector<double> numbers_;
  std::array<double, 3> origin_{};
  std::string out_;
};

}  // namespace

PlainObj plain_obj(std::string_view bytes, const std::string& where) {
  return ObjRewriter(bytes, where).take();
}

}  // namespace iggan
