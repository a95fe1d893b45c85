#include <iggan/formats/mesh_file.h>

#include <assimp/config.h>
#include <assimp/postprocess.h>
#include <assimp/scene.h>
#include <assimp/Importer.hpp>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/base/lower_case.h>

namespace iggan {
namespace {

void append(const aiMesh& part, TriangleMesh& mesh) {
  const auto first = static_cast<std::uint32_t>(mesh.positions.size());
  for (unsigned i = 0; i < part.mNumVertices; ++i) {
    const aiVector3D& p = part.mVertices[i];
    mesh.positions.push_back({p.x, p.y, p.z});
  }
  for (unsigned i = 0; i < part.mNumFaces; ++i) {
    const aiFace& face = part.mFaces[i];
    if (face.mNumIndices != 3) continue;
    mesh.triangles.push_back(
        {first + face.mIndices[0], first + face.mIndices[1], first + face.mIndices[2]});
  }
}

}  // namespace

TriangleMesh read_mesh_from_memory(std::string_view bytes, const std::string& format,
                                   const std::string& where) {
  Assimp::Importer importer;
  if (!importer.IsExtensionSupported("." + format))
    fail<DataError>("{}: meshes of the format '{}' are not supported: convert it to OBJ", where,
                    format);
  importer.SetPropertyInteger(AI_CONFIG_PP_SBP_REMOVE,
                              aiPrimitiveType_POINT | aiPrimitiveType_LINE);
  const aiScene* scene = importer.ReadFileFromMemory(
      bytes.data(), bytes.size(),
      aiProcess_Triangulate | aiProcess_SortByPType | aiProcess_PreTransformVertices,
      format.c_str());
  if (scene == nullptr)
    fail<DataError>("{}: cannot read the mesh: {}", where, importer.GetErrorString());

  TriangleMesh mesh;
  for (unsigned i = 0; i < scene->mNumMeshes; ++i) append(*scene->mMeshes[i], mesh);
  if (mesh.triangles.empty()) fail<DataError>("{}: the mesh has no triangles", where);
  return mesh;
}

TriangleMesh read_mesh(const std::filesystem::path& path) {
  std::string format = path.extension().string();
  if (!format.empty()) format.erase(0, 1);
  return read_mesh_from_memory(read_text(path), lower_case(format), path.string());
}

}  // namespace iggan
