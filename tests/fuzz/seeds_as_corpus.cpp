// Under libFuzzer: writes the target's seeds into the first folder that its command line names,
// where the fuzzer reads them.
#include <filesystem>
#include <fstream>

#include "fuzz_target.h"

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  for (int i = 1; i < *argc; ++i) {
    const std::filesystem::path folder = (*argv)[i];
    if (!std::filesystem::is_directory(folder)) continue;
    const std::vector<std::string> sound = iggan::fuzz::seeds();
    for (std::size_t s = 0; s < sound.size(); ++s)
      std::ofstream(folder / ("seed" + std::to_string(s)), std::ios::binary) << sound[s];
    break;
  }
  return 0;
}
