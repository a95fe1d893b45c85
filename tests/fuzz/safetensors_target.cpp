// Mutations rarely have the right digest, so each input is read twice: as it is, and with a
// corrected digest, which lets it reach the code behind that check.
#include <iggan/base/files.h>
#include <iggan/formats/safetensors.h>

#include "fuzz_target.h"

namespace {

using namespace iggan;

std::string with_right_digest(std::string bytes) {
  constexpr std::string_view kEntry = "\"sha256\":\"";
  constexpr std::size_t kDigits = 64;
  const std::size_t found = bytes.find(kEntry);
  if (found == std::string::npos || found + kEntry.size() + kDigits > bytes.size()) return bytes;
  const std::size_t at = found + kEntry.size();
  bytes.replace(at, kDigits, kDigits, '0');
  return bytes.replace(at, kDigits, sha256_of_bytes(bytes.data(), bytes.size()));
}

void read(const std::string& bytes) {
  fuzz::accepts("the input", [&] {
    const Safetensors file = Safetensors::of_bytes({bytes.begin(), bytes.end()}, "the input");
    std::size_t sum = 0;
    for (const auto& [name, tensor] : file.tensors()) {
      std::size_t count = size_of(tensor.type);
      for (const std::int64_t axis : tensor.shape) count *= static_cast<std::size_t>(axis);
      fuzz::expect(count == tensor.bytes.size(), "a tensor's bytes match its shape");
      for (const char byte : tensor.bytes) sum += static_cast<unsigned char>(byte);
    }
    fuzz::expect(sum <= 255 * bytes.size(), "tensors do not overlap");
    const std::string again = safetensors_bytes(file.tensors(), file.texts());
    const Safetensors same = Safetensors::of_bytes({again.begin(), again.end()}, "written again");
    fuzz::expect(same.texts() == file.texts() && same.tensors().size() == file.tensors().size(),
                 "what was read is unchanged after it is written and read again");
  });
}

}  // namespace

namespace iggan::fuzz {

std::vector<std::string> seeds() {
  const std::string numbers(24, '\1');
  return {safetensors_bytes({}, {}),
          safetensors_bytes({{"net.weight", {NumberType::float32, {2, 3}, numbers}},
                             {"net.step", {NumberType::int64, {}, {numbers.data(), 8}}},
                             {"mask", {NumberType::uint8, {3}, {numbers.data(), 3}}},
                             {"nothing", {NumberType::float64, {0, 4}, {}}}},
                            {{"kind", "sample"}, {"config", R"({"a": "\u00e4"})"}})};
}

}  // namespace iggan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  read(bytes);
  read(with_right_digest(bytes));
  return 0;
}
