#pragma once
#include <memory>
#include <string>

#include <iggan/config/fields.h>
#include <iggan/features/feature_matrix.h>
#include <iggan/pictures/pictures.h>

namespace iggan {

/// What must accompany every number computed with an extractor.
struct ExtractorFacts {
  std::string name;       // "furniture", "furniture-rgb", or the file's name without extension
  std::string metric;     // of its Fréchet distance: "fid" for the network of FID, else "fd[name]"
  std::string sha256;     // of the file
  std::string interface;  // "furniture", "return_features" or "plain"
  std::string resize;     // what is done to pictures before the network sees them

  IGGAN_FIELDS(name, metric, sha256, interface, resize)
};

/// Turns pictures into features. Results do not depend on batching, except for rounding.
class FeatureExtractor {
 public:
  virtual ~FeatureExtractor() = default;
  [[nodiscard]] const ExtractorFacts& facts() const { return facts_; }
  /// @throws DataError when the network fails or returns anything but [N, width].
  [[nodiscard]] FeatureMatrix extract(const Pictures& pictures) const;
  /// The number of features per picture, found with a trial picture. A Fréchet distance needs at
  /// least as many pictures.
  [[nodiscard]] std::size_t width() const;

 protected:
  explicit FeatureExtractor(ExtractorFacts facts) : facts_(std::move(facts)) {}

 private:
  /// @param pictures [N, 1 or 3, H, W] float32 in [0, 255].
  /// @return         [N, width].
  [[nodiscard]] virtual at::Tensor features(const at::Tensor& pictures) const = 0;
  ExtractorFacts facts_;
};

/// Whether a file that is a program may run.
enum class Trust { none, given };

/// Opens the extractor that comes with iggan ("furniture" sees luminance, "furniture-rgb" each of
/// the three channels separately), or a file: weights of `iggan features train`, or TorchScript. A
/// TorchScript network gets [N, 3, H, W] float32 in [0, 255] (gray is repeated) and returns [N,
/// width]. One with a keyword `return_features`, such as NVIDIA's inception-2015-12-05.pt, is
/// called with it, on pictures resized to 299 x 299; any other gets pictures as they are.
/// @param trust  TorchScript is a program that can read, write and delete whatever the user can, as
///               soon as it is loaded. It is opened only if trust is given.
/// @throws DataError naming the file.
[[nodiscard]] std::unique_ptr<FeatureExtractor> open_feature_extractor(const std::string& name,
                                                                       Trust trust = Trust::none);

}  // namespace iggan
