#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <string>

#include <iggan/config/fields.h>
#include <iggan/experiments/probe.h>
#include <iggan/metrics/metric_value.h>

namespace iggan {

/// The picture with the lowest PSNR, and its pixel with the greatest difference.
struct WorstPicture {
  std::size_t picture = 0;
  double psnr = kUnknown;
  std::array<int, 2> pixel{};
  double difference = kUnknown;  // there, [0, 1]

  IGGAN_FIELDS(picture, psnr, pixel, difference)
};

/// How two renderers' pictures of one probe differ. PSNR and SSIM use pictures as training sees
/// them (8 bits, sRGB); silhouettes use pixels that are more than half covered.
struct PictureComparison {
  std::size_t pictures = 0;
  std::size_t equal = 0;   // of these, the same in every 8-bit sample
  bool exact = false;      // all samples of all pictures are the same to the last bit of the float
  double psnr = kUnknown;  // decibels, mean over the pictures that are not equal
  double ssim = kUnknown;
  double silhouette_iou = kUnknown;  // mean; 1 for two empty pictures
  double mirrored_iou = kUnknown;    // the same, with the second's pictures mirrored left to right
  double upside_down_iou = kUnknown;
  std::string diagnosis;              // an obvious fault, for people; empty if there is none
  std::optional<WorstPicture> worst;  // if not all are equal

  /// "exact" or "equal" if all pictures are; else empty.
  [[nodiscard]] std::string equality() const;

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    using config::figure;
    visit("pictures", self.pictures, "compared");
    visit("equal_pictures", self.equal, "the same in every 8-bit sample");
    visit("exact", self.exact, "the same to the last bit");
    visit("psnr", self.psnr, "decibels, of those that are not equal", figure());
    visit("ssim", self.ssim, "mean", figure());
    visit("silhouette_iou", self.silhouette_iou, "mean", figure());
    visit("mirrored_iou", self.mirrored_iou, "with the second mirrored", figure());
    visit("upside_down_iou", self.upside_down_iou, "with the second upside down", figure());
    visit("diagnosis", self.diagnosis, "what is plainly wrong");
    visit("worst", self.worst, "the picture that differs most");
  }
};
/// @param first, second  pictures of the same views, in the same order.
[[nodiscard]] PictureComparison compare_pictures(const ProbePictures& first,
                                                 const ProbePictures& second,
                                                 const ImageTransfer& transfer);
/// The first picture, the second, and their difference, side by side.
[[nodiscard]] ImageU8 difference_image(const ImageU8& first, const ImageU8& second);

}  // namespace iggan
