#include <iggan/formats/glb_file.h>

#include <algorithm>
#include <cstring>

#include <iggan/config/json_file.h>

namespace iggan {
namespace {

using config::Json;

constexpr int kFloat = 5126, kUnsignedInt = 5125;           // component types
constexpr int kVertexBuffer = 34962, kIndexBuffer = 34963;  // targets

void append_word(std::string& bytes, std::uint32_t word) {
  for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(word >> shift & 255u);
}

/// The document and its buffer, built attribute by attribute.
class GlbBuilder {
 public:
  /// @return the index of the accessor.
  template <class Item>
  std::size_t add(const std::vector<Item>& items, const char* type, int component, int target,
                  std::size_t count) {
    const std::size_t begin = buffer_.size();
    buffer_.resize(begin + items.size() * sizeof(Item));
    std::memcpy(buffer_.data() + begin, items.data(), items.size() * sizeof(Item));
    views_.push_back({{"buffer", 0},
                      {"byteOffset", begin},
                      {"byteLength", buffer_.size() - begin},
                      {"target", target}});
    accessors_.push_back({{"bufferView", views_.size() - 1},
                          {"componentType", component},
                          {"count", count},
                          {"type", type}});
    return accessors_.size() - 1;
  }
  Json& accessor(std::size_t number) { return accessors_[number]; }

  [[nodiscard]] std::string file(const Json& primitive) const {
    const Json document{{"asset", {{"version", "2.0"}, {"generator", "iggan"}}},
                        {"scene", 0},
                        {"scenes", {{{"nodes", {0}}}}},
                        {"nodes", {{{"name", "shape"}, {"mesh", 0}}}},
                        {"meshes", {{{"name", "shape"}, {"primitives", {primitive}}}}},
                        {"materials",
                         {{{"name", "coloured"},
                           {"pbrMetallicRoughness",
                            {{"baseColorFactor", {1, 1, 1, 1}},
                             {"metallicFactor", 0},
                             {"roughnessFactor", 0.8}}}}}},
                        {"accessors", accessors_},
                        {"bufferViews", views_},
                        {"buffers", {{{"byteLength", buffer_.size()}}}}};
    std::string json = document.dump();
    json.resize((json.size() + 3) / 4 * 4, ' ');
    std::string bytes = "glTF";
    append_word(bytes, 2);
    append_word(bytes, static_cast<std::uint32_t>(12 + 8 + json.size() + 8 + buffer_.size()));
    append_word(bytes, static_cast<std::uint32_t>(json.size()));
    bytes += "JSON" + json;
    append_word(bytes, static_cast<std::uint32_t>(buffer_.size()));
    return bytes + std::string("BIN\0", 4) + buffer_;  // all sizes are multiples of four bytes
  }

 private:
  Json accessors_ = Json::array(), views_ = Json::array();
  std::string buffer_;
};

}  // namespace

std::string coloured_glb(const GlbMesh& mesh) {
  GlbBuilder builder;
  const std::size_t points = mesh.positions.size();
  const std::size_t position = builder.add(mesh.positions, "VEC3", kFloat, kVertexBuffer, points);
  std::array<float, 3> low = mesh.positions[0], high = low;
  for (const auto& p : mesh.positions)
    for (std::size_t k = 0; k < 3; ++k) {
      low[k] = std::min(low[k], p[k]);
      high[k] = std::max(high[k], p[k]);
    }
  builder.accessor(position)["min"] = low;
  builder.accessor(position)["max"] = high;
  Json attributes{{"POSITION", position}};
  if (!mesh.normals.empty())
    attributes["NORMAL"] = builder.add(mesh.normals, "VEC3", kFloat, kVertexBuffer, points);
  std::vector<std::array<float, 4>> colours;
  for (const LinearRgb& c : mesh.colours) colours.push_back({c[0], c[1], c[2], 1.0f});
  attributes["COLOR_0"] = builder.add(colours, "VEC4", kFloat, kVertexBuffer, points);
  const std::size_t indices =
      builder.add(mesh.triangles, "SCALAR", kUnsignedInt, kIndexBuffer, 3 * mesh.triangles.size());
  return builder.file(
      {{"attributes", attributes}, {"indices", indices}, {"material", 0}, {"mode", 4}});
}

}  // namespace iggan
