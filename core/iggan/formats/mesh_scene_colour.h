#pragma once
#include <string>
#include <vector>

#include <iggan/formats/neighbour_files.h>
#include <iggan/geometry/triangle_mesh.h>

struct aiScene;
struct aiMesh;

namespace iggan {

/// Collects the colours of an Assimp scene, mesh by mesh, in the order of its triangles.
class SceneColours {
 public:
  /// @param format            of the file; decides how its colours are encoded.
  /// @param materials_known   false when the material library of an OBJ file is missing.
  SceneColours(const aiScene& scene, std::string format, bool materials_known,
               NeighbourFiles neighbours);
  ~SceneColours();

  /// @param triangles  how many of the part's triangles the mesh has.
  void add(const aiMesh& part, std::size_t triangles);

  /// Empty if no part of the scene has a colour.
  [[nodiscard]] MeshColour take();
  /// What was lost, without duplicates.
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }

 private:
  void read_material(unsigned number);
  [[nodiscard]] std::shared_ptr<const Texture> texture_of(const std::string& name);

  const aiScene& scene_;
  std::string format_;
  bool materials_known_, any_known_ = false, any_textured_ = false, any_point_colour_ = false;
  NeighbourFiles neighbours_;
  MeshColour colour_;
  std::vector<unsigned> texture_channels_;  // for each material: which coordinates it uses
  std::vector<std::pair<std::string, std::shared_ptr<const Texture>>> textures_;  // by name
  std::vector<std::string> notes_;
};

}  // namespace iggan
