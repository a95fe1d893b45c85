// From files to a picture set: decode -> cut out -> frame -> judge -> write.
#include <iggan/pictures/photograph_set.h>

#include <algorithm>
#include <mutex>
#include <numeric>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/base/parallel.h>
#include <iggan/base/rng.h>
#include <iggan/base/shuffle.h>
#include <iggan/config/json_file.h>
#include <iggan/console/display_width.h>
#include <iggan/console/progress.h>
#include <iggan/formats/image_file.h>
#include <iggan/pictures/contact_sheet.h>
#include <iggan/pictures/photograph_cutout.h>
#include <iggan/pictures/photograph_duplicates.h>
#include <iggan/pictures/photograph_files.h>
#include <iggan/pictures/photograph_frame.h>
#include <iggan/pictures/picture_set.h>

namespace iggan {
namespace fs = std::filesystem;

namespace {

constexpr int kLeastSide = 8;               // pixels of a photograph, and of a picture
constexpr std::int64_t kLarge = 8'000'000;  // pixels: only one this large is decoded at a time
constexpr std::size_t kSheetPictures = 400;
constexpr int kSheetTile = 96;       // approximate pixels of a tile
constexpr int kFewPhotographs = 40;  // shapes have been learned from 48

/// The result for one file.
struct JudgedPhotograph {
  PhotographRecord record;
  ImageU8 picture;  // as training sees it
  PictureThumbnail thumbnail;
};

/// Turns files into pictures, one by one; thread-safe.
class PhotographStudio {
 public:
  PhotographStudio(const PhotographOptions& options, const SceneDistribution& scene)
      : options_(options),
        framing_{scene.width, scene.height, options.margin},
        transfer_(scene.transfer()) {}

  [[nodiscard]] JudgedPhotograph judge(const PhotographFile& file) {
    JudgedPhotograph judged;
    judged.record.file = file.name;
    try {
      make_picture(file, judged);
      if (!file.link.empty()) judged.record.add(Remark::link, "a link to " + file.link);
    } catch (const DataError& error) {
      judged.record.add(Remark::unreadable, printable(error.what()));
    } catch (const std::bad_alloc&) {
      judged.record.add(Remark::unreadable, "it needs more memory than is available");
    }
    return judged;
  }

 private:
  void make_picture(const PhotographFile& file, JudgedPhotograph& judged) {
    PhotographRecord& record = judged.record;
    const auto reader = file.open();
    record.width = reader->header().width;
    record.height = reader->header().height;
    record.sha256 = reader->sha256();
    if (std::min(record.width, record.height) < kLeastSide) {
      record.add(Remark::too_small, fmt::format("{}x{} pixels", record.width, record.height));
      return;
    }
    const CutOut cut = cut_out(decode(*reader, record), options_.cutting, record);
    if (record.refused()) return;
    const double scale = scale_of(cut.box, framing_);
    if (scale > 1) {
      record.add(scale > 2 ? Remark::too_small : Remark::enlarged,
                 fmt::format("the object has {}x{} pixels and is enlarged {:.1f} times",
                             cut.box.width(), cut.box.height(), scale));
      if (record.refused()) return;
    }
    const ImageF32 picture = framed(cut.rgba, cut.box, framing_);
    judged.thumbnail = thumbnail_of(cut.rgba, cut.box);
    judged.picture = transfer_.apply(picture);
  }

  /// Large photographs are decoded one at a time, to save memory, and reduced immediately.
  DecodedImage decode(ImageReader& reader, PhotographRecord& record) {
    std::unique_lock turn(large_, std::defer_lock);
    if (std::int64_t{record.width} * record.height > kLarge) turn.lock();
    DecodedImage decoded = reader.decode();
    for (const std::string& note : decoded.notes) record.add(Remark::decoding, printable(note));
    decoded.rgba = reduced_for(std::move(decoded.rgba), framing_.width, framing_.height);
    return decoded;
  }

  const PhotographOptions& options_;
  Framing framing_;
  ImageTransfer transfer_;
  std::mutex large_;
};

std::vector<JudgedPhotograph> judge_all(const PhotographOptions& options,
                                        const SceneDistribution& scene,
                                        const std::vector<PhotographFile>& files) {
  std::vector<JudgedPhotograph> judged(files.size());
  PhotographStudio studio(options, scene);
  ProgressLine progress("photographs", files.size());
  try {
    parallel_for(
        files.size(), options.jobs, [&](std::size_t i) { judged[i] = studio.judge(files[i]); },
        [&](std::size_t done) { progress.update(done); });
  } catch (const Interrupted& interrupt) {
    fail<Interrupted>("{} photographs; no pictures were kept", interrupt.what());
  }
  return judged;
}

void refuse_duplicates(std::vector<JudgedPhotograph>& judged) {
  std::vector<PictureThumbnail> thumbnails;
  for (JudgedPhotograph& one : judged) thumbnails.push_back(std::move(one.thumbnail));
  for (const Duplicate& duplicate : find_duplicates(thumbnails))
    judged[duplicate.index].record.add(
        Remark::duplicate, fmt::format("{}the same picture as {}", duplicate.same ? "" : "nearly ",
                                       judged[duplicate.original].record.file));
}

/// A picture of the set: a photograph, or its mirror image.
struct SetPicture {
  std::size_t photograph = 0;
  bool mirrored = false;
};

/// Returns the pictures in the set's order and records their numbers.
std::vector<SetPicture> order_pictures(const PhotographOptions& options,
                                       std::vector<JudgedPhotograph>& judged) {
  std::vector<SetPicture> order;
  for (std::size_t i = 0; i < judged.size(); ++i) {
    if (judged[i].record.refused()) continue;
    order.push_back({i, false});
    if (options.flip) order.push_back({i, true});
  }
  Rng rng(seed_for(options.seed, "photograph order"));
  shuffle(order, rng);
  for (std::size_t number = 0; number < order.size(); ++number) {
    auto& pictures = judged[order[number].photograph].record.pictures;
    pictures.insert(order[number].mirrored ? pictures.end() : pictures.begin(),
                    static_cast<int>(number));
  }
  return order;
}

PhotographReport report_of(const std::vector<JudgedPhotograph>& judged, std::size_t pictures) {
  PhotographReport report;
  report.pictures = static_cast<int>(pictures);
  for (const JudgedPhotograph& one : judged) {
    report.files.push_back(one.record);
    ++(one.record.refused() ? report.refused : report.taken);
    report.with_warning += one.record.verdict == Verdict::warning;
  }
  return report;
}

void check_usable(const PhotographReport& report, bool strict) {
  if (report.files.empty())
    fail<DataError>("there are no pictures in the inputs; {} other file{} skipped",
                    report.passed_over.size(), report.passed_over.size() == 1 ? " was" : "s were");
  if (report.taken == 0)
    fail<DataError>("no usable file among the inputs ({} examined); the verdicts say why",
                    report.files.size());
  if (strict && report.refused > 0)
    fail<DataError>("{} of {} files refused, and --strict allows none; nothing was written",
                    report.refused, report.files.size());
}

/// What training will see, in the order of the files, unmirrored.
ImageU8 photograph_sheet(const std::vector<JudgedPhotograph>& judged) {
  std::vector<ImageU8> tiles;
  for (const JudgedPhotograph& one : judged)
    if (!one.record.refused() && tiles.size() < kSheetPictures) tiles.push_back(one.picture);
  const int factor = tiles.empty() ? 1 : std::max(1, kSheetTile / tiles.front().width);
  for (ImageU8& tile : tiles) tile = magnified(tile, factor);
  return tile_images(tiles, 10);
}

std::string copy_photograph_attribution(const fs::path& from, const fs::path& folder) {
  if (from.empty()) return "";
  write_text_atomically(folder / "ATTRIBUTION.txt", read_text(from));
  return "Creators and licenses of the photographs are in ATTRIBUTION.txt.";
}

}  // namespace

SceneDistribution photograph_scene() {
  SceneDistribution scene;
  scene.camera.elevation_degrees = {-15, 45};  // for objects photographed from the side
  scene.camera.roll_degrees = {-10, 10};
  scene.camera.distance = {1.9, 2.2};  // photographs are framed by silhouette: sizes are uncertain
  // The light is unknown, so it is drawn again for each picture. Then shading that is painted
  // onto the shape cannot imitate the light.
  LightDistribution sky, lamp;
  sky.kind = LightKind::ambient;
  sky.strength = {0.3, 0.7};
  lamp.strength = {0.5, 2.5};
  lamp.azimuth_degrees = {-75, 75};
  lamp.elevation_degrees = {-10, 75};
  scene.lights.clear();
  scene.drawn_lights = {sky, lamp};
  // Photographs mostly have light backgrounds, and cut-outs keep a rim of the old background that
  // is invisible on white.
  scene.background = {1, 1, 1};
  scene.renderer_params = {{"normals", "smooth"}, {"samples_per_axis", 2}};
  scene.channels = 3;
  return scene;
}

PhotographReport make_photograph_set(const PhotographOptions& options,
                                     const SceneDistribution& scene, const fs::path& folder,
                                     const std::function<void(const PhotographReport&)>& judged,
                                     Log& log) {
  if (!(options.margin >= 0 && options.margin <= 0.45))
    fail<ConfigError>("margin: {} is not between 0 and 0.45", options.margin);
  check_scene(scene, "scene");
  if (std::min(scene.width, scene.height) < kLeastSide)
    fail<ConfigError>("pictures of {}x{} are too small: use at least {}x{}", scene.width,
                      scene.height, kLeastSide, kLeastSide);
  // The search comes first: the new folder may lie among the photographs.
  const PhotographFiles found = find_photographs(options.inputs);
  AtomicFolder output(folder);
  PictureManifest manifest;
  manifest.attribution = copy_photograph_attribution(options.attribution, output.path());

  std::vector<JudgedPhotograph> photographs = judge_all(options, scene, found.files);
  refuse_duplicates(photographs);
  const std::vector<SetPicture> order = order_pictures(options, photographs);
  PhotographReport report = report_of(photographs, order.size());
  report.passed_over = found.passed_over;
  judged(report);
  check_usable(report, options.strict);

  PictureSetWriter writer(output.path());
  for (const SetPicture& one : order) {
    const ImageU8& picture = photographs[one.photograph].picture;
    writer.add(one.mirrored ? mirrored(picture) : picture);
  }
  write_image(output.path() / kSheetName, photograph_sheet(photographs));
  config::write_json(output.path() / "photographs.json", config::to_json(report));
  manifest.tool_version = options.tool_version;
  manifest.seed = options.seed;
  manifest.scene = scene;
  manifest.photographs = PhotographFacts{report.taken, options.flip, options.margin};
  writer.finish(std::move(manifest));
  output.commit();
  if (report.taken < kFewPhotographs)
    log.warn("only {} photograph{}: about fifty are needed for recognisable shapes", report.taken,
             report.taken == 1 ? "" : "s");
  log.info("{} pictures of {}x{} from {} photograph{} in {}", writer.count(), scene.width,
           scene.height, report.taken, report.taken == 1 ? "" : "s", folder.string());
  return report;
}

}  // namespace iggan
