#include "command.h"

namespace iggan::cli {

void add_dataset_command(CLI::App& app) {
  CLI::App* dataset = app.add_subcommand(
      "dataset", "Make shape sets from 3D models, and picture sets from shapes or photographs.");
  dataset->require_subcommand(1);
  add_dataset_shapes_command(*dataset);
  add_dataset_render_command(*dataset);
  add_dataset_images_command(*dataset);
}

}  // namespace iggan::cli
