#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <iggan/scene/camera.h>

/// A position in a picture, in pixels from its top left corner; pixel centres are at one half.
struct Place {
  double x = 0, y = 0;
};

/// Where points of the world appear in a camera's picture, which is placed at an offset.
struct Lens {
  iggan::Camera camera;
  double width = 1, height = 1;
  Place offset;

  [[nodiscard]] Place operator()(const iggan::Vec3& world) const {
    using namespace iggan;  // Vec3 is a std::array: its operators are not found by
                            // argument-dependent lookup
    const auto axis = [&](std::size_t column) {
      return Vec3{camera.to_world[4 * column], camera.to_world[4 * column + 1],
                  camera.to_world[4 * column + 2]};
    };
    const Vec3 seen = world - axis(3);
    const double depth = -dot(seen, axis(2));
    const double half_height = camera.kind == CameraKind::perspective
                                   ? depth * std::tan(camera.yfov / 2.0)
                                   : double(camera.ymag);
    const double scale = height / 2 / half_height;
    return {offset.x + width / 2 + scale * dot(seen, axis(0)),
            offset.y + height / 2 - scale * dot(seen, axis(1))};
  }
};

/// Text and lines over a picture and in its margins.
class Annotations {
 public:
  enum class Anchor { start, middle, end };

  Annotations(Place low_margin, Place high_margin) : low_(low_margin), high_(high_margin) {}

  void text(Place at, const std::string& words, Anchor anchor = Anchor::start,
            const std::string& colour = "#222", double size = 14) {
    const char* side = anchor == Anchor::start    ? "start"
                       : anchor == Anchor::middle ? "middle"
                                                  : "end";
    body_ += fmt::format(
        "<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" font-size=\"{:g}\" fill=\"{}\" "
        "stroke=\"white\" stroke-width=\"3\" paint-order=\"stroke\">{}</text>\n",
        at.x, at.y, side, size, colour, words);
  }
  void title(Place at, const std::string& words) {
    body_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" font-weight=\"bold\">{}</text>\n", at.x,
                         at.y, words);
  }
  /// @param dashes  an SVG dash pattern, such as "4 3"; empty: a solid line.
  void line(const std::vector<Place>& places, const std::string& colour, double width = 1.5,
            const std::string& dashes = "") {
    std::string points;
    for (const Place& place : places) points += fmt::format("{:.1f},{:.1f} ", place.x, place.y);
    body_ += fmt::format(
        "<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{:g}\"{}/>\n", points,
        colour, width, dashes.empty() ? "" : " stroke-dasharray=\"" + dashes + "\"");
  }
  /// A line with a head at its last position.
  void arrow(const std::vector<Place>& places, const std::string& colour, double width = 2) {
    line(places, colour, width);
    const Place tip = places.back(), from = places[places.size() - 2];
    const double length = std::max(1e-9, std::hypot(tip.x - from.x, tip.y - from.y));
    const double ux = (tip.x - from.x) / length, uy = (tip.y - from.y) / length;
    constexpr double kLong = 9, kHalfWide = 4;
    body_ +=
        fmt::format("<polygon points=\"{:.1f},{:.1f} {:.1f},{:.1f} {:.1f},{:.1f}\" fill=\"{}\"/>\n",
                    tip.x + 3 * ux, tip.y + 3 * uy, tip.x - kLong * ux + kHalfWide * uy,
                    tip.y - kLong * uy - kHalfWide * ux, tip.x - kLong * ux - kHalfWide * uy,
                    tip.y - kLong * uy + kHalfWide * ux, colour);
  }
  void dot(Place at, const std::string& colour, double radius = 3) {
    body_ += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:g}\" fill=\"{}\"/>\n", at.x,
                         at.y, radius, colour);
  }

  /// The picture, embedded, with everything that was added.
  [[nodiscard]] std::string svg(const std::string& png_file, int width, int height) const {
    const double all_x = low_.x + width + high_.x, all_y = low_.y + height + high_.y;
    return fmt::format(
               "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:g}\" height=\"{1:g}\" "
               "viewBox=\"{2:g} {3:g} {0:g} {1:g}\" font-family=\"sans-serif\" font-size=\"15\" "
               "fill=\"#222\">\n"
               "<rect x=\"{2:g}\" y=\"{3:g}\" width=\"{0:g}\" height=\"{1:g}\" fill=\"white\"/>\n"
               "<image width=\"{4}\" height=\"{5}\" href=\"data:image/png;base64,{6}\"/>\n",
               all_x, all_y, -low_.x, -low_.y, width, height, base64(png_file)) +
           body_ + "</svg>\n";
  }

 private:
  static std::string base64(const std::string& bytes) {
    constexpr const char* kDigits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
      std::uint32_t group = 0;
      for (std::size_t i = 0; i < 3; ++i)
        group =
            group << 8 | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0u);
      for (std::size_t i = 0; i < 4; ++i)
        text += at + i <= bytes.size() ? kDigits[group >> (18 - 6 * i) & 63u] : '=';
    }
    return text;
  }

  Place low_, high_;
  std::string body_;
};
