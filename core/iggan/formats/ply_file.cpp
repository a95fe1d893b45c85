#include <iggan/formats/ply_file.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>
#include <optional>
#include <sstream>
#include <vector>

#include <iggan/base/error.h>

namespace iggan {
namespace {

enum class PlyType { i8, u8, i16, u16, i32, u32, f32, f64 };

std::optional<PlyType> ply_type(const std::string& name) {
  static const std::map<std::string, PlyType> types{
      {"char", PlyType::i8},    {"int8", PlyType::i8},     {"uchar", PlyType::u8},
      {"uint8", PlyType::u8},   {"short", PlyType::i16},   {"int16", PlyType::i16},
      {"ushort", PlyType::u16}, {"uint16", PlyType::u16},  {"int", PlyType::i32},
      {"int32", PlyType::i32},  {"uint", PlyType::u32},    {"uint32", PlyType::u32},
      {"float", PlyType::f32},  {"float32", PlyType::f32}, {"double", PlyType::f64},
      {"float64", PlyType::f64}};
  const auto found = types.find(name);
  return found == types.end() ? std::nullopt : std::optional(found->second);
}

struct PlyProperty {
  std::string name;
  PlyType type = PlyType::f32;
  std::optional<PlyType> count;  // of a list
};

struct PlyElement {
  std::string name;
  std::uint64_t count = 0;
  std::vector<PlyProperty> properties;

  /// The index of the first property with one of these names; -1 if there is none.
  [[nodiscard]] int find(std::initializer_list<const char*> names) const {
    for (std::size_t i = 0; i < properties.size(); ++i)
      if (std::find(names.begin(), names.end(), properties[i].name) != names.end())
        return static_cast<int>(i);
    return -1;
  }
};

struct PlyHeader {
  enum class Encoding { ascii, little_endian, big_endian } encoding = Encoding::ascii;
  std::vector<PlyElement> elements;
  std::string texture;
  std::size_t end = 0;  // where the data starts
};

PlyHeader read_ply_header(std::string_view bytes, const std::string& where) {
  PlyHeader header;
  bool has_format = false;
  for (std::size_t line_number = 0;; ++line_number) {
    const std::size_t newline = bytes.find('\n', header.end);
    if (newline == std::string_view::npos || line_number > 10000)
      fail<DataError>("{}: not a PLY file: its header has no end", where);
    std::istringstream words(std::string(bytes.substr(header.end, newline - header.end)));
    header.end = newline + 1;
    std::string word, type, name;
    words >> word;
    if (line_number == 0 && word != "ply")
      fail<DataError>("{}: not a PLY file: it does not start with 'ply'", where);
    if (word == "end_header") break;
    if (word == "comment" && words >> type && type == "TextureFile")
      std::getline(words >> std::ws, header.texture);
    if (word == "format") {
      words >> type;
      has_format = type == "ascii" || type.rfind("binary_", 0) == 0;
      header.encoding = type == "ascii"               ? PlyHeader::Encoding::ascii
                        : type == "binary_big_endian" ? PlyHeader::Encoding::big_endian
                                                      : PlyHeader::Encoding::little_endian;
    } else if (word == "element") {
      PlyElement element;
      if (!(words >> element.name >> element.count) || element.count > 100'000'000)
        fail<DataError>("{}: line {} of the header is not an element", where, line_number + 1);
      header.elements.push_back(element);
    } else if (word == "property") {
      PlyProperty property;
      words >> type;
      if (type == "list") {
        words >> type;
        property.count = ply_type(type);
        words >> type;
        if (!property.count) type.clear();
      }
      const auto known = ply_type(type);
      if (!known || !(words >> property.name) || header.elements.empty())
        fail<DataError>("{}: line {} of the header is not a property", where, line_number + 1);
      property.type = *known;
      header.elements.back().properties.push_back(property);
    }
  }
  if (!has_format) fail<DataError>("{}: the header does not state the format", where);
  return header;
}

/// Reads numbers from the data one after another.
class PlyNumbers {
 public:
  PlyNumbers(std::string_view data, PlyHeader::Encoding encoding, const std::string& where)
      : data_(data), encoding_(encoding), where_(where) {}

  double next(PlyType type) {
    if (encoding_ == PlyHeader::Encoding::ascii) return next_word();
    switch (type) {
      case PlyType::i8:
        return raw<std::int8_t>();
      case PlyType::u8:
        return raw<std::uint8_t>();
      case PlyType::i16:
        return raw<std::int16_t>();
      case PlyType::u16:
        return raw<std::uint16_t>();
      case PlyType::i32:
        return raw<std::int32_t>();
      case PlyType::u32:
        return raw<std::uint32_t>();
      case PlyType::f32:
        return static_cast<double>(raw<float>());
      case PlyType::f64:
        return raw<double>();
    }
    return 0;
  }

 private:
  [[noreturn]] void fail_short() const {
    fail<DataError>("{}: the file is cut short, or its header promises more data than follows",
                    where_);
  }
  double next_word() {
    const auto blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
    while (at_ < data_.size() && blank(data_[at_])) ++at_;
    std::size_t end = at_;
    while (end < data_.size() && !blank(data_[end])) ++end;
    if (end == at_) fail_short();
    const std::string word(data_.substr(at_, std::min<std::size_t>(end - at_, 64)));
    at_ = end;
    char* stop = nullptr;
    const double number = std::strtod(word.c_str(), &stop);
    if (*stop != '\0' || !std::isfinite(number))
      fail<DataError>("{}: '{}' is not a number", where_, word);
    return number;
  }
  template <class Number>
  Number raw() {
    if (data_.size() - at_ < sizeof(Number)) fail_short();
    char bytes[sizeof(Number)];
    std::memcpy(bytes, data_.data() + at_, sizeof bytes);
    at_ += sizeof bytes;
    if (encoding_ == PlyHeader::Encoding::big_endian) std::reverse(bytes, bytes + sizeof bytes);
    Number number;
    std::memcpy(&number, bytes, sizeof number);
    return number;
  }

  std::string_view data_;
  PlyHeader::Encoding encoding_;
  const std::string& where_;
  std::size_t at_ = 0;
};

/// Reads one item of an element: visit(property index, value) for each number that is not a length.
template <class Visit>
void read_item(PlyNumbers& numbers, const PlyElement& element, const Visit& visit) {
  for (std::size_t p = 0; p < element.properties.size(); ++p) {
    const PlyProperty& property = element.properties[p];
    const double count = property.count ? numbers.next(*property.count) : 1;
    for (double i = 0; i < count; ++i) visit(static_cast<int>(p), numbers.next(property.type));
  }
}

/// A channel scaled to [0, 1].
float ply_share(double value, PlyType type) {
  const double largest = type == PlyType::u8 ? 255 : type == PlyType::u16 ? 65535 : 1;
  return static_cast<float>(std::clamp(value / largest, 0.0, 1.0));
}

void read_vertices(PlyNumbers& numbers, const PlyElement& element, const std::string& where,
                   TriangleMesh& mesh) {
  const int places[] = {element.find({"x"}), element.find({"y"}), element.find({"z"})};
  const int colours[] = {element.find({"red", "diffuse_red", "r"}),
                         element.find({"green", "diffuse_green", "g"}),
                         element.find({"blue", "diffuse_blue", "b"})};
  const int textures[] = {element.find({"s", "u", "texture_u"}),
                          element.find({"t", "v", "texture_v"})};
  if (*std::min_element(places, places + 3) < 0)
    fail<DataError>("{}: its vertices have no x, y and z", where);
  const bool coloured = *std::min_element(colours, colours + 3) >= 0;
  const bool textured = std::min(textures[0], textures[1]) >= 0;
  for (std::uint64_t i = 0; i < element.count; ++i) {
    std::array<float, 3> position{}, colour{};
    std::array<float, 2> texture{};
    read_item(numbers, element, [&](int property, double value) {
      for (std::size_t k = 0; k < 3; ++k) {
        if (property == places[k]) position[k] = static_cast<float>(value);
        if (property == colours[k])
          colour[k] = srgb_decode(
              ply_share(value, element.properties[static_cast<std::size_t>(property)].type));
        if (k < 2 && property == textures[k]) texture[k] = static_cast<float>(value);
      }
    });
    for (const float part : position)
      if (!std::isfinite(part)) fail<DataError>("{}: vertex {} is not finite", where, i);
    mesh.positions.push_back(position);
    if (coloured) mesh.colour.point_colours.push_back(colour);
    if (textured) mesh.colour.texture_points.push_back(texture);
  }
}

void read_faces(PlyNumbers& numbers, const PlyElement& element, const std::string& where,
                TriangleMesh& mesh) {
  const int list = element.find({"vertex_indices", "vertex_index"});
  std::vector<std::uint32_t> polygon;
  for (std::uint64_t i = 0; i < element.count; ++i) {
    polygon.clear();
    read_item(numbers, element, [&](int property, double value) {
      if (property != list) return;
      if (!(value >= 0) || value > std::numeric_limits<std::uint32_t>::max())
        fail<DataError>("{}: face {} has the index {:g}", where, i, value);
      polygon.push_back(static_cast<std::uint32_t>(value));
    });
    for (std::size_t k = 2; k < polygon.size(); ++k)
      mesh.triangles.push_back({polygon[0], polygon[k - 1], polygon[k]});
  }
}

}  // namespace

PlyMesh read_ply(std::string_view bytes, const std::string& where) {
  const PlyHeader header = read_ply_header(bytes, where);
  PlyMesh out;
  out.texture = header.texture;
  PlyNumbers numbers(bytes.substr(header.end), header.encoding, where);
  for (const PlyElement& element : header.elements) {
    if (element.properties.empty()) continue;
    if (element.name == "vertex") {
      read_vertices(numbers, element, where, out.mesh);
    } else if (element.name == "face") {
      read_faces(numbers, element, where, out.mesh);
    } else {
      for (std::uint64_t i = 0; i < element.count; ++i)
        read_item(numbers, element, [](int, double) {});
    }
  }
  for (const auto& triangle : out.mesh.triangles)
    for (const std::uint32_t point : triangle)
      if (point >= out.mesh.positions.size())
        fail<DataError>("{}: a face has the index {}, but there are {} vertices", where, point,
                        out.mesh.positions.size());
  return out;
}

}  // namespace iggan
