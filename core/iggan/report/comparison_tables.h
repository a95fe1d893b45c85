#pragma once
#include <string>
#include <vector>

#include <iggan/config/fields.h>
#include <iggan/page/blocks.h>

/// Tables of a comparison.json.
namespace iggan {

/// Why cells of a stage failed, and renderers could not judge a generator.
[[nodiscard]] std::vector<std::string> reasons_of_failures(const config::Json& summary,
                                                           const std::string& stage);
/// How often that was so, in all stages.
[[nodiscard]] std::size_t failures(const config::Json& summary);

/// Each renderer: what it is, its speed, whether it repeats itself.
[[nodiscard]] ReportTable renderer_table(const config::Json& summary);

/// Renderers against each other; "exact" where every bit is the same.
/// @param figure  a key of the pairs: psnr, ssim or silhouette_iou.
[[nodiscard]] ReportTable pair_matrix(const config::Json& summary, const std::string& figure,
                                      const std::string& caption, int digits);

/// What was learned from a renderer (row) as another judges it (column).
/// @param figure  a place in a judgement, such as "/psnr".
[[nodiscard]] ReportTable cross_table(const config::Json& summary, const std::string& stage,
                                      const std::string& figure, const std::string& caption,
                                      int digits, Better better);

/// Each generator: its training and its shapes.
[[nodiscard]] ReportTable generator_table(const config::Json& summary);

}  // namespace iggan
