#pragma once
#include <array>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <iggan/formats/mesh_file.h>
#include <iggan/formats/zip_archive.h>

namespace iggan {

/// One piece of furniture in a catalogue, as its properties describe it (texts in UTF-8, English).
struct CatalogueModel {
  int number = 0;    // N of name#N
  std::string id;    // stable, e.g. "Scopia#sofa1", while names may repeat; may be empty
  std::string name;  // e.g. "Corner sofa"
  std::string room;  // the catalogue's own category, e.g. "Living room"
  std::string creator;
  std::string license;              // the model's own, else the catalogue's
  std::string entry;                // of the mesh in the archive
  std::array<double, 3> size_cm{};  // width along x, height along y, depth along z
  std::array<double, 9> rotation{1, 0, 0, 0, 1,
                                 0, 0, 0, 1};  // row-major, applied before stretching
  double elevation_cm = 0;                     // above 0 for objects that hang or stand on
                                               // something
};

/// A Sweet Home 3D furniture catalogue: a .sh3f file, or sweethome3d.jar with its default and
/// contributed catalogues. Thread-safe.
class SweetHome3dCatalogue {
 public:
  /// @throws DataError when the file is not a zip archive or holds no catalogue.
  explicit SweetHome3dCatalogue(const std::filesystem::path& path);

  [[nodiscard]] const std::filesystem::path& path() const { return archive_.path(); }
  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] const std::string& version() const { return version_; }
  /// In the order of their numbers.
  [[nodiscard]] const std::vector<CatalogueModel>& models() const { return models_; }
  /// A line for each entry that was left out, with the reason.
  [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }

  /// The mesh, rotated by modelRotation and stretched to size_cm, in cm: +Y up, front +Z. Materials
  /// and textures come from the archive.
  /// @throws DataError naming the archive and the entry.
  [[nodiscard]] MeshFile read_model(const CatalogueModel& model,
                                    MeshColours colours = MeshColours::ignored) const;
  /// The archive's entry with the model's license, else with the catalogue's; empty if neither.
  [[nodiscard]] std::string license_entry(const CatalogueModel& model) const;
  [[nodiscard]] std::string read(const std::string& entry) const { return archive_.read(entry); }

 private:
  ZipArchive archive_;
  std::string id_, version_;
  std::vector<CatalogueModel> models_;
  std::vector<std::string> warnings_;
  std::map<std::string, std::string> license_of_folder_;  // entries; "" is the entire archive
};

}  // namespace iggan
