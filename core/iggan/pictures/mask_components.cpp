#include <iggan/pictures/mask_components.h>

#include <algorithm>
#include <numeric>

#include <iggan/base/error.h>

namespace iggan {

void PixelBox::include(const PixelBox& other) {
  if (width() <= 0 || height() <= 0) {
    *this = other;
    return;
  }
  left = std::min(left, other.left);
  top = std::min(top, other.top);
  right = std::max(right, other.right);
  bottom = std::max(bottom, other.bottom);
}

void PixelBox::include(int x, int y) {
  include(PixelBox{x, y, x + 1, y + 1});
}

double MaskComponents::visible_pixels() const {
  double pixels = 0;
  for (const MaskComponent& component : all) pixels += static_cast<double>(component.pixels);
  return pixels;
}

std::vector<std::size_t> MaskComponents::by_size() const {
  std::vector<std::size_t> order(all.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [this](std::size_t a, std::size_t b) { return all[a].pixels > all[b].pixels; });
  return order;
}

MaskComponents find_components(const ImageF32& rgba, float threshold) {
  IGGAN_CHECK(rgba.channels == 4);
  const int width = rgba.width, height = rgba.height;
  MaskComponents found;
  found.labels.assign(rgba.samples.size() / 4, 0);
  const auto visible = [&](std::size_t pixel) { return rgba.samples[4 * pixel + 3] > threshold; };
  std::vector<std::size_t> next;
  for (std::size_t first = 0; first < found.labels.size(); ++first) {
    if (found.labels[first] != 0 || !visible(first)) continue;
    MaskComponent& component = found.all.emplace_back();
    const int label = static_cast<int>(found.all.size());
    found.labels[first] = label;
    next.push_back(first);
    while (!next.empty()) {
      const std::size_t pixel = next.back();
      next.pop_back();
      const int x = static_cast<int>(pixel % static_cast<std::size_t>(width));
      const int y = static_cast<int>(pixel / static_cast<std::size_t>(width));
      ++component.pixels;
      component.box.include(x, y);
      for (int near_y = std::max(0, y - 1); near_y <= std::min(height - 1, y + 1); ++near_y)
        for (int near_x = std::max(0, x - 1); near_x <= std::min(width - 1, x + 1); ++near_x) {
          const std::size_t other =
              static_cast<std::size_t>(near_y) * static_cast<std::size_t>(width) +
              static_cast<std::size_t>(near_x);
          if (found.labels[other] != 0 || !visible(other)) continue;
          found.labels[other] = label;
          next.push_back(other);
        }
    }
  }
  return found;
}

}  // namespace iggan
