#include <iggan/data/model_source.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <memory>
#include <optional>
#include <regex>
#include <set>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/base/lower_case.h>
#include <iggan/data/curated_exclusions.h>
#include <iggan/formats/binvox.h>
#include <iggan/formats/sweet_home_3d.h>
#include <iggan/geometry/mesh_geometry.h>

namespace iggan {
namespace fs = std::filesystem;

namespace {

constexpr const char* kInstalledFolder = "/usr/share/sweethome3d/furniture";
constexpr const char* kInstalledJar = "/usr/share/sweethome3d/sweethome3d.jar";
constexpr std::array<double, 9> kUpright{1, 0, 0, 0, 1, 0, 0, 0, 1};

/// The text in lower-case letters and digits, with all else replaced by single dashes; a long text
/// is cut and gets a hash.
std::string file_name_of(const std::string& text) {
  constexpr std::size_t kLongest = 120, kHashDigits = 12;  // of the 255 bytes that systems allow
  std::string name;
  for (const char c : lower_case(text)) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      name += c;
    else if (!name.empty() && name.back() != '-')
      name += '-';
  }
  if (name.size() > kLongest)
    name = name.substr(0, kLongest - kHashDigits - 1) + "-" +
           sha256_of_bytes(text.data(), text.size()).substr(0, kHashDigits);
  while (!name.empty() && name.back() == '-') name.pop_back();
  return name.empty() ? "model" : name;
}

std::regex compiled(const std::string& pattern) {
  try {
    return std::regex(pattern, std::regex::ECMAScript | std::regex::icase);
  } catch (const std::regex_error& error) {
    fail<ConfigError>("'{}' is not a regular expression: {}", pattern, error.what());
  }
}

/// The compiled patterns, and the list of the models found so far.
class ModelCollector {
 public:
  explicit ModelCollector(const ModelSelection& selection) : selection_(selection) {
    for (const CategoryRule& rule : selection.categories)
      patterns_.push_back(compiled(rule.pattern));
    if (!selection.exclude.empty()) exclude_ = compiled(selection.exclude);
  }

  void add_input(const fs::path& input) {
    const std::string extension = lower_case(input.extension().string());
    if (!fs::exists(input)) fail<DataError>("{} does not exist", input.string());
    if (fs::is_directory(input))
      add_folder(input);
    else if (extension == ".sh3f" || extension == ".jar")
      add_catalogue(input);
    else if (is_model_file(input))
      add_file(input, input.filename(), whole_path(input).parent_path().filename().string());
    else
      fail<DataError>("{}: expected a .sh3f catalogue, a model ({}), or a folder of models",
                      input.string(), model_extensions());
  }

  ModelList take() {
    note_axes();
    return std::move(list_);
  }
  /// @throws DataError with what happened to all models, when none is left.
  void check_any_left() const {
    if (!list_.models.empty()) return;
    constexpr std::size_t kMostReasons = 3;
    std::string reasons;
    for (std::size_t i = 0; i < std::min(kMostReasons, unreadable_.size()); ++i)
      reasons += "; " + unreadable_[i];
    fail<DataError>(
        "none of the {} models in the inputs is selected ({} matched a category but were "
        "excluded): widen --category or narrow --exclude{}{}",
        seen_, list_.left_out,
        unreadable_.empty() ? "" : fmt::format("; {} more cannot be used", unreadable_.size()),
        reasons);
  }

 private:
  /// The category of a name, empty if no rule matches. Only the start of a long name counts: the
  /// stack depth of matching grows with the name's length.
  std::optional<std::string> category_of(const std::string& whole, const std::string& folder) {
    constexpr std::size_t kMostBytes = 1024;
    const std::string name = whole.substr(0, kMostBytes);
    ++seen_;
    std::optional<std::string> category;
    if (selection_.categories.empty()) category = folder;
    for (std::size_t i = 0; i < patterns_.size() && !category; ++i)
      if (std::regex_search(name, patterns_[i])) category = selection_.categories[i].name;
    if (category && exclude_ && std::regex_search(name, *exclude_)) {
      ++list_.left_out;
      return std::nullopt;
    }
    return category;
  }

  void add_catalogue(const fs::path& path) {
    if (selection_.categories.empty())
      fail<ConfigError>("{} needs a category for its models: add e.g. --category 'sofa=sofa|couch'",
                        path.string());
    const auto catalogue = std::make_shared<const SweetHome3dCatalogue>(path);
    list_.warnings.insert(list_.warnings.end(), catalogue->warnings().begin(),
                          catalogue->warnings().end());
    unreadable_.insert(unreadable_.end(), catalogue->warnings().begin(),
                       catalogue->warnings().end());
    const std::string sha256 = sha256_of_file(path);
    for (const CatalogueModel& model : catalogue->models()) {
      const auto category = category_of(model.name, "");
      if (!category) continue;
      if (selection_.curated_exclude && curated_exclusion_reason(model.id) != nullptr) {
        ++list_.left_out;
        continue;
      }
      ModelSource source;
      source.model_id = model.id.empty() ? fmt::format("{}", model.number) : model.id;
      source.key = catalogue->id() + "/" + source.model_id;
      source.id = source.model_id;
      source.category = *category;
      source.name = model.name;
      source.room = model.room;
      source.creator = model.creator;
      source.license_statement = model.license;
      source.license = license_of(model.license, catalogue->id());
      source.license_file = catalogue->license_entry(model);
      source.archive = path.filename().string();
      source.archive_sha256 = sha256;
      source.entry = model.entry;
      source.catalogue_id = catalogue->id();
      source.catalogue_version = catalogue->version();
      source.size_cm = model.size_cm;
      source.rotation = model.rotation;
      source.floor = model.elevation_cm > 0 ? FloorCap::open : FloorCap::closed;
      source.open = [catalogue, model](MeshColours colours) {
        MeshFile file = catalogue->read_model(model, colours);
        return SourceModel{std::move(file.mesh), std::move(file.notes)};
      };
      source.license_text = [catalogue, entry = source.license_file] {
        return entry.empty() ? std::string() : catalogue->read(entry);
      };
      add(std::move(source));
    }
  }

  void add_folder(const fs::path& folder) {
    const ModelFiles files = model_files_in(folder);
    for (const std::string& unreadable : files.unreadable)
      list_.warnings.push_back(unreadable + "; what it holds is left out");
    if (files.taken.empty() && !files.unreadable.empty())
      fail<DataError>("{} holds no model that can be read; {}", folder.string(),
                      files.unreadable.front());
    if (files.taken.empty())
      fail<DataError>("{} holds no model ({})", folder.string(), model_extensions());
    if (files.repeated > 0)
      list_.warnings.push_back(
          fmt::format("{}: {} files left out: the same model is next to them in another format",
                      folder.string(), files.repeated));
    const std::string own_name = fs::canonical(folder).filename().string();
    for (const fs::path& file : files.taken) {
      const fs::path relative = file.lexically_relative(folder);  // a link keeps its own path
      const bool nested = relative.has_parent_path();
      add_file(file, fs::path(own_name) / relative, nested ? relative.begin()->string() : own_name);
    }
  }

  void add_file(const fs::path& path, const fs::path& name, const std::string& folder) {
    const auto category = category_of(name.generic_string(), folder);
    if (!category) return;
    ModelSource source;
    source.key = name.generic_string();
    source.id = fs::path(name).replace_extension().generic_string();
    source.category = *category;
    source.name = path.stem().string();
    source.license = {"NOASSERTION", ""};
    source.entry = name.generic_string();
    if (const std::string format = format_of(path); format == "binvox") {
      source.open = [path](MeshColours) { return SourceModel{read_binvox(path), {}}; };
    } else {
      source.axes = axes_of(format, selection_.up, selection_.front);
      source.rotation = rotation_upright(source.axes->up, source.axes->front);
      ++formats_[format];
      source.open = [path, rotation = source.rotation](MeshColours colours) {
        MeshFile file = read_mesh(path, colours);
        if (rotation != kUpright) rotate(file.mesh, rotation);
        return SourceModel{std::move(file.mesh), std::move(file.notes)};
      };
    }
    source.license_text = [] { return std::string(); };
    add(std::move(source));
  }

  /// One line for each format that does not define which way is up, or whose axes the user
  /// overrides.
  void note_axes() {
    for (const auto& [format, count] : formats_) {
      const ModelAxes axes = axes_of(format, selection_.up, selection_.front);
      if (axes.guessed)
        list_.warnings.push_back(
            fmt::format("{} .{} files, a format that does not say which way is up: up {} and front "
                        "{} are assumed, as usual; --up and --front change this",
                        count, format, to_string(axes.up), to_string(axes.front)));
      if (axes.overridden)
        list_.warnings.push_back(fmt::format(
            "{} .{} files, a format that defines its axes: --up and --front apply to them too, so "
            "up {} and front {} are used; if that is wrong, convert the other files to this format",
            count, format, to_string(axes.up), to_string(axes.front)));
    }
    if (formats_.empty() && (selection_.up || selection_.front))
      list_.warnings.emplace_back(
          "--up and --front change nothing: catalogues and voxels define their own axes");
  }

  void add(ModelSource source) {
    if (!keys_.insert(source.key).second) {
      list_.warnings.push_back(fmt::format("{}: given twice, used once", source.key));
      return;
    }
    const std::string base = file_name_of(source.id);
    source.id = base;
    for (int& n = numbers_[base]; !ids_.insert(source.id).second; ++n)
      source.id = fmt::format("{}-{}", base, n + 2);
    list_.models.push_back(std::move(source));
  }

  const ModelSelection& selection_;
  std::vector<std::regex> patterns_;
  std::optional<std::regex> exclude_;
  ModelList list_;
  std::set<std::string> keys_, ids_;
  std::map<std::string, int> numbers_;  // of models whose ids would be the same: there may be
                                        // thousands
  std::map<std::string, std::size_t> formats_;  // mesh files of each
  std::vector<std::string> unreadable_;         // entries of catalogues, each with its reason
  std::size_t seen_ = 0;
};

}  // namespace

ModelList list_models(const ModelSelection& selection) {
  ModelCollector collector(selection);
  for (const fs::path& input : selection.inputs) collector.add_input(input);
  collector.check_any_left();
  return collector.take();
}

std::vector<fs::path> installed_catalogues() {
  std::vector<fs::path> found;
  std::error_code absent;
  for (const auto& entry : fs::directory_iterator(kInstalledFolder, absent))
    if (entry.path().extension() == ".sh3f") found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  if (found.empty())
    fail<DataError>(
        "no INPUT is given and no catalogue is installed in {}: install the package "
        "sweethome3d-furniture, or name a .sh3f file or a folder",
        kInstalledFolder);
  return found;
}

fs::path installed_default_catalogue() {
  if (!fs::exists(kInstalledJar))
    fail<DataError>(
        "the default catalogue {} does not exist: install the package sweethome3d, or name "
        "the jar as INPUT",
        kInstalledJar);
  return kInstalledJar;
}

}  // namespace iggan
