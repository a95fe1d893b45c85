#include <iggan/pictures/photograph_duplicates.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <numeric>

#include <iggan/pictures/photograph_frame.h>
#include <iggan/scene/image_transfer.h>

namespace iggan {
namespace {

constexpr int kThumbnailSide = 24;  // pixels, or slightly less
// Of 255, over all samples. Another format, size or JPEG quality changes less; another photograph
// of the same object changes more.
constexpr double kNearlySame = 2.0;

double mean_of_bytes(const PictureThumbnail& thumbnail) {
  return std::accumulate(thumbnail.bytes.begin(), thumbnail.bytes.end(), 0.0) /
         static_cast<double>(thumbnail.bytes.size());
}

double mean_difference(const PictureThumbnail& a, const PictureThumbnail& b) {
  int sum = 0;
  for (std::size_t i = 0; i < a.bytes.size(); ++i) sum += std::abs(a.bytes[i] - b.bytes[i]);
  return static_cast<double>(sum) / static_cast<double>(a.bytes.size());
}

}  // namespace

PictureThumbnail thumbnail_of(const ImageF32& framed) {
  const ImageF32 small = reduced(framed, kThumbnailSide);
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
  // Means differ no more than samples do on average, so only pictures with similar means are
  // compared.
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
