#include <iggan/formats/mesh_scene_colour.h>

#include <algorithm>

#include <assimp/material.h>
#include <assimp/scene.h>

#include <iggan/base/error.h>
#include <iggan/formats/texture_file.h>

namespace iggan {
namespace {

bool is_gltf(const std::string& format) {
  return format == "gltf" || format == "glb";
}

float finite_share(float value) {
  return value >= 0 ? std::min(value, 1.0f) : 0.0f;  // not-a-number: 0
}

LinearRgb linear_colour(float r, float g, float b, bool linear) {
  const LinearRgb rgb{finite_share(r), finite_share(g), finite_share(b)};
  return linear ? rgb : LinearRgb{srgb_decode(rgb[0]), srgb_decode(rgb[1]), srgb_decode(rgb[2])};
}

/// A picture inside the model's file, still packed or as plain texels.
std::shared_ptr<const Texture> embedded_texture(const aiTexture& picture, const std::string& name) {
  if (picture.mHeight == 0)
    return decode_texture({reinterpret_cast<const char*>(picture.pcData), picture.mWidth},
                          name + "." + picture.achFormatHint);
  std::vector<std::uint8_t> rgba;
  for (std::size_t i = 0; i < std::size_t{picture.mWidth} * picture.mHeight; ++i) {
    const aiTexel& texel = picture.pcData[i];
    rgba.insert(rgba.end(), {texel.r, texel.g, texel.b, texel.a});
  }
  return std::make_shared<const Texture>(static_cast<int>(picture.mWidth),
                                         static_cast<int>(picture.mHeight), std::move(rgba));
}

}  // namespace

SceneColours::SceneColours(const aiScene& scene, std::string format, bool materials_known,
                           NeighbourFiles neighbours)
    : scene_(scene),
      format_(std::move(format)),
      materials_known_(materials_known),
      neighbours_(std::move(neighbours)) {
  for (unsigned i = 0; i < scene.mNumMaterials; ++i) read_material(i);
}

SceneColours::~SceneColours() = default;

std::shared_ptr<const Texture> SceneColours::texture_of(const std::string& name) {
  const auto known = std::find_if(textures_.begin(), textures_.end(),
                                  [&](const auto& entry) { return entry.first == name; });
  if (known != textures_.end()) return known->second;
  std::shared_ptr<const Texture> texture;
  try {
    if (const aiTexture* picture = scene_.GetEmbeddedTexture(name.c_str())) {
      texture = embedded_texture(*picture, name);
    } else if (const auto bytes = neighbours_ ? neighbours_(name) : std::nullopt) {
      texture = decode_texture(*bytes, name);
    } else {
      notes_.push_back(fmt::format(
          "the texture {} is not a regular file in the model's folder or below: put it there",
          name));
    }
  } catch (const DataError& error) {
    notes_.emplace_back(error.what());
  }
  textures_.emplace_back(name, texture);
  return texture;
}

void SceneColours::read_material(unsigned number) {
  const aiMaterial& from = *scene_.mMaterials[number];
  MeshMaterial material;
  aiString name;
  const bool named = from.Get(AI_MATKEY_NAME, name) == aiReturn_SUCCESS &&
                     name != aiString(AI_DEFAULT_MATERIAL_NAME);
  // glTF's default material is white; elsewhere a default material means nothing.
  any_known_ = any_known_ || (is_gltf(format_) || (named && materials_known_));
  aiColor4D factor(1, 1, 1, 1);
  if (!is_gltf(format_) || from.Get(AI_MATKEY_BASE_COLOR, factor) != aiReturn_SUCCESS)
    from.Get(AI_MATKEY_COLOR_DIFFUSE, factor);
  material.colour = linear_colour(factor.r, factor.g, factor.b, is_gltf(format_));

  unsigned channel = 0;
  aiString picture;
  auto type = aiTextureType_BASE_COLOR;
  if (from.GetTextureCount(type) == 0) type = aiTextureType_DIFFUSE;
  if (from.GetTexture(type, 0, &picture, nullptr, &channel) == aiReturn_SUCCESS)
    material.texture = texture_of(picture.C_Str());
  if (material.texture) {
    any_known_ = any_textured_ = true;
    // Many programs write a gray Kd next to a texture but show only the texture.
    if (!is_gltf(format_)) material.colour = {1, 1, 1};
  }
  colour_.materials.push_back(material);
  texture_channels_.push_back(std::min(channel, unsigned{AI_MAX_NUMBER_OF_TEXTURECOORDS - 1}));
}

void SceneColours::add(const aiMesh& part, std::size_t triangles) {
  const unsigned material = std::min(part.mMaterialIndex, scene_.mNumMaterials - 1);
  const unsigned channel = texture_channels_[material];
  // A part without its own material has only point colours.
  any_point_colour_ = any_point_colour_ || part.HasVertexColors(0);
  for (unsigned i = 0; i < part.mNumVertices; ++i) {
    colour_.texture_points.push_back({0, 0});
    if (part.HasTextureCoords(channel)) {
      const aiVector3D& uv = part.mTextureCoords[channel][i];
      colour_.texture_points.back() = {uv.x, uv.y};
    }
    colour_.point_colours.push_back({1, 1, 1});
    if (part.HasVertexColors(0)) {
      const aiColor4D& c = part.mColors[0][i];
      colour_.point_colours.back() = linear_colour(c.r, c.g, c.b, is_gltf(format_));
    }
  }
  std::uint32_t number = material;
  if (part.HasVertexColors(0) && !is_gltf(format_)) {
    // Outside glTF, point colours replace the material's instead of multiplying it.
    number = static_cast<std::uint32_t>(colour_.materials.size());
    colour_.materials.emplace_back();
    texture_channels_.push_back(channel);
    if (colour_.materials[material].texture) number = material;
  }
  colour_.triangle_materials.insert(colour_.triangle_materials.end(), triangles, number);
}

MeshColour SceneColours::take() {
  if (!any_known_ && !any_point_colour_) return {};
  if (!any_textured_) colour_.texture_points.clear();
  if (!any_point_colour_) colour_.point_colours.clear();
  return std::move(colour_);
}

}  // namespace iggan
