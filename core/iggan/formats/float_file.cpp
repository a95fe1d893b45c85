#include <iggan/formats/float_file.h>

#include <fstream>

#include <iggan/base/error.h>
#include <iggan/base/files.h>

namespace iggan {

void write_floats(const std::filesystem::path& path, const float* values, std::size_t count) {
  write_text_atomically(path, {reinterpret_cast<const char*>(values), count * sizeof(float)});
}

std::vector<float> read_floats(const std::filesystem::path& path, std::size_t count) {
  std::vector<float> values(count);
  std::ifstream in(path, std::ios::binary);
  in.read(reinterpret_cast<char*>(values.data()),
          static_cast<std::streamsize>(count * sizeof(float)));
  if (!in || in.peek() != std::ifstream::traits_type::eof())
    fail<DataError>("{} does not hold {} values; remove the folder {} to make it again",
                    path.string(), count, path.parent_path().string());
  return values;
}

}  // namespace iggan
