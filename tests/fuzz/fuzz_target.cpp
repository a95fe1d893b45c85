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

void expect_words_of_ours(const std::string& message, const std::string& where) {
  for (const char* foreign : {"json.exception", "std::", "sto", "bad_alloc", "basic_string"})
    // "sto" alone is a part of words: of a library's it is the whole message.
    if (foreign == std::string("sto") ? message.rfind("sto", 0) == 0 && message.size() < 6
                                      : message.find(foreign) != std::string::npos) {
      std::fprintf(stderr, "the message is: %s\n", message.c_str());
      expect(false, "no library's words reach a user");
    }
  if (message.find(where) == std::string::npos) {
    std::fprintf(stderr, "the message is: %s\n", message.c_str());
    expect(false, "an error names the file");
  }
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
