#include <iggan/formats/sweet_home_3d.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <sstream>

#include <iggan/base/error.h>
#include <iggan/base/lower_case.h>
#include <iggan/formats/java_properties.h>
#include <iggan/formats/mesh_file.h>
#include <iggan/geometry/mesh_geometry.h>

namespace iggan {
namespace {

using Properties = std::map<std::string, std::string>;

/// The property files of an installed catalogue, and of Sweet Home 3D's own archive.
constexpr const char* kPropertyFiles[] = {
    "PluginFurnitureCatalog.properties",
    "com/eteks/sweethome3d/io/DefaultFurnitureCatalog.properties",
    "com/eteks/sweethome3d/io/ContributedFurnitureCatalog.properties",
};

std::string value_of(const Properties& properties, const std::string& key) {
  const auto found = properties.find(key);
  if (found == properties.end()) return {};
  const std::string& text = found->second;
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::vector<double> numbers_of(const std::string& text) {
  std::vector<double> numbers;
  std::istringstream words(text);
  std::string word;
  while (words >> word) {
    double number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error != std::errc() || end != word.data() + word.size() || !std::isfinite(number))
      return {};  // from_chars accepts "inf" and "nan"
    numbers.push_back(number);
  }
  return numbers;
}

/// The number under a key; empty if it is absent.
std::optional<double> number_of(const Properties& properties, const std::string& key) {
  const std::string text = value_of(properties, key);
  if (text.empty()) return std::nullopt;
  const std::vector<double> numbers = numbers_of(text);
  if (numbers.size() != 1) fail<DataError>("{} is '{}', not a number", key, text);
  return numbers[0];
}

CatalogueModel read_entry(const Properties& properties, int number) {
  const auto key = [&](const char* name) { return fmt::format("{}#{}", name, number); };
  CatalogueModel model;
  model.number = number;
  model.id = value_of(properties, key("id"));
  model.name = value_of(properties, key("name"));
  model.room = value_of(properties, key("category"));
  model.creator = value_of(properties, key("creator"));
  model.license = value_of(properties, key("license"));
  if (model.license.empty()) model.license = value_of(properties, "license");
  model.entry = value_of(properties, key("model"));
  if (!model.entry.empty() && model.entry[0] == '/')
    model.entry.erase(0, 1);  // zip entries have no leading slash
  if (model.entry.empty()) fail<DataError>("{} is missing", key("model"));
  const char* const sides[] = {"width", "height", "depth"};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto side = number_of(properties, key(sides[axis]));
    if (!side || !(*side > 0)) fail<DataError>("{} is missing or not positive", key(sides[axis]));
    model.size_cm[axis] = *side;
  }
  model.elevation_cm = number_of(properties, key("elevation")).value_or(0);
  if (const std::string text = value_of(properties, key("modelRotation")); !text.empty()) {
    const std::vector<double> numbers = numbers_of(text);
    if (numbers.size() != 9)
      fail<DataError>("{} is '{}', expected 9 numbers", key("modelRotation"), text);
    std::copy(numbers.begin(), numbers.end(), model.rotation.begin());
  }
  return model;
}

/// The numbers N of all keys name#N, in order. Sweet Home 3D requires a name; an id is optional.
std::vector<int> entry_numbers(const Properties& properties) {
  const std::string prefix = "name#";
  std::vector<int> numbers;
  for (auto it = properties.lower_bound(prefix);
       it != properties.end() && it->first.rfind(prefix, 0) == 0; ++it) {
    const std::string digits = it->first.substr(prefix.size());
    int number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error == std::errc() && end == digits.data() + digits.size() && number > 0)
      numbers.push_back(number);
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

std::string folder_of(const std::string& entry) {
  const std::size_t slash = entry.rfind('/');
  return slash == std::string::npos ? std::string() : entry.substr(0, slash + 1);
}

}  // namespace

SweetHome3dCatalogue::SweetHome3dCatalogue(const std::filesystem::path& path) : archive_(path) {
  std::vector<const char*> files;
  for (const char* file : kPropertyFiles)
    if (archive_.contains(file)) files.push_back(file);
  if (files.empty())
    fail<DataError>("{} is not a Sweet Home 3D catalogue: it holds none of {}", path.string(),
                    fmt::join(kPropertyFiles, ", "));
  for (const char* file : files) {
    const Properties properties = parse_java_properties(archive_.read(file));
    if (id_.empty()) id_ = value_of(properties, "id");
    if (version_.empty()) version_ = value_of(properties, "version");
    for (const int number : entry_numbers(properties)) {
      try {
        models_.push_back(read_entry(properties, number));
      } catch (const DataError& error) {
        warnings_.push_back(fmt::format("{}: entry {} left out: {}", path.filename().string(),
                                        number, error.what()));
      }
    }
  }
  if (id_.empty()) id_ = path.stem().string();
  for (const std::string& entry : archive_.entries()) {
    const std::string folder = folder_of(entry);
    if (!folder.empty() &&
        lower_case(entry.substr(folder.size())).find("license") != std::string::npos)
      license_of_folder_.emplace(folder, entry);
    if (lower_case(entry) == "license.txt") license_of_folder_.emplace("", entry);
  }
}

MeshFile SweetHome3dCatalogue::read_model(const CatalogueModel& model, MeshColours colours) const {
  const std::string where = fmt::format("{}/{}", path().string(), model.entry);
  const std::string extension = lower_case(std::filesystem::path(model.entry).extension().string());
  MeshFile file = read_mesh_from_memory(archive_.read(model.entry),
                                        extension.empty() ? extension : extension.substr(1), where,
                                        colours, neighbours_of(archive_, model.entry));
  rotate(file.mesh, model.rotation);
  stretch_to(file.mesh, model.size_cm);
  return file;
}

std::string SweetHome3dCatalogue::license_entry(const CatalogueModel& model) const {
  for (const std::string& folder : {folder_of(model.entry), std::string()})
    if (const auto found = license_of_folder_.find(folder); found != license_of_folder_.end())
      return found->second;
  return {};
}

}  // namespace iggan
