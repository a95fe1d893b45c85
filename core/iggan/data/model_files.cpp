#include <iggan/data/model_files.h>

#include <algorithm>
#include <set>

#include <fmt/ranges.h>

#include <iggan/base/error.h>
#include <iggan/base/folder_listing.h>
#include <iggan/base/lower_case.h>
#include <iggan/formats/mesh_file.h>

namespace iggan {
namespace fs = std::filesystem;

namespace {

/// "binvox", then the meshes.
std::vector<std::string> model_formats() {
  std::vector<std::string> formats = mesh_formats();
  formats.insert(formats.begin(), "binvox");
  return formats;
}

std::size_t rank_of(const std::string& format) {
  const auto formats = model_formats();
  return static_cast<std::size_t>(std::find(formats.begin(), formats.end(), format) -
                                  formats.begin());
}

bool always_taken(const fs::path& file) {
  const std::string format = format_of(file);
  return format == "obj" || format == "binvox";
}

}  // namespace

ModelAxes axes_of(const std::string& format, std::optional<UpAxis> up,
                  std::optional<FrontAxis> front) {
  const bool stated = format == "gltf" || format == "glb" || format == "3mf";
  const UpAxis usual = format == "stl" || format == "3mf" ? UpAxis::z : UpAxis::y;
  ModelAxes axes;
  axes.up = up.value_or(usual);
  axes.front = front.value_or(usual_front(axes.up));
  axes.guessed = !up && !stated;
  axes.overridden = stated && (axes.up != usual || axes.front != usual_front(usual));
  (void)rotation_upright(axes.up, axes.front);  // throws for an invalid pair
  return axes;
}

std::string format_of(const fs::path& path) {
  const std::string extension = lower_case(path.extension().string());
  return extension.empty() ? extension : extension.substr(1);
}

bool is_model_file(const fs::path& path) {
  return rank_of(format_of(path)) < model_formats().size();
}

std::string model_extensions() {
  return fmt::format(".{} or .binvox", fmt::join(mesh_formats(), ", ."));
}

ModelFiles model_files_in(const fs::path& folder) {
  FolderListing listing = files_below(folder);
  std::vector<fs::path> files;
  std::copy_if(listing.files.begin(), listing.files.end(), std::back_inserter(files),
               is_model_file);
  std::sort(files.begin(), files.end(), [](const fs::path& a, const fs::path& b) {
    const std::size_t first = rank_of(format_of(a)), second = rank_of(format_of(b));
    return first != second ? first < second : a < b;
  });
  ModelFiles found;
  found.unreadable = std::move(listing.unreadable);
  for (const fs::path& link : listing.linked)
    found.unreadable.push_back(link.string() + ": it is a link to a folder, which is not followed");
  std::set<fs::path> names;
  for (const fs::path& file : files) {
    const bool fresh = names.insert(fs::path(file).replace_extension()).second;
    if (fresh || always_taken(file))
      found.taken.push_back(file);
    else
      ++found.repeated;
  }
  std::sort(found.taken.begin(), found.taken.end());
  return found;
}

}  // namespace iggan
