#pragma once
#include <cstddef>

#include <iggan/config/fields.h>
#include <iggan/experiments/probe.h>

namespace iggan {

/// How two renderers' answers to one probe differ. PSNR and SSIM are of pictures as training sees
/// them (8 bits, sRGB), silhouettes of pixels that are more than half covered.
struct PictureComparison {
  std::size_t pictures = 0;
  std::size_t equal = 0;  // of them the same in every 8-bit sample
  bool exact = false;     // all samples of all pictures are the same to the last bit of the float
  double psnr = 0;        // decibels, mean over the pictures that are not equal
  double ssim = 0;
  double silhouette_iou = 0;  // mean; 1 for two empty pictures
  double mirrored_iou = 0;    // the same, the second's pictures mirrored left to right
  double upside_down_iou = 0;
  std::size_t worst = 0;  // the picture of least PSNR
  double worst_psnr = 0;
  int worst_x = 0, worst_y = 0;  // its pixel of greatest difference
  double worst_difference = 0;   // there, [0, 1]

  /// What is plainly wrong, for people; empty if nothing is.
  [[nodiscard]] std::string diagnosis() const;
};
/// @param first, second  of the same pictures, in the same order.
[[nodiscard]] PictureComparison compare_pictures(const ProbePictures& first,
                                                 const ProbePictures& second,
                                                 const ImageTransfer& transfer);
/// psnr is null where all pictures are equal.
[[nodiscard]] config::Json to_json(const PictureComparison& comparison);

/// The first picture, the second, and their difference, side by side.
[[nodiscard]] ImageU8 difference_image(const ImageU8& first, const ImageU8& second);

}  // namespace iggan
