#include <iggan/report/score_columns.h>

#include <algorithm>

namespace iggan {

ReportColumn score_column(const std::string& title) {
  static const ReportColumn scores[] = {
      {"CPU min", Better::neither, "processor time of the training"},
      {"cut", Better::neither, "occupancy above which a voxel is solid"},
      {"FD", Better::low, "Fréchet distance of picture features"},
      {"KID", Better::low, "kernel distance of picture features"},
      {"±", Better::neither, "its deviation over subsets"},
      {"precision", Better::high, "share of renders that look like pictures"},
      {"recall", Better::high, "share of pictures that look like renders"},
      {"renders", Better::neither, "pictures of the samples"},
      {"pictures", Better::neither, "pictures that they are compared with"},
      {"IoU", Better::high, "mean of each sample's best match, all samples turned by one yaw"},
      {"own yaw", Better::high, "the same, each sample in its own best pose"},
      {"air IoU", Better::high,
       "IoU of the room that a shape leaves in its bounding box; 0 for cuboids"},
      {"own yaw, air", Better::high, "the same, each sample in its own best pose"},
      {"cavity", Better::high,
       "share of the nearest shapes' hidden air, which no silhouette shows, that the samples have"},
      {"its precision", Better::high, "share of the samples' hidden air that those shapes have"},
      {"copies", Better::neither, "samples with an IoU above 0.9"},
      {"sources", Better::high, "source models among the nearest neighbours"},
      {"own yaw, sources", Better::high, "the same, each sample in its own best pose"},
      {"COV", Better::high,
       "coverage by Chamfer distance, at equal numbers of samples and training shapes"},
      {"1-NNA", Better::neither,
       "leave-one-out accuracy of a nearest-neighbour test; 0.5 is ideal"},
      {"largest", Better::high, "share of the solid in its largest piece"},
      {"filled", Better::neither, "mean share of solid cells"},
      {"held-out IoU", Better::high, "IoU against shapes that no picture showed"},
      {"held-out air", Better::high, "air IoU against them"},
  };
  const auto found = std::find_if(std::begin(scores), std::end(scores),
                                  [&](const ReportColumn& one) { return one.title == title; });
  return found == std::end(scores) ? ReportColumn{title} : *found;
}

}  // namespace iggan
