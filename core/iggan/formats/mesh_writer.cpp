#include <iggan/formats/mesh_writer.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <memory>

#include <assimp/material.h>
#include <assimp/scene.h>
#include <assimp/Exporter.hpp>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/formats/glb_file.h>

namespace iggan {
namespace {

aiVector3D to_assimp(const std::array<float, 3>& v) {
  return {v[0], v[1], v[2]};
}

// The scene's destructor deletes its parts, so the parts below are made with new and handed over.

/// A colour for Assimp's PLY writer, which multiplies by 255 and truncates.
aiColor4D ply_colour(const LinearRgb& colour) {
  const SrgbBytes bytes = srgb_bytes(colour);
  const auto channel = [&](std::size_t c) {
    return (static_cast<float>(bytes[c]) + 0.25f) / 255.0f;
  };
  return {channel(0), channel(1), channel(2), 1.0f};
}

/// The mesh with a colour at each point, or without colours.
GlbMesh with_point_colours(const TriangleMesh& mesh, MeshShading shading) {
  GlbMesh out{mesh.positions, {}, {}, mesh.triangles};
  if (shading == MeshShading::smooth) out.normals = point_normals(mesh);
  if (mesh.colour.empty()) return out;
  const auto colour_at = [&](std::uint32_t point, std::uint32_t material) {
    LinearRgb colour{1, 1, 1};
    if (!mesh.colour.materials.empty()) colour = mesh.colour.materials[material].colour;
    if (!mesh.colour.point_colours.empty())
      for (std::size_t c = 0; c < 3; ++c) colour[c] *= mesh.colour.point_colours[point][c];
    return colour;
  };
  // The first material at a point keeps the point's index; each further material gets its own
  // point.
  constexpr auto kNone = std::numeric_limits<std::uint32_t>::max();
  std::vector<std::uint32_t> first(mesh.positions.size(), kNone);
  std::map<std::array<std::uint32_t, 2>, std::uint32_t> others;  // point and material
  out.colours.resize(mesh.positions.size(), LinearRgb{1, 1, 1});
  for (std::size_t t = 0; t < out.triangles.size(); ++t) {
    const std::uint32_t material =
        mesh.colour.triangle_materials.empty() ? 0 : mesh.colour.triangle_materials[t];
    for (std::uint32_t& point : out.triangles[t]) {
      if (first[point] == kNone) {
        first[point] = material;
        out.colours[point] = colour_at(point, material);
      }
      if (first[point] == material) continue;
      const auto [entry, fresh] =
          others.try_emplace({point, material}, static_cast<std::uint32_t>(out.positions.size()));
      if (fresh) {
        out.positions.push_back(out.positions[point]);
        if (!out.normals.empty()) out.normals.push_back(out.normals[point]);
        out.colours.push_back(colour_at(point, material));
      }
      point = entry->second;
    }
  }
  return out;
}

aiMaterial* grey_material() {
  auto* material = new aiMaterial;
  const aiString name("grey");
  const aiColor4D grey(0.6f, 0.6f, 0.6f, 1.0f);
  const float metallic = 0.0f, roughness = 0.8f;
  material->AddProperty(&name, AI_MATKEY_NAME);
  material->AddProperty(&grey, 1, AI_MATKEY_COLOR_DIFFUSE);
  material->AddProperty(&grey, 1, AI_MATKEY_BASE_COLOR);
  material->AddProperty(&metallic, 1, AI_MATKEY_METALLIC_FACTOR);
  material->AddProperty(&roughness, 1, AI_MATKEY_ROUGHNESS_FACTOR);
  return material;
}

aiMesh* mesh_part(const GlbMesh& mesh) {
  auto* part = new aiMesh;
  part->mName = aiString("shape");
  part->mPrimitiveTypes = aiPrimitiveType_TRIANGLE;
  part->mNumVertices = static_cast<unsigned>(mesh.positions.size());
  part->mVertices = new aiVector3D[mesh.positions.size()];
  std::transform(mesh.positions.begin(), mesh.positions.end(), part->mVertices, to_assimp);
  if (!mesh.normals.empty()) {
    part->mNormals = new aiVector3D[mesh.normals.size()];
    std::transform(mesh.normals.begin(), mesh.normals.end(), part->mNormals, to_assimp);
  }
  if (!mesh.colours.empty()) {
    part->mColors[0] = new aiColor4D[mesh.colours.size()];
    std::transform(mesh.colours.begin(), mesh.colours.end(), part->mColors[0], ply_colour);
  }
  part->mNumFaces = static_cast<unsigned>(mesh.triangles.size());
  part->mFaces = new aiFace[mesh.triangles.size()];
  for (std::size_t i = 0; i < mesh.triangles.size(); ++i) {
    aiFace& face = part->mFaces[i];
    face.mNumIndices = 3;
    face.mIndices = new unsigned[3];
    std::copy(mesh.triangles[i].begin(), mesh.triangles[i].end(), face.mIndices);
  }
  return part;
}

std::unique_ptr<aiScene> make_scene(const TriangleMesh& mesh, MeshShading shading) {
  auto scene = std::make_unique<aiScene>();
  scene->mNumMaterials = 1;
  scene->mMaterials = new aiMaterial* [1] { grey_material() };
  scene->mNumMeshes = 1;
  scene->mMeshes = new aiMesh* [1] { mesh_part(with_point_colours(mesh, shading)) };
  scene->mRootNode = new aiNode("shape");
  scene->mRootNode->mNumMeshes = 1;
  scene->mRootNode->mMeshes = new unsigned[1]{0};
  return scene;
}

std::string exporter_of(const std::filesystem::path& path) {
  if (path.extension() == ".glb") return "glb2";
  if (path.extension() == ".ply") return "ply";  // its binary form writes broken files (Assimp 5.2)
  fail<DataError>("cannot write the mesh {}: the extension must be .glb or .ply", path.string());
}

std::string encode(const TriangleMesh& mesh, MeshShading shading, const std::string& exporter_id) {
  const auto scene = make_scene(mesh, shading);
  Assimp::Exporter exporter;
  const aiExportDataBlob* blob =
      exporter.ExportToBlob(scene.get(), exporter_id);  // owned by the exporter
  if (!blob)
    fail<DataError>("cannot write a mesh as {}: {}", exporter_id, exporter.GetErrorString());
  return {static_cast<const char*>(blob->data), blob->size};
}

}  // namespace

std::vector<std::array<float, 3>> point_normals(const TriangleMesh& mesh) {
  std::vector<std::array<double, 3>> sums(mesh.positions.size());
  for (const auto& triangle : mesh.triangles) {
    double u[3], v[3];
    for (std::size_t k = 0; k < 3; ++k) {
      const double origin = static_cast<double>(mesh.positions[triangle[0]][k]);
      u[k] = static_cast<double>(mesh.positions[triangle[1]][k]) - origin;
      v[k] = static_cast<double>(mesh.positions[triangle[2]][k]) - origin;
    }
    for (std::size_t k = 0; k < 3; ++k) {
      const std::size_t i = (k + 1) % 3, j = (k + 2) % 3;
      for (const auto point : triangle) sums[point][k] += u[i] * v[j] - u[j] * v[i];
    }
  }
  std::vector<std::array<float, 3>> normals;
  normals.reserve(sums.size());
  for (const auto& n : sums) {
    const double length = std::sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
    if (length < 1e-30) {
      normals.push_back({0, 1, 0});
      continue;
    }
    normals.push_back({static_cast<float>(n[0] / length), static_cast<float>(n[1] / length),
                       static_cast<float>(n[2] / length)});
  }
  return normals;
}

void write_mesh(const std::filesystem::path& path, const TriangleMesh& mesh, MeshShading shading) {
  const std::string exporter_id = exporter_of(path);
  if (mesh.triangles.empty())
    fail<DataError>("cannot write the mesh {}: it has no triangles", path.string());
  write_text_atomically(
      path, exporter_id == "glb2" ? encode_glb(mesh, shading) : encode(mesh, shading, exporter_id));
}

std::string encode_glb(const TriangleMesh& mesh, MeshShading shading) {
  if (mesh.triangles.empty()) fail<DataError>("cannot write a mesh as GLB: it has no triangles");
  if (!mesh.colour.empty()) return coloured_glb(with_point_colours(mesh, shading));
  return encode(mesh, shading, "glb2");
}

}  // namespace iggan
