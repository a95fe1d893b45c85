#include "mutations.h"

#include <algorithm>
#include <cctype>

#include <iggan/base/rng.h>

namespace iggan::fuzz {
namespace {

constexpr std::size_t kMostBytes = 1 << 16;

/// Words that often break parsers of numbers and strings.
const std::vector<std::string> kOddWords{"0",
                                         "-1",
                                         "1",
                                         "2147483648",
                                         "-2147483649",
                                         "9223372036854775807",
                                         "9223372036854775808",
                                         "18446744073709551616",
                                         "1e999",
                                         "-1e-999",
                                         "0.5",
                                         "nan",
                                         "inf",
                                         "0x10",
                                         "null",
                                         "true",
                                         "\"\"",
                                         "[]",
                                         "{}",
                                         "[[[[[[[[",
                                         "\\",
                                         "\\u0000",
                                         "\\ud800",
                                         "\"",
                                         "\n",
                                         "\r\n",
                                         std::string(1, '\0'),
                                         "\xef\xbb\xbf",
                                         "\xff\xfe",
                                         "../",
                                         "/",
                                         "#"};

std::size_t place(Rng& rng, const std::string& text) {
  return rng.below(text.size() + 1);
}

std::size_t length(Rng& rng, const std::string& text, std::size_t at) {
  const std::size_t left = text.size() - at;
  if (left == 0) return 0;
  return 1 + rng.below(rng.below(4) == 0 ? left : std::min<std::size_t>(left, 8));
}

/// Replaces one of the numbers in the text with a word, or inserts the word anywhere if there are
/// none.
void replace_number(std::string& text, const std::string& word, Rng& rng) {
  const auto is_digit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
  const auto from = text.begin() + static_cast<std::ptrdiff_t>(place(rng, text));
  const auto begin = std::find_if(from, text.end(), is_digit);
  const auto end = std::find_if_not(begin, text.end(), is_digit);
  text.replace(begin, end, word);
}

void change(std::string& text, const std::vector<std::string>& seeds, Rng& rng) {
  const std::size_t at = place(rng, text), count = length(rng, text, at);
  const std::string& word = kOddWords[rng.below(kOddWords.size())];
  switch (rng.below(9)) {
    case 0:  // a bit
      if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << rng.below(8)));
      break;
    case 1:  // a byte
      if (at < text.size()) text[at] = static_cast<char>(rng.below(256));
      break;
    case 2:
      text.erase(at, count);
      break;
    case 3:
      text.insert(at, word);
      break;
    case 4:
      replace_number(text, word, rng);
      break;
    case 5: {  // a part repeated once or many times
      const std::string part = text.substr(at, count);
      for (std::uint64_t times = 1 + rng.below(rng.below(8) == 0 ? 1000 : 3);
           times > 0 && text.size() < kMostBytes; --times)
        text.insert(at, part);
      break;
    }
    case 6:  // cut short
      text.resize(at);
      break;
    case 7: {  // a part moves
      const std::string part = text.substr(at, count);
      text.erase(at, count);
      text.insert(place(rng, text), part);
      break;
    }
    default: {  // the rest comes from another seed
      const std::string& other = seeds[rng.below(seeds.size())];
      text = text.substr(0, at) + other.substr(place(rng, other));
    }
  }
  if (text.size() > kMostBytes) text.resize(kMostBytes);
}

}  // namespace

std::string mutation(const std::vector<std::string>& seeds, std::uint64_t number) {
  Rng rng(seed_for(0, "mutation", number));
  std::string text = seeds[rng.below(seeds.size())];
  for (std::uint64_t changes = 1 + rng.below(4); changes > 0; --changes) change(text, seeds, rng);
  return text;
}

}  // namespace iggan::fuzz
