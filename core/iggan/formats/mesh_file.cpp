#include <iggan/formats/mesh_file.h>

#include <algorithm>
#include <cmath>

#include <assimp/MemoryIOWrapper.h>
#include <assimp/config.h>
#include <assimp/postprocess.h>
#include <assimp/scene.h>
#include <assimp/IOSystem.hpp>
#include <assimp/Importer.hpp>

#include <iggan/base/error.h>
#include <iggan/base/lower_case.h>
#include <iggan/base/regular_file.h>
#include <iggan/formats/assimp_asserts.h>
#include <iggan/formats/mesh_scene_colour.h>
#include <iggan/formats/obj_text.h>
#include <iggan/formats/ply_file.h>
#include <iggan/formats/texture_file.h>
#include <iggan/geometry/mesh_geometry.h>

namespace iggan {
namespace {

constexpr std::uintmax_t kMostMeshBytes = 1ull << 30;

/// Bytes that Assimp reads as a file.
class HeldFile : public Assimp::IOStream {
 public:
  explicit HeldFile(std::string bytes)
      : bytes_(std::move(bytes)),
        stream_(reinterpret_cast<const std::uint8_t*>(bytes_.data()), bytes_.size()) {}
  size_t Read(void* buffer, size_t size, size_t count) override {
    return stream_.Read(buffer, size, count);
  }
  size_t Write(const void*, size_t, size_t) override { return 0; }
  aiReturn Seek(size_t offset, aiOrigin origin) override { return stream_.Seek(offset, origin); }
  [[nodiscard]] size_t Tell() const override { return stream_.Tell(); }
  [[nodiscard]] size_t FileSize() const override { return bytes_.size(); }
  void Flush() override {}

 private:
  std::string bytes_;
  Assimp::MemoryIOStream stream_;
};

/// All files that Assimp can open: the model and its permitted neighbours.
class ReadableFiles : public Assimp::IOSystem {
 public:
  ReadableFiles(std::string name, std::string_view model, NeighbourFiles neighbours)
      : name_(std::move(name)), model_(model), neighbours_(std::move(neighbours)) {}

  [[nodiscard]] bool Exists(const char* file) const override {
    return file == name_ || bytes_of(file).has_value();
  }
  [[nodiscard]] char getOsSeparator() const override { return '/'; }
  Assimp::IOStream* Open(const char* file, const char* mode) override {
    if (std::string_view(mode).find_first_of("wa") != std::string_view::npos) return nullptr;
    if (file == name_) return new HeldFile(std::string(model_));  // Assimp passes it to Close
    auto bytes = bytes_of(file);
    if (!bytes) return nullptr;
    found_.emplace_back(file);
    return new HeldFile(std::move(*bytes));
  }
  void Close(Assimp::IOStream* file) override { delete file; }

  [[nodiscard]] bool found(const std::string& extension) const {
    return std::any_of(found_.begin(), found_.end(), [&](const std::string& name) {
      return lower_case(std::filesystem::path(name).extension().string()) == extension;
    });
  }

 private:
  [[nodiscard]] std::optional<std::string> bytes_of(const std::string& file) const {
    return neighbours_ ? neighbours_(file) : std::nullopt;
  }
  std::string name_;
  std::string_view model_;
  NeighbourFiles neighbours_;
  std::vector<std::string> found_;
};

/// Warns if float32 can distinguish too few positions in the model.
void note_lost_digits(MeshFile& file) {
  constexpr double kFewestPlaces = 4096, kPlacesOfFloat = 16777216;
  const Bounds bounds = bounds_of(file.mesh);
  double farthest = 0;
  for (std::size_t axis = 0; axis < 3; ++axis)
    farthest = std::max({farthest, std::abs(bounds.low[axis]), std::abs(bounds.high[axis])});
  const double places = bounds.longest_side() / farthest * kPlacesOfFloat;
  if (places < kFewestPlaces)
    file.notes.push_back(
        fmt::format("the model is so far from the origin that float32 can distinguish only {:.0f} "
                    "positions along its longest side: move it to the origin",
                    places));
}

/// @return the number of triangles.
std::size_t append(const aiMesh& part, TriangleMesh& mesh) {
  const std::size_t before = mesh.triangles.size();
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
  return mesh.triangles.size() - before;
}

/// The reader's message on one line, without parts that are useless to users.
std::string quoted_reason(std::string words) {
  std::replace_if(
      words.begin(), words.end(), [](char c) { return static_cast<unsigned char>(c) < 32; }, ' ');
  if (words.size() > 200) words.resize(200);
  return words.empty() ? "the reader gives no reason" : "\"" + words + "\"";
}

/// Triangulating a polygon takes time quadratic in the number of its corners.
void check_corners(const aiScene& scene, const std::string& where) {
  constexpr unsigned kMostCorners = 10000;
  for (unsigned m = 0; m < scene.mNumMeshes; ++m)
    for (unsigned f = 0; f < scene.mMeshes[m]->mNumFaces; ++f)
      if (const unsigned corners = scene.mMeshes[m]->mFaces[f].mNumIndices; corners > kMostCorners)
        fail<DataError>("{}: a face has {} corners; at most {} are read: split it", where, corners,
                        kMostCorners);
}

const aiScene& read_scene(Assimp::Importer& importer, const std::string& name, unsigned checks,
                          const std::string& where) {
  const aiScene* scene = nullptr;
  std::string reason;
  try {
    scene = importer.ReadFile(name, checks);
    if (scene != nullptr) check_corners(*scene, where);
    if (scene != nullptr)
      scene = importer.ApplyPostProcessing(aiProcess_Triangulate | aiProcess_SortByPType |
                                           aiProcess_PreTransformVertices);
    reason = importer.GetErrorString();
  } catch (const Error&) {
    throw;
  } catch (const std::bad_alloc&) {
    reason = "it needs more memory than is available";
  } catch (const std::exception& error) {
    reason = error.what();
  }
  if (scene == nullptr)
    fail<DataError>("{}: cannot read the mesh: {}", where, quoted_reason(reason));
  return *scene;
}

MeshFile read_ply_mesh(std::string_view bytes, const std::string& where, MeshColours colours,
                       const NeighbourFiles& neighbours) {
  PlyMesh ply = read_ply(bytes, where);
  MeshFile out{std::move(ply.mesh), {}, {}};
  if (colours == MeshColours::ignored) {
    out.mesh.colour = {};
  } else if (!ply.texture.empty() && !out.mesh.colour.texture_points.empty()) {
    try {
      if (const auto picture = neighbours ? neighbours(ply.texture) : std::nullopt) {
        out.mesh.colour.materials = {{{1, 1, 1}, decode_texture(*picture, ply.texture)}};
        out.mesh.colour.triangle_materials.assign(out.mesh.triangles.size(), 0);
      } else {
        out.notes.push_back(fmt::format(
            "the texture {} is not a regular file in the model's folder or below: put it there",
            ply.texture));
      }
    } catch (const DataError& error) {
      out.notes.emplace_back(error.what());
    }
  }
  return out;
}

MeshFile read_mesh_by_assimp(std::string_view bytes, const std::string& format,
                             const std::string& where, MeshColours colours,
                             const NeighbourFiles& neighbours) {
  turn_assimp_asserts_into_errors();
  Assimp::Importer importer;
  if (format.empty() || !importer.IsExtensionSupported("." + format))
    fail<DataError>("{}: meshes of the format '{}' are not supported: convert it to OBJ or GLB",
                    where, format);
  importer.SetPropertyInteger(AI_CONFIG_PP_SBP_REMOVE,
                              aiPrimitiveType_POINT | aiPrimitiveType_LINE);
  // The materials of an OBJ file matter only for colours.
  const bool alone = format == "obj" && colours == MeshColours::ignored;
  const std::string name = "model." + format;
  auto* files = new ReadableFiles(name, bytes, alone ? NeighbourFiles() : neighbours);
  importer.SetIOHandler(files);  // the importer owns it now
  // Importers of other formats accept what later steps cannot handle: a mesh without faces.
  const unsigned checks = format == "obj" ? 0 : unsigned{aiProcess_ValidateDataStructure};
  const aiScene& scene = read_scene(importer, name, checks, where);

  MeshFile out;
  std::optional<SceneColours> scene_colours;
  if (colours == MeshColours::read)
    scene_colours.emplace(scene, format, format != "obj" || files->found(".mtl"), neighbours);
  for (unsigned i = 0; i < scene.mNumMeshes; ++i) {
    const std::size_t triangles = append(*scene.mMeshes[i], out.mesh);
    if (scene_colours) scene_colours->add(*scene.mMeshes[i], triangles);
  }
  if (scene_colours) {
    out.mesh.colour = scene_colours->take();
    out.notes = scene_colours->notes();
  }
  return out;
}

}  // namespace

const std::vector<std::string>& mesh_formats() {
  static const std::vector<std::string> formats{"obj", "glb", "gltf", "3mf", "ply", "off", "stl"};
  return formats;
}

MeshFile read_mesh_from_memory(std::string_view bytes, const std::string& format,
                               const std::string& where, MeshColours colours,
                               const NeighbourFiles& neighbours) {
  MeshFile out;
  if (format == "ply") {
    out = read_ply_mesh(bytes, where, colours, neighbours);
  } else if (format == "obj") {
    const PlainObj plain = plain_obj(bytes, where);
    out = read_mesh_by_assimp(plain.text, format, where, colours, neighbours);
    out.origin = plain.origin;
  } else {
    out = read_mesh_by_assimp(bytes, format, where, colours, neighbours);
  }
  if (out.mesh.triangles.empty()) fail<DataError>("{}: the mesh has no triangles", where);
  note_lost_digits(out);
  if (colours == MeshColours::read && out.mesh.colour.empty())
    out.notes.emplace_back("the model has no colours");
  return out;
}

MeshFile read_mesh(const std::filesystem::path& path, MeshColours colours) {
  std::string format = path.extension().string();
  if (!format.empty()) format.erase(0, 1);
  return read_mesh_from_memory(read_text_up_to(path, kMostMeshBytes), lower_case(format),
                               path.string(), colours, neighbours_in(path.parent_path()));
}

}  // namespace iggan
