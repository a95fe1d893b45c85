// How to use the library in C++: make solids, render pictures of them with a plugin, train only on
// those pictures, and sample. None of the headers included here includes LibTorch.
//
//   train_in_cpp OUT_FOLDER [--smoke]
#include <cstdio>
#include <cstring>
#include <exception>

#include <iggan/data/shape_set.h>
#include <iggan/formats/binvox.h>
#include <iggan/pictures/picture_maker.h>
#include <iggan/render/plugin_registry.h>
#include <iggan/training/trained_generator.h>
#include <iggan/training/training_run.h>

namespace {

/// Tables of different proportions: a top and four legs in a cube of 16^3 voxels.
iggan::ShapeSet make_tables(int count) {
  iggan::ShapeSet set;
  set.resolution = 16;
  iggan::Rng rng(1);
  for (int i = 0; i < count; ++i) {
    iggan::Shape table;
    table.id = "table-" + std::to_string(i);
    table.source_model = table.id;
    table.grid = iggan::VoxelGrid::cube(16);
    const int half_width = 4 + int(rng.below(4)), half_depth = 3 + int(rng.below(4)),
              top = 7 + int(rng.below(6));
    for (int z = 8 - half_depth; z < 8 + half_depth; ++z)
      for (int x = 8 - half_width; x < 8 + half_width; ++x) {
        table.grid.set(x, top, z, true);
        const bool leg_x = x == 8 - half_width || x == 7 + half_width;
        const bool leg_z = z == 8 - half_depth || z == 7 + half_depth;
        for (int y = 2; leg_x && leg_z && y < top; ++y) table.grid.set(x, y, z, true);
      }
    set.shapes.push_back(table);
  }
  return set;
}

void run(const std::filesystem::path& out, bool smoke) {
  const auto log = iggan::make_log();

  // A renderer is given by the name of a plugin in the search path, or by a path.
  iggan::SceneDistribution scene;
  scene.renderer = "raster";
  scene.width = scene.height = smoke ? 16 : 32;
  const auto renderer = iggan::open_renderer({scene.renderer, scene.renderer_params});

  // The pictures. After this line the shapes are no longer needed.
  iggan::PictureMakerOptions making;
  making.views_per_shape = 10;
  iggan::make_pictures(make_tables(60), *renderer, scene, making, out / "pictures");

  // Training sees only pictures and the black box.
  iggan::TrainingConfig config = iggan::preset("smoke");
  config.name = "tables";
  if (!smoke) config.training.iterations = 1500;
  const iggan::PictureSet pictures = iggan::load_picture_set(out / "pictures");
  iggan::TrainingRun training(config, pictures, *renderer);
  const auto folder = iggan::RunFolder::create(out / "runs", config.name, scene.renderer);
  folder.save_setup(config, pictures.scene, out / "pictures");
  training.train(folder, iggan::FolderLock(folder.path()), *log);

  // One seed gives one shape.
  const iggan::TrainedGenerator generator(folder.path());
  for (const auto& shape : generator.sample({0, 1, 2, 3}))
    std::printf("a table of %zu voxels\n", shape.count());
  iggan::write_binvox(out / "table.binvox", generator.sample({0}).front());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: train_in_cpp OUT_FOLDER [--smoke]\n");
    return 2;
  }
  try {
    run(argv[1], argc > 2 && std::strcmp(argv[2], "--smoke") == 0);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 1;
  }
}
