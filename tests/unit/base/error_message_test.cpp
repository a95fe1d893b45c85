#include <support/catch.h>

#include <filesystem>
#include <new>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include <iggan/base/error.h>
#include <iggan/base/error_message.h>

using namespace iggan;

namespace {

template <class Work>
std::string message_after(const Work& work) {
  try {
    work();
  } catch (const std::exception& error) {
    return message_of(error);
  }
  return "nothing was thrown";
}

}  // namespace

TEST_CASE("errors of libraries reach the user in plain words", "[errors]") {
  CHECK(message_after([] { fail<DataError>("a.png: it is not a picture"); }) ==
        "a.png: it is not a picture");
  CHECK(message_after([] { (void)std::filesystem::file_size("/no/such/file"); }) ==
        "/no/such/file: No such file or directory");
  CHECK(message_after([] { std::filesystem::rename("/no/such", "/no/other"); }) ==
        "/no/such to /no/other: No such file or directory");
  for (const std::string& text :
       {message_after([] { throw std::bad_alloc(); }),
        message_after([] { (void)std::string().append(std::string::npos - 1, 'x'); }),
        message_after([] {
          throw std::runtime_error(
              "[enforce fail at alloc_cpu.cpp:75] . DefaultCPUAllocator: can't allocate memory: "
              "you tried to allocate 1 bytes.\nframe #0: main");
        })})
    CHECK_THAT(text, Contains("not enough memory") && !Contains("alloc"));
  CHECK(message_after([] { (void)nlohmann::json::object().at("key"); }) ==
        "internal error: key 'key' not found");
  CHECK(message_after([] {
          throw std::runtime_error("mat1 and mat2\nException raised from a.cpp\nframe #0");
        }) == "internal error: mat1 and mat2");
}
