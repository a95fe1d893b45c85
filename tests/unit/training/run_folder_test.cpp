#include <support/catch.h>

#include <fstream>

#include <iggan/base/files.h>
#include <iggan/config/json_file.h>
#include <iggan/training/run_folder.h>

#include "support/temp_dir.h"

using iggan::RunFolder;

namespace {

RunFolder made_in(const TempDir& root) {
  RunFolder run = RunFolder::create(root.path, "sofa", "raster");
  run.save_setup({}, {}, root / "pictures");
  return run;
}

}  // namespace

TEST_CASE("the newest run is the one with the highest number", "[training]") {
  const TempDir root;
  CHECK_FALSE(RunFolder::newest(root / "nothing"));
  CHECK_FALSE(RunFolder::newest(root.path));
  for (const char* name : {"00000-sofa-raster", "00001-sofa-raster", "00002-sofa-raster"}) {
    CHECK(made_in(root).path() == root / name);
    CHECK(RunFolder::newest(root.path)->path() == root / name);
  }
  std::filesystem::rename(root / "00001-sofa-raster", root / "99999-sofa-raster");
  CHECK(made_in(root).path() == root / "100000-sofa-raster");
  CHECK(RunFolder::newest(root.path)->path() == root / "100000-sofa-raster");
  CHECK(made_in(root).path() == root / "100001-sofa-raster");
}

TEST_CASE("a folder that is not a run is never the newest", "[training]") {
  const TempDir root;
  const auto run = made_in(root).path();
  for (const char* other : {"copies", "zebra", "1-sofa-raster", "00003", "0000x-sofa-raster"}) {
    std::filesystem::copy(run, root / other);  // all the files of a run, and another name
    INFO(other);
    CHECK(RunFolder::newest(root.path)->path() == run);
  }
  std::filesystem::create_directory(root / "00007-sofa-raster");
  iggan::write_text_atomically(root / "00007-sofa-raster/config.json",
                               "{}");  // killed at its very start
  iggan::write_text_atomically(root / "00008-sofa-raster", "no folder");
  CHECK(RunFolder::newest(root.path)->path() == run);
}

TEST_CASE("the newest checkpoints are kept, and the best one measured", "[training]") {
  const TempDir root;
  const RunFolder run = made_in(root);
  const auto kept_of = [&](const std::string& metrics) {
    iggan::write_text_atomically(run.file(iggan::kPictureMetricFile), metrics);
    for (int i = 1; i <= 6; ++i)
      iggan::write_text_atomically(run.checkpoint_file(i), std::to_string(i));
    run.prune_checkpoints(2);
    std::string kept;
    for (const auto& file : run.checkpoints()) kept += iggan::read_text(file);
    return kept;
  };
  const auto line = [](const char* metric, double distance, int iteration) {
    return fmt::format("{{\"metric\":\"{}\",\"frechet\":{{\"value\":{}}},\"iteration\":{}}}\n",
                       metric, distance, iteration);
  };
  CHECK(kept_of("") == "56");
  CHECK(kept_of(line("pictures", 3, 1) + line("pictures", 2, 3) + line("pictures", 4, 5)) == "356");
  CHECK(kept_of(line("pictures", 3, 4) + line("pictures of training shapes", 1, 2)) == "456");
  CHECK(kept_of(line("pictures", 3, 6)) == "56");
  CHECK(kept_of("{\"metric\":\"pictures\"}\n[1]\n" + line("pictures", 3, 2)) == "256");
  CHECK(kept_of("{\"metr") == "56");
}

TEST_CASE("the command that resumes a run includes a renderer given by its path", "[training]") {
  const TempDir root;
  const RunFolder run = made_in(root);
  const std::string resume = "iggan train --resume " + run.path().string();
  CHECK(run.resume_command() == resume);
  iggan::SceneDistribution scene;
  scene.renderer = "/my renderers/my_renderer.py";
  run.save_setup({}, scene, root / "pictures");
  CHECK(run.resume_command() == resume + " --renderer '/my renderers/my_renderer.py'");
  iggan::write_text_atomically(run.file("data.json"), "{");
  CHECK(run.resume_command() == resume);
}

TEST_CASE("a file whose number does not fit an integer is not a checkpoint", "[training]") {
  const TempDir root;
  const RunFolder run = made_in(root);
  for (const char* name : {"checkpoint-99999999999999999999.safetensors", "checkpoint-.safetensors",
                           "checkpoint-1x.safetensors"})
    iggan::write_text_atomically(run.file(name), "");
  CHECK(run.checkpoints().empty());
}

TEST_CASE("a run's network sizes are checked before memory is allocated, and its scene before use",
          "[training]") {
  const TempDir root;
  const RunFolder run = made_in(root);
  CHECK_NOTHROW(run.load_config());
  for (const auto& [key, size] :
       {std::pair{"latent_size", 2147483647}, {"base_channels", 1 << 30}, {"resolution", 48}}) {
    iggan::config::write_json(run.file("config.json"), {{"generator", {{key, size}}}});
    CHECK_THROWS_WITH(run.load_config(), Contains(run.file("config.json").string()) &&
                                             Contains(std::string("generator.") + key));
  }
  iggan::config::write_json(run.file("config.json"),
                            {{"generator", {{"latent_size", 65536}, {"base_channels", 4096}}}});
  CHECK_THROWS_WITH(run.load_config(), Contains("weights"));
  iggan::config::Json data = iggan::config::read_json(run.file("data.json"));
  data["scene"]["channels"] = 2;
  iggan::config::write_json(run.file("data.json"), data);
  CHECK_THROWS_WITH(run.load_scene(),
                    Contains(run.file("data.json").string()) && Contains("scene.channels"));
}

TEST_CASE("a picture folder whose name is not UTF-8 is found again", "[training]") {
  const TempDir root;
  const RunFolder run = RunFolder::create(root.path, "sofa", "raster");
  for (const char* name : {"p\xff\xc3", "\xc3\xa9"}) {
    run.save_setup({}, {}, root / name);
    CHECK(run.load_data_path() == root / name);
  }
  iggan::config::write_json(run.file("data.json"), {{"data", "a"}, {"data_bytes", "2g"}});
  CHECK_THROWS_WITH(run.load_data_path(), Contains("data.json") && Contains("data_bytes"));
}
