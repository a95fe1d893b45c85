#include <support/catch.h>

#include <support/box_world.h>
#include <support/processes.h>
#include <support/run_command.h>

#include <csignal>
#include <map>

#include <iggan/base/files.h>
#include <iggan/config/json_file.h>

using iggan::config::Json;

TEST_CASE("an experiment trains and measures every cell once, whatever the others do",
          "[command]") {
  const BoxWorld world;
  const auto file = world.dir / "experiment.json", out = world.dir / "out";
  const Json seeds = {{{"value", "0"}},
                      {{"value", "1"}, {"settings", {{"training.seed", 1}}}},
                      {{"value", "broken"}, {"pictures", world.damaged_pictures().string()}}};
  iggan::write_text_atomically(file, Json{{"name", "seeds"},
                                          {"preset", "smoke"},
                                          {"pictures", world.pictures.string()},
                                          {"shapes", world.shapes.string()},
                                          {"samples", 4},
                                          {"renders", 70},
                                          {"settings", {{"training.iterations", 4}}},
                                          {"axes", {{{"axis", "seed"}, {"values", seeds}}}}}
                                         .dump());
  const std::string call = "experiment " + quoted(file) + " --out " + quoted(out);

  const auto first = run_iggan(call);
  INFO(first.output);
  CHECK(first.status == 1);
  CHECK_THAT(first.output, Contains("1 of 3 cells failed") && Contains("CPU min  iterations") &&
                               Contains("failed: broken: "));
  CHECK_THAT(iggan::read_text(out / "cells/broken/log.txt"), Contains("img00000000.png"));
  const Json result =
      iggan::config::parse_json(iggan::read_text(out / "cells/1/result.json"), "result");
  CHECK(result["coordinates"]["seed"] == "1");
  CHECK(result["training"]["iteration"] == 4);
  CHECK(result["training"]["cpu_minutes"].get<double>() > 0);
  const Json& pictures = result["picture_scores"][0];
  CHECK(pictures["metric"] == "pictures");
  CHECK(pictures["frechet"]["value"].is_number());
  CHECK(pictures["picture_set_sha256"].get<std::string>().size() == 64);
  const Json& real = result["picture_scores"][1];  // what perfect samples would score
  CHECK(real["metric"] == "pictures of training shapes");
  CHECK(real["frechet"]["value"] < pictures["frechet"]["value"]);
  std::map<std::string, Json> shapes;
  for (const Json& line : result["shape_scores"])
    shapes[line["samples"].get<std::string>() + "/" + line["references"].get<std::string>()] = line;
  CHECK(shapes.at("cuboids/train")["sample_count"] == 4);
  CHECK(shapes.at("generated/train")["one_yaw"]["iou"].is_number());
  CHECK(shapes.count("mean shape/train") == 1);
  CHECK(std::filesystem::exists(out / "cells/1/samples.png"));

  const auto again = run_iggan(call);
  CHECK_THAT(again.output, Contains("0: done") && Contains("1: done"));
  CHECK(iggan::config::parse_json(iggan::read_text(out / "table.json"), "table").size() == 3);
  CHECK_THAT(iggan::read_text(out / "table.md"),
             Contains("| broken | failed: ") && Contains("cuboids"));

  const std::string deal = run_iggan(call + " --dry-run --cells 1/2").output;  // of three cells
  CHECK_THAT(deal, Contains("1: ") && !Contains("0: ") && !Contains("broken: "));
  for (const char* share : {"2/2", "1", "/2", "1/", "a/b", "1/2/3"})
    CHECK_THAT(run_iggan(call + " --cells " + share).output, Contains("I/N"));

  // An option added later, at its default, does not change the cell.
  Json fewer = result;
  fewer["config"]["training"].erase("ema");
  iggan::config::write_json(out / "cells/1/result.json", fewer);
  CHECK_THAT(run_iggan(call).output, Contains("1: done"));

  // The meaning of a preset may differ between versions: such cells are not mixed.
  Json older = result;
  older["config"]["training"]["batch_size"] = 7;
  iggan::config::write_json(out / "cells/1/result.json", older);
  const auto drifted = run_iggan(call);
  CHECK(drifted.status == 1);
  CHECK_THAT(drifted.output, Contains("its preset has changed since"));
  CHECK_THAT(run_iggan(call + " --only 0,nought").output, Contains("--only nought"));
  const auto others = run_iggan(call + " --only 0");
  CHECK(others.status == 0);
  CHECK_THAT(others.output, Contains("0: done") && Contains("failed: 1: "));
  iggan::config::write_json(out / "cells/1/result.json", result);

  // Results of different data are not put into one table.
  Json moved = result;
  moved["data"]["judge"] = std::string(64, '0');
  iggan::config::write_json(out / "cells/1/result.json", moved);
  const auto mixed = run_iggan(call);
  CHECK(mixed.status == 1);
  CHECK_THAT(mixed.output, Contains("its judging pictures have changed since"));
  iggan::config::write_json(out / "cells/1/result.json", result);

  // A cell that cannot succeed is reported before anything is trained.
  const auto refused = [&](const char* key, const Json& value) {
    Json changed = iggan::config::read_json(file);
    changed[key] = value;
    iggan::config::write_json(world.dir / "refused.json", changed);
    const auto tried = run_iggan("experiment " + quoted(world.dir / "refused.json") + " --out " +
                                 quoted(world.dir / "refused") + " --only 0");
    CHECK(tried.status == 1);
    CHECK_FALSE(std::filesystem::exists(world.dir / "refused"));
    return tried.output;
  };
  CHECK_THAT(refused("renders", 10), Contains("cell 0: 10 renders are too few"));
  CHECK_THAT(refused("threshold", "0,5"), Contains("threshold 0,5"));
  CHECK_THAT(refused("settings", {{"training.sed", 1}}),
             Contains("training.sed (did you mean seed?)"));
  CHECK_THAT(refused("preset", "sofa-32-cpu"), Contains("16^3 voxels, but the generator has 32^3"));
  const auto few = world.dir / "few";
  REQUIRE(run_iggan("dataset render --size 16 --views-per-shape 1 --shapes " +
                    quoted(world.shapes) + " --out " + quoted(few))
              .status == 0);
  CHECK_THAT(refused("judge", few.string()), Contains("pictures are too few"));

  // A cell that failed before its training started may start again with different settings.
  Json corrected = iggan::config::read_json(file);
  corrected["axes"][0]["values"][2]["pictures"] = world.pictures.string();
  iggan::config::write_json(world.dir / "corrected.json", corrected);
  const auto gone_on =
      run_iggan("experiment " + quoted(world.dir / "corrected.json") + " --out " + quoted(out));
  INFO(gone_on.output);
  CHECK(gone_on.status == 0);
  CHECK_THAT(gone_on.output, Contains("1: done") && Contains("[1/1] broken"));

  std::string other = iggan::read_text(file);
  other.replace(other.find("\"samples\":4"), 11, "\"samples\":5");
  iggan::write_text_atomically(file, other);
  const auto changed = run_iggan(call);
  CHECK(changed.status == 1);
  CHECK_THAT(changed.output, Contains("started with different settings"));

  std::filesystem::rename(world.pictures, world.dir / "moved");
  const auto missing =
      run_iggan("experiment " + quoted(file) + " --out " + quoted(world.dir / "new") + " --only 0");
  CHECK(missing.status == 1);
  CHECK_THAT(missing.output,
             Contains("cell 0: there is no picture set") && Contains("iggan dataset render"));
  CHECK(!std::filesystem::exists(world.dir / "new/cells"));
}

TEST_CASE("an interrupted experiment resumes the run it had started", "[command]") {
  const BoxWorld world;
  const auto file = world.dir / "experiment.json", out = world.dir / "out";
  iggan::config::write_json(file,
                            Json{{"name", "long"},
                                 {"preset", "smoke"},
                                 {"pictures", world.pictures.string()},
                                 {"shapes", world.shapes.string()},
                                 {"settings", {{"training.iterations", 1000000}}},
                                 {"axes", {{{"axis", "x"}, {"values", {{{"value", "1"}}}}}}}});
  const auto run_for_a_while = [&] {
    // Long enough for two programs to start and for pretraining, on a busy machine.
    const auto stopped =
        run_shell(std::string("timeout --foreground -s INT 20 '") + IGGAN_COMMAND +
                  "' experiment " + quoted(file) + " --out " + quoted(out) + " 2>&1");
    INFO(stopped.output);
    REQUIRE(stopped.status == 124);
    CHECK_THAT(stopped.output, Contains("run the same command to continue"));
    return last_iteration(out / "cells/1/runs/00000-smoke-raster");
  };
  const std::int64_t reached = run_for_a_while();
  CHECK(reached > 0);
  CHECK(run_for_a_while() > reached);
  CHECK_FALSE(std::filesystem::exists(out / "cells/1/runs/00001-smoke-raster"));
  CHECK_FALSE(std::filesystem::exists(out / "cells/1/result.json"));
}

TEST_CASE("killing an experiment stops its training, which saves first", "[command]") {
  const BoxWorld world;
  const auto file = world.dir / "experiment.json", out = world.dir / "out";
  iggan::config::write_json(
      file,
      Json{{"name", "long"},
           {"preset", "smoke"},
           {"pictures", world.pictures.string()},
           {"shapes", world.shapes.string()},
           {"settings", {{"training.iterations", 1000000}, {"training.checkpoint_every", 1000000}}},
           {"axes", {{{"axis", "x"}, {"values", {{{"value", "1"}}}}}}}});
  const int experiment = start_iggan("experiment " + quoted(file) + " --out " + quoted(out));
  const auto run = out / "cells/1/runs/00000-smoke-raster";
  REQUIRE(within_seconds(60, [&] { return std::filesystem::exists(run / "stats.jsonl"); }));
  const auto trainings = [&] { return processes_with("iggan", (out / "cells/1/runs").string()); };
  CHECK(trainings() == 1);
  REQUIRE(::kill(experiment, SIGKILL) == 0);
  CHECK(within_seconds(60, [&] { return trainings() == 0; }));
  int saved = 0;  // besides the first one
  for (const auto& entry : std::filesystem::directory_iterator(run))
    saved +=
        entry.path().extension() == ".safetensors" && entry.path().stem() != "checkpoint-000000";
  CHECK(saved == 1);
}
