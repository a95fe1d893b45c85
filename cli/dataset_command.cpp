#include "command.h"

namespace iggan::cli {

void add_dataset_command(CLI::App& app) {
  CLI::App* dataset = app.add_subcommand(
      "dataset", "make voxel shapes, pictures of them, and pictures of photographs");
  dataset->require_subcommand(1);
  add_dataset_shapes_command(*dataset);
  add_dataset_render_command(*dataset);
  add_dataset_images_command(*dataset);
}

}  // namespace iggan::cli
