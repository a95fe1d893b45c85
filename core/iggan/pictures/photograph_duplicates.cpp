#include <iggan/pictures/photograph_duplicates.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <map>
#include <numeric>

#include <iggan/pictures/photograph_frame.h>
#include <iggan/scene/image_transfer.h>

namespace iggan {
namespace {

constexpr int kThumbnailSide = 24;  // pixels
// Limits of the difference, of 255, on average over all samples and in the worst one. A different
// format, size or JPEG quality changes less; a different photograph of the same object changes
// more.
constexpr double kNearlySame = 4.0;
constexpr int kNearlySameAnywhere = 128;

double mean_of_bytes(const PictureThumbnail& thumbnail) {
  return std::accumulate(thumbnail.bytes.begin(), thumbnail.bytes.end(), 0.0) /
         static_cast<double>(thumbnail.bytes.size());
}

/// Infinite if one sample differs by too much.
double mean_difference(const PictureThumbnail& a, const PictureThumbnail& b) {
  int sum = 0, worst = 0;
  for (std::size_t i = 0; i < a.bytes.size(); ++i) {
    const int difference = std::abs(a.bytes[i] - b.bytes[i]);
    sum += difference;
    worst = std::max(worst, difference);
  }
  if (worst > kNearlySameAnywhere) return std::numeric_limits<double>::infinity();
  return static_cast<double>(sum) / static_cast<double>(a.bytes.size());
}

}  // namespace

PictureThumbnail thumbnail_of(const ImageF32& rgba, const PixelBox& box) {
  const ImageF32 small = framed(rgba, box, {kThumbnailSide, kThumbnailSide, 0});
  PictureThumbnail thumbnail;
  for (std::size_t i = 0; i < small.samples.size(); ++i) {
    const float value = std::clamp(small.samples[i], 0.0f, 1.0f);
    const float encoded = i % 4 == 3 ? value : srgb_encode(value);
    thumbnail.bytes.push_back(static_cast<std::uint8_t>(255.0f * encoded + 0.5f));
  }
  return thumbnail;
}

std::vector<Duplicate> find_duplicates(const std::vector<PictureThumbnail>& thumbnails) {
  std::vector<Duplicate> found;
  // The means of two pictures differ by no more than their samples do on average, so only pictures
  // with similar means are compared.
  std::multimap<double, std::size_t> originals;
  for (std::size_t i = 0; i < thumbnails.size(); ++i) {
    if (thumbnails[i].bytes.empty()) continue;
    const double mean = mean_of_bytes(thumbnails[i]);
    Duplicate nearest{i, 0, false};
    double difference = kNearlySame;
    bool any = false;
    for (auto other = originals.lower_bound(mean - kNearlySame);
         other != originals.end() && other->first <= mean + kNearlySame; ++other) {
      const double apart = mean_difference(thumbnails[i], thumbnails[other->second]);
      if (apart > difference || (any && apart == difference)) continue;
      any = true;
      difference = apart;
      nearest.original = other->second;
    }
    nearest.same = difference == 0;
    if (any) {
      found.push_back(nearest);
    } else {
      originals.emplace(mean, i);
    }
  }
  return found;
}

}  // namespace iggan
