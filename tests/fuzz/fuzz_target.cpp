#include "fuzz_target.h"

#include <cstdio>
#include <cstdlib>

#include <iggan/base/error.h>

namespace iggan::fuzz {
namespace {

std::size_t& counter() {
  static std::size_t count = 0;
  return count;
}

/// Whether a message contains the wording of a library. The words are spelled backwards, because
/// libFuzzer copies strings that the target compares into its inputs, which messages quote.
bool holds_foreign_words(const std::string& message) {
  for (const char* whole : {"iots", "llots", "dots", "fots"})
    if (std::string(message.rbegin(), message.rend()) == whole) return true;
  for (const char* part : {"noitpecxe.nosj", "::dts", "colla_dab", "gnirts_cisab"})
    if (std::string(message.rbegin(), message.rend()).find(part) != std::string::npos) return true;
  return false;
}

void expect_words_of_ours(const std::string& message, const std::string& where) {
  const bool ours = !holds_foreign_words(message);
  const bool placed = message.find(where) != std::string::npos;
  if (!ours || !placed) std::fprintf(stderr, "the message is: %s\n", message.c_str());
  expect(ours, "no library's words reach a user");
  expect(placed, "an error names the file");
}

}  // namespace

bool accepts(const std::string& where, const std::function<void()>& parse) {
  try {
    parse();
  } catch (const Error& error) {
    expect_words_of_ours(error.what(), where);
    return false;
  }
  ++counter();
  return true;
}

bool accepts(const std::function<void()>& parse) {
  return accepts("", parse);
}

std::size_t accepted_inputs() {
  return counter();
}

void expect(bool holds, const char* promise) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", promise);
  std::abort();
}

}  // namespace iggan::fuzz
