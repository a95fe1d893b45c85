#include <iggan/formats/safetensors.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <optional>
#include <set>

#include <nlohmann/json.hpp>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/base/regular_file.h>

namespace iggan {
namespace {

namespace fs = std::filesystem;
using HeaderJson = nlohmann::json;  // keys in order: equal contents, equal text

constexpr std::size_t kPrefixBytes = 8;  // the header's size
constexpr std::size_t kAlignment = 8;    // of the data's start, which aligns every number
constexpr std::size_t kMostAxes = 8;
constexpr int kMostDepth = 3;  // header, tensor, its shape
constexpr const char* kTexts = "__metadata__";
constexpr const char* kDigest = "sha256";
constexpr std::size_t kDigits = 64;

/// What is wrong with a file, without its name.
struct Fault : std::runtime_error {
  using std::runtime_error::runtime_error;
};

template <class... Args>
[[noreturn]] void fault(fmt::format_string<Args...> format, Args&&... args) {
  throw Fault(fmt::format(format, std::forward<Args>(args)...));
}

std::uint64_t header_bytes(const char* prefix, std::uint64_t file_bytes) {
  std::uint64_t size = 0;
  for (std::size_t i = kPrefixBytes; i-- > 0;) size = size << 8 | std::uint8_t(prefix[i]);
  if (size > Safetensors::kMostHeaderBytes || size > file_bytes - kPrefixBytes)
    fault(
        "its first number states a header of {} bytes, but the file has {}: it is cut off, or not "
        "a safetensors file",
        size, file_bytes);
  return size;
}

/// JSON of bounded depth, without duplicate keys.
HeaderJson parse_header(std::string_view text) {
  std::vector<std::set<std::string>> keys(kMostDepth + 1);
  const auto watch = [&](int depth, HeaderJson::parse_event_t event, HeaderJson& value) {
    using Event = HeaderJson::parse_event_t;
    const bool begins = event == Event::object_start || event == Event::array_start;
    if (begins && depth >= kMostDepth) fault("its header is nested too deeply");
    if (begins) keys[static_cast<std::size_t>(depth) + 1].clear();
    if (event == Event::key &&
        !keys[static_cast<std::size_t>(depth)].insert(value.get<std::string>()).second)
      fault("its header has the key \"{}\" twice", value.get<std::string>());
    return true;
  };
  try {
    return HeaderJson::parse(text.begin(), text.end(), watch);
  } catch (const HeaderJson::exception&) {
    fault("its header is not JSON");
  }
}

std::uint64_t whole_number(const HeaderJson& json, const std::string& tensor, const char* what) {
  if (!json.is_number_unsigned()) fault("tensor {}: {} is not a whole number", tensor, what);
  return json.get<std::uint64_t>();
}

/// One tensor of the header, and where its bytes start.
struct Placed {
  std::uint64_t begin = 0, end = 0;
  std::string name;
};

StoredTensor describe(const std::string& name, const HeaderJson& json, Placed& place) {
  if (!json.is_object() || json.size() != 3 || !json.contains("dtype") || !json.contains("shape") ||
      !json.contains("data_offsets"))
    fault("tensor {} is not described by dtype, shape and data_offsets", name);
  StoredTensor tensor;
  if (!json["dtype"].is_string()) fault("tensor {}: dtype is not a string", name);
  try {
    from_string(json["dtype"].get<std::string>(), tensor.type);
  } catch (const ConfigError&) {
    fault("tensor {} has numbers of type {}, which iggan does not store", name,
          json["dtype"].get<std::string>());
  }
  const HeaderJson &shape = json["shape"], &offsets = json["data_offsets"];
  if (!shape.is_array() || shape.size() > kMostAxes)
    fault("tensor {}: its shape is not a list of at most {} numbers", name, kMostAxes);
  std::uint64_t bytes = size_of(tensor.type);
  for (const HeaderJson& axis : shape) {
    const std::uint64_t length = whole_number(axis, name, "its shape");
    if (length > INT64_MAX || __builtin_mul_overflow(bytes, length, &bytes))
      fault("tensor {} has more numbers than a file can hold", name);
    tensor.shape.push_back(static_cast<std::int64_t>(length));
  }
  if (!offsets.is_array() || offsets.size() != 2)
    fault("tensor {}: data_offsets is not a pair", name);
  place = {whole_number(offsets[0], name, "data_offsets"),
           whole_number(offsets[1], name, "data_offsets"), name};
  if (place.end < place.begin || place.end - place.begin != bytes)
    fault("tensor {}: its shape needs {} bytes, which its data_offsets do not give", name, bytes);
  return tensor;
}

/// The header, checked against the size of the data: every byte belongs to one tensor.
struct TensorHeader {
  StoredTensors tensors;  // without their bytes
  std::vector<Placed> places;
  StoredTexts texts;

  TensorHeader(std::string_view text, std::uint64_t data_bytes) {
    const HeaderJson json = parse_header(text);
    if (!json.is_object()) fault("its header is not an object");
    for (const auto& [name, value] : json.items()) {
      if (name == kTexts) {
        read_texts(value);
        continue;
      }
      places.emplace_back();
      tensors.emplace(name, describe(name, value, places.back()));
    }
    std::sort(places.begin(), places.end(), [](const Placed& a, const Placed& b) {
      return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    std::uint64_t at = 0;
    for (const Placed& place : places) {
      if (place.begin != at)
        fault("tensor {} overlaps another, or there is a gap before it", place.name);
      at = place.end;
    }
    if (at != data_bytes)
      fault(
          "its tensors have {} bytes, but the file has {} after the header: it is cut off, or "
          "longer than it says",
          at, data_bytes);
  }

 private:
  void read_texts(const HeaderJson& json) {
    if (!json.is_object()) fault("{} is not an object", kTexts);
    for (const auto& [key, value] : json.items()) {
      if (!value.is_string()) fault("{}: {} is not a string", kTexts, key);
      texts[key] = value.get<std::string>();
    }
  }
};

std::string digest_entry(const std::string& digest) {
  return fmt::format("\"{}\":\"{}\"", kDigest, digest);
}

/// Replaces the digest's digits with zeros, then computes the digest of the whole file.
std::string digest_of(std::vector<char>& bytes, std::size_t header_end, const std::string& known) {
  const std::string entry = digest_entry(known);
  const auto end = bytes.begin() + static_cast<std::ptrdiff_t>(header_end);
  const auto found = std::search(bytes.begin(), end, entry.begin(), entry.end());
  if (known.size() != kDigits || found == end)
    fault("its header has no sha256 as iggan writes it, so damage would go unnoticed");
  const auto digits = found + static_cast<std::ptrdiff_t>(entry.size() - 1 - kDigits);
  std::fill_n(digits, kDigits, '0');
  const std::string digest = sha256_of_bytes(bytes.data(), bytes.size());
  std::copy(known.begin(), known.end(), digits);
  return digest;
}

/// Extends the bytes to that size with the next bytes of the file.
void read_up_to(std::uint64_t size, const RegularFile& file, std::vector<char>& bytes) {
  const std::size_t at = bytes.size();
  bytes.resize(size);
  if (file.read(bytes.data() + at, size - at) < size - at)
    fault("it became shorter while it was read");
}

void check_size(std::uint64_t size) {
  if (size < kPrefixBytes) fault("it has {} bytes: it is empty or cut off", size);
  if (size > Safetensors::kMostBytes)
    fault("it has {} bytes, more than iggan reads ({})", size, Safetensors::kMostBytes);
}

/// @param bytes  all of the file.
void take_in(std::vector<char>& bytes, std::size_t header_end, TensorHeader header,
             StoredTensors& tensors, StoredTexts& texts) {
  const auto known = header.texts.find(kDigest);
  const std::string digest = known == header.texts.end() ? "" : known->second;
  if (digest_of(bytes, header_end, digest) != digest)
    fault("its content does not match its sha256: it is damaged");
  for (const Placed& place : header.places)
    header.tensors.at(place.name).bytes = {bytes.data() + header_end + place.begin,
                                           place.end - place.begin};
  tensors = std::move(header.tensors);
  texts = std::move(header.texts);
  texts.erase(kDigest);
}

}  // namespace

std::size_t size_of(NumberType type) {
  switch (type) {
    case NumberType::uint8:
      return 1;
    case NumberType::float32:
      return 4;
    case NumberType::int64:
    case NumberType::float64:
      return 8;
  }
  IGGAN_CHECK(false);
  return 0;
}

Safetensors Safetensors::read(const fs::path& file) {
  Safetensors all;
  try {
    const RegularFile in(file);
    check_size(in.size());
    read_up_to(kPrefixBytes, in, all.bytes_);
    const std::size_t end = kPrefixBytes + header_bytes(all.bytes_.data(), in.size());
    read_up_to(end, in, all.bytes_);
    TensorHeader header({all.bytes_.data() + kPrefixBytes, end - kPrefixBytes}, in.size() - end);
    read_up_to(in.size(), in, all.bytes_);
    take_in(all.bytes_, end, std::move(header), all.tensors_, all.texts_);
  } catch (const Fault& what) {
    fail<DataError>("cannot read {}: {}", file.string(), what.what());
  } catch (const std::bad_alloc&) {
    fail<DataError>("cannot read {}: there is not enough memory", file.string());
  }
  return all;
}

Safetensors Safetensors::of_bytes(std::vector<char> bytes, const std::string& name) {
  Safetensors all;
  all.bytes_ = std::move(bytes);
  try {
    check_size(all.bytes_.size());
    const std::size_t end = kPrefixBytes + header_bytes(all.bytes_.data(), all.bytes_.size());
    take_in(all.bytes_, end,
            TensorHeader({all.bytes_.data() + kPrefixBytes, end - kPrefixBytes},
                         all.bytes_.size() - end),
            all.tensors_, all.texts_);
  } catch (const Fault& what) {
    fail<DataError>("cannot read {}: {}", name, what.what());
  }
  return all;
}

std::string safetensors_bytes(const StoredTensors& tensors, StoredTexts texts) {
  texts[kDigest] = std::string(kDigits, '0');
  std::vector<const StoredTensors::value_type*> order;  // large numbers first, so that all are
                                                        // aligned
  for (const auto& entry : tensors) order.push_back(&entry);
  std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) {
    return size_of(a->second.type) > size_of(b->second.type);
  });
  HeaderJson header{{kTexts, texts}};
  std::size_t at = 0;
  for (const auto* entry : order) {
    const auto& [name, tensor] = *entry;
    IGGAN_CHECK(name != kTexts);
    header[name] = {{"dtype", to_string(tensor.type)},
                    {"shape", tensor.shape},
                    {"data_offsets", {at, at + tensor.bytes.size()}}};
    at += tensor.bytes.size();
  }
  std::string text = header.dump(-1, ' ', false, HeaderJson::error_handler_t::replace);
  text.resize((text.size() + kAlignment - 1) / kAlignment * kAlignment, ' ');
  IGGAN_CHECK(text.size() <= Safetensors::kMostHeaderBytes);
  std::string all;
  all.reserve(kPrefixBytes + text.size() + at);
  for (std::size_t i = 0; i < kPrefixBytes; ++i)
    all += static_cast<char>(std::uint64_t{text.size()} >> (8 * i) & 0xff);
  all += text;
  for (const auto* entry : order) all += entry->second.bytes;
  const std::string entry = digest_entry(texts[kDigest]);
  const std::size_t digits = all.find(entry) + entry.size() - 1 - kDigits;
  all.replace(digits, kDigits, sha256_of_bytes(all.data(), all.size()));
  return all;
}

}  // namespace iggan
