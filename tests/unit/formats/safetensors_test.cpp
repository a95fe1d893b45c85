#include <support/catch.h>

#include <cstring>

#include <sys/stat.h>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/formats/safetensors.h>

#include "support/run_command.h"
#include "support/skip.h"
#include "support/temp_dir.h"

using namespace iggan;

namespace {

std::string_view bytes_of_floats(const std::vector<float>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)};
}

const std::vector<float> kWeights{1, -2.5F, 3, 4, 5, 6};
const std::int64_t kStep = 7;

std::string sample_file() {
  return safetensors_bytes(
      {{"net.weight", {NumberType::float32, {2, 3}, bytes_of_floats(kWeights)}},
       {"net.step", {NumberType::int64, {}, {reinterpret_cast<const char*>(&kStep), 8}}},
       {"nothing", {NumberType::uint8, {0, 4}, {}}}},
      {{"kind", "sample"}, {"config", R"({"sha256":"no \u00e4"})"}});
}

Safetensors parsed(const std::string& bytes) {
  return Safetensors::of_bytes({bytes.begin(), bytes.end()}, "a test");
}

/// A file with that header and that many bytes of data, as another program might write it.
std::string file_of(const std::string& header, std::size_t data_bytes) {
  std::string bytes(8, '\0');
  const std::uint64_t size = header.size();
  std::memcpy(bytes.data(), &size, sizeof size);
  return bytes + header + std::string(data_bytes, '\0');
}

std::string one_tensor(const std::string& fields) {
  return "{\"t\":{" + fields + "}}";
}

}  // namespace

TEST_CASE("a safetensors file gives back what was stored", "[safetensors]") {
  const Safetensors file = parsed(sample_file());
  REQUIRE(file.tensors().size() == 3);
  const StoredTensor& weight = file.tensors().at("net.weight");
  CHECK(weight.type == NumberType::float32);
  CHECK(weight.shape == std::vector<std::int64_t>{2, 3});
  CHECK(weight.bytes == bytes_of_floats(kWeights));
  CHECK(file.tensors().at("net.step").shape.empty());
  CHECK(file.tensors().at("nothing").bytes.empty());
  CHECK(file.texts() == StoredTexts{{"kind", "sample"}, {"config", R"({"sha256":"no \u00e4"})"}});
  CHECK(sample_file() == sample_file());
}

TEST_CASE("every changed bit and every truncation of a safetensors file is detected",
          "[safetensors]") {
  const std::string sound = sample_file();
  for (std::size_t i = 0; i < sound.size(); ++i)
    for (int bit = 0; bit < 8; ++bit) {
      std::string damaged = sound;
      damaged[i] = static_cast<char>(damaged[i] ^ (1 << bit));
      INFO("byte " << i << ", bit " << bit);
      CHECK_THROWS_AS(parsed(damaged), DataError);
    }
  for (std::size_t length = 0; length < sound.size(); ++length)
    CHECK_THROWS_AS(parsed(sound.substr(0, length)), DataError);
  CHECK_THROWS_AS(parsed(sound + '\0'), DataError);
}

TEST_CASE("a header with a false value is refused, and the message quotes it", "[safetensors]") {
  using Case = std::tuple<std::string, std::size_t, std::string>;
  const std::string sound = "\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]";
  std::string deep = "{\"t\":";
  for (int i = 0; i < 100000; ++i) deep += '[';
  for (const auto& [header, data, words] : {
           Case{one_tensor(sound), 8, "sha256"},
           Case{one_tensor(sound), 7, "8 bytes"},
           Case{one_tensor(sound), 9, "8 bytes"},
           Case{one_tensor(R"("dtype":"F32","shape":[3],"data_offsets":[0,8])"), 8, "12 bytes"},
           Case{one_tensor(R"("dtype":"F32","shape":[-2],"data_offsets":[0,8])"), 8, "whole"},
           Case{one_tensor(R"("dtype":"F32","shape":[2.0],"data_offsets":[0,8])"), 8, "whole"},
           Case{one_tensor(R"("dtype":"F32","shape":[2],"data_offsets":[8,0])"), 8, "8 bytes"},
           Case{one_tensor(R"("dtype":"F32","shape":[2],"data_offsets":[4,12])"), 12, "gap"},
           Case{one_tensor(R"("dtype":"F32","shape":[2],"data_offsets":[0])"), 8, "pair"},
           Case{one_tensor(R"("dtype":"F31","shape":[2],"data_offsets":[0,8])"), 8, "F31"},
           Case{one_tensor(R"("dtype":8,"shape":[2],"data_offsets":[0,8])"), 8, "dtype"},
           Case{one_tensor(R"("dtype":"F32","shape":2,"data_offsets":[0,8])"), 8, "list"},
           Case{one_tensor(R"("dtype":"F32","shape":[1,1,1,1,1,1,1,1,2],"data_offsets":[0,8])"), 8,
                "at most 8"},
           Case{one_tensor(
                    R"("dtype":"F32","shape":[4294967296,4294967296,4],"data_offsets":[0,0])"),
                0, "more numbers"},
           Case{one_tensor(R"("dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,0])"),
                0, "more numbers"},
           Case{one_tensor(R"("dtype":"F32","shape":[2])"), 8, "not described"},
           Case{one_tensor(sound + ",\"more\":1"), 8, "not described"},
           Case{"{\"t\":{" + sound + "},\"t\":{" + sound + "}}", 8, "twice"},
           Case{"{\"a\":{" + sound + "},\"b\":{" + sound + "}}", 16, "overlaps"},
           Case{"[]", 0, "not an object"},
           Case{"{", 0, "not JSON"},
           Case{"", 0, "not JSON"},
           Case{deep, 0, "nested too deeply"},
           Case{R"({"__metadata__":{"a":1}})", 0, "not a string"},
           Case{R"({"__metadata__":[]})", 0, "not an object"},
       }) {
    INFO(header.substr(0, 100));
    CHECK_THROWS_WITH(parsed(file_of(header, data)), Contains(words) && Contains("a test"));
  }
  // A header longer than its file, and one longer than any file: nothing is allocated for either.
  for (const std::uint64_t size : {std::uint64_t{9}, std::uint64_t{1} << 40, UINT64_MAX}) {
    std::string bytes(16, ' ');
    std::memcpy(bytes.data(), &size, sizeof size);
    CHECK_THROWS_WITH(parsed(bytes), Contains("cut off"));
  }
}

TEST_CASE("anything but a regular file is refused at once", "[safetensors]") {
  const TempDir dir;
  std::filesystem::create_directory(dir / "folder");
  REQUIRE(::mkfifo((dir / "pipe").c_str(), 0600) == 0);
  for (const auto& path : {dir / "folder", dir / "pipe", std::filesystem::path("/dev/zero")})
    CHECK_THROWS_WITH(Safetensors::read(path), Contains(path.string()) && Contains("regular"));
  CHECK_THROWS_WITH(Safetensors::read(dir / "none"), Contains("none") && Contains("No such file"));
  write_text_atomically(dir / "empty", "");
  CHECK_THROWS_WITH(Safetensors::read(dir / "empty"), Contains("empty"));
  std::filesystem::resize_file(dir / "empty", std::uintmax_t{1} << 40);  // sparse: 1 TiB of zeros
  CHECK_THROWS_WITH(Safetensors::read(dir / "empty"), Contains("more than iggan reads"));
}

TEST_CASE("forty lines of Python read a safetensors file and check its digest", "[safetensors]") {
  if (run_shell("python3 -c 1 2>/dev/null").status != 0) SKIP_TEST("there is no python3");
  const TempDir dir;
  write_bytes_durably(dir / "sample.safetensors", sample_file());
  const std::string call =
      "python3 " + quoted(std::filesystem::path(IGGAN_SOURCE_DIR) / "python/iggan_checkpoint.py") +
      " " + quoted(dir / "sample.safetensors") + " net.weight 2>&1";
  const auto read = run_shell(call);
  INFO(read.output);
  CHECK(read.status == 0);
  CHECK_THAT(read.output, Contains("net.weight  F32  [2, 3]") && Contains("net.step  I64  []") &&
                              Contains("kind: sample") &&
                              Contains("[1.0, -2.5, 3.0, 4.0, 5.0, 6.0]"));
  std::string damaged = sample_file();
  damaged.back() = static_cast<char>(damaged.back() ^ 1);
  write_bytes_durably(dir / "sample.safetensors", damaged);
  const auto refused = run_shell(call);
  CHECK(refused.status == 1);
  CHECK_THAT(refused.output, Contains("damaged"));
}
