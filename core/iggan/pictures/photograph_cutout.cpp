#include <iggan/pictures/photograph_cutout.h>

#include <algorithm>

#include <fmt/format.h>

#include <iggan/pictures/background_rim.h>

namespace iggan {
namespace {

constexpr float kVisible = 1.0f / 16;    // alpha from which a pixel counts as part of the object
constexpr double kPiece = 0.05;          // of the largest piece: smaller ones are left out
constexpr double kSecondObject = 0.25;   // of the largest piece: larger ones are objects too
constexpr double kWorthTelling = 0.002;  // of the largest piece: smaller specks are not reported
constexpr double kFaintEdge = 0.2, kHoles = 0.01;  // fractions above which a key is doubtful
constexpr double kLostOutline = 0.1;               // of width plus height
constexpr double kRectangle = 0.985;  // of its box; a frame around a picture fills more

bool hides_anything(const ImageF32& rgba) {
  for (std::size_t i = 3; i < rgba.samples.size(); i += 4)
    if (rgba.samples[i] < 0.5f) return true;
  return false;
}

/// Percent, with a decimal if it is small.
std::string percent(double share) {
  return fmt::format("{:.{}f} %", 100 * share, share < 0.1 ? 1 : 0);
}

/// @return whether there is an object.
bool key_out(ImageF32& rgba, const BackgroundKey& key, PhotographRecord& record) {
  const KeyFindings found = remove_background(rgba, key);
  if (!found.removed) {
    const std::string what = key.kind == BackgroundKey::Kind::automatic
                                 ? "of its border has one colour (the likeliest is "
                                 : "of its border has the colour of the key (";
    record.add(Remark::no_background,
               fmt::format("{} {}{}); cut the object out, or give {}", percent(found.even_share),
                           what, hex_colour(found.colour),
                           key.kind == BackgroundKey::Kind::automatic
                               ? "the background's colour with --key"
                               : "another colour, or auto, with --key"));
    return false;
  }
  if (found.faint_share > kFaintEdge)
    record.add(Remark::doubtful_edge,
               fmt::format("{} of its edge hardly differs from the background {}",
                           percent(found.faint_share), hex_colour(found.colour)));
  if (found.lost_outline > kLostOutline)
    record.add(Remark::doubtful_edge,
               fmt::format("there are outlines in the removed part: perhaps a part of the object "
                           "has the colour of the background {}",
                           hex_colour(found.colour)));
  if (found.hole_share > kHoles)
    record.add(Remark::holes,
               fmt::format("{} of the object's pixels have the background's colour but are kept",
                           percent(found.hole_share)));
  return true;
}

/// The pieces that are the object, and their box. The others become transparent.
PixelBox keep_object(ImageF32& rgba, const MaskComponents& components, PhotographRecord& record) {
  const std::vector<std::size_t> order = components.by_size();
  const auto largest = static_cast<double>(components.all[order.front()].pixels);
  std::vector<bool> kept(components.all.size(), false);
  PixelBox box;
  std::size_t objects = 0, left_out = 0, reported = 0;
  double left_out_pixels = 0;
  for (const std::size_t i : order) {
    const MaskComponent& piece = components.all[i];
    const double share = static_cast<double>(piece.pixels) / largest;
    kept[i] = share >= kPiece;
    objects += share >= kSecondObject;
    if (kept[i]) {
      box.include(piece.box);
    } else {
      ++left_out;
      left_out_pixels += share;
      reported += share >= kWorthTelling;
    }
  }
  if (objects > 1)
    record.add(Remark::several_objects,
               fmt::format("{} pieces of about the same size; use one picture for each", objects));
  if (reported > 0)
    record.add(Remark::pieces_left_out,
               fmt::format("{} small piece{} next to the object, {} of its size in total", left_out,
                           left_out == 1 ? "" : "s", percent(left_out_pixels)));
  for (std::size_t pixel = 0; pixel < components.labels.size(); ++pixel) {
    const int label = components.labels[pixel];
    if (label > 0 && !kept[static_cast<std::size_t>(label - 1)])
      std::fill_n(&rgba.samples[4 * pixel], 4, 0.0f);
  }
  return box;
}

void take_rim_off(CutOut& cut, PhotographRecord& record) {
  const RimFindings rim = remove_rim(cut.rgba);
  if (!rim.removed) return;
  record.add(Remark::rim_removed, fmt::format("up to {} pixels of {} along its edge", rim.width,
                                              hex_colour(rim.colour)));
  PhotographRecord ignored;  // pieces were already reported, and remains of the rim need no report
  const MaskComponents left = find_components(cut.rgba, kVisible);
  if (!left.all.empty()) cut.box = keep_object(cut.rgba, left, ignored);
}

/// The side of the picture that most of the object touches, and the fraction of the object's extent
/// along that side that touches it.
struct BorderContact {
  double share = 0;
  const char *side = "", *extent = "";
  int sides = 0;  // number of sides that are touched at all
};

BorderContact contact_with_border(const CutOut& cut) {
  const int last_x = cut.rgba.width - 1, last_y = cut.rgba.height - 1;
  const auto opaque = [&](int x, int y) {
    return cut.rgba.samples[cut.rgba.index(x, y, 3)] > 0.5f ? 1 : 0;
  };
  int top = 0, bottom = 0, left = 0, right = 0;
  for (int x = 0; x <= last_x; ++x) {
    top += opaque(x, 0);
    bottom += opaque(x, last_y);
  }
  for (int y = 0; y <= last_y; ++y) {
    left += opaque(0, y);
    right += opaque(last_x, y);
  }
  BorderContact contact;
  const auto side = [&](const char* name, const char* extent, int count, int pixels) {
    contact.sides += count > 0;
    const double share = static_cast<double>(count) / std::max(1, pixels);
    if (share > contact.share) contact = {share, name, extent, contact.sides};
  };
  side("top", "width", top, cut.box.width());
  side("bottom", "width", bottom, cut.box.width());
  side("left", "height", left, cut.box.height());
  side("right", "height", right, cut.box.height());
  return contact;
}

/// An object in a photograph is complete only if it does not touch the border. A cut-out may have
/// been trimmed: then the object touches all sides, even with the full width of a flat base, and
/// that is not a fault.
void judge_border(const CutOut& cut, bool by_alpha, PhotographRecord& record) {
  constexpr double kPhotographed = 0.02, kCutOff = 0.5, kTrimmed = 0.3, kPoints = 0.1;
  const BorderContact contact = contact_with_border(cut);
  const std::string where = fmt::format("{} of the object's {} is on the {} border of the picture",
                                        percent(contact.share), contact.extent, contact.side);
  const bool trimmed = by_alpha && contact.sides == 4;
  if (!trimmed && contact.share > (by_alpha ? kCutOff : kPhotographed)) {
    record.add(Remark::touches_border, where);
  } else if (by_alpha && contact.share > (trimmed ? kTrimmed : kPoints)) {
    record.add(Remark::cut_off,
               where + (trimmed ? "; this is fine if the cut-out was trimmed to the object" : ""));
  }
}

}  // namespace

CutOut cut_out(DecodedImage photograph, const CutOutOptions& options, PhotographRecord& record) {
  const BackgroundKey& key = options.key;
  CutOut cut{std::move(photograph.rgba), {}};
  const bool by_alpha = hides_anything(cut.rgba);
  if (!by_alpha && key.kind == BackgroundKey::Kind::none) {
    record.add(Remark::whole_picture,
               "without alpha and without a key, the whole picture counts as the object");
    cut.box = {0, 0, cut.rgba.width, cut.rgba.height};
    return cut;
  }
  if (!by_alpha && !key_out(cut.rgba, key, record)) return cut;
  const MaskComponents components = find_components(cut.rgba, kVisible);
  if (components.all.empty()) {
    record.add(Remark::blank, by_alpha ? "all of it is transparent"
                                       : "all of it has the colour of the background");
    return cut;
  }
  cut.box = keep_object(cut.rgba, components, record);
  judge_border(cut, by_alpha, record);
  if (by_alpha && options.defringe) take_rim_off(cut, record);
  if (!by_alpha && components.visible_pixels() > kRectangle * cut.box.width() * cut.box.height())
    record.add(Remark::doubtful_edge, "it is a rectangle: perhaps a picture with a frame");
  return cut;
}

}  // namespace iggan
