// Untrusted folders with links, pipes and devices instead of files, and with names that contain
// terminal commands: nothing outside them is written, and nothing blocks.
#include <sys/stat.h>

#include <iggan/base/files.h>
#include <iggan/config/json_file.h>

#include "support/box_world.h"

namespace fs = std::filesystem;

namespace {

constexpr int kTimedOut = 124;

/// A command that waits for a pipe ends with status kTimedOut.
CommandResult run_within_time(const std::string& arguments) {
  return run_shell(std::string("timeout 120 '") + IGGAN_COMMAND + "' " + arguments + " 2>&1");
}

void make_pipe(const fs::path& path) {
  fs::remove(path);
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
}

void make_link(const fs::path& path, const fs::path& to) {
  fs::remove(path);
  fs::create_symlink(to, path);
}

/// Refused, with our own message that names the file.
void check_refused(const std::string& arguments, const fs::path& file) {
  const auto result = run_within_time(arguments);
  INFO(arguments << "\n" << result.output);
  CHECK(result.status == 1);
  CHECK_THAT(result.output, Contains("error: ") && Contains(file.filename().string()) &&
                                !Contains("internal error") && !Contains("enough memory"));
}

}  // namespace

TEST_CASE("an untrusted run folder causes no write through its links and no wait for its pipes",
          "[command]") {
  const BoxWorld world;
  REQUIRE(world.train("--set training.threads=1").status == 0);
  const fs::path trained = world.runs / "00000-smoke-raster", run = world.dir / "run",
                 canary = world.dir / "canary";
  const auto anew = [&] {
    fs::remove_all(run);
    fs::copy(trained, run);
    iggan::write_text_atomically(canary, "alive\n");
  };
  const std::string resume = "train --set training.iterations=21 --resume " + quoted(run);
  for (const char* name : {"stats.jsonl", "log.txt", "lock"})
    for (const bool link : {true, false}) {
      anew();
      link ? make_link(run / name, canary) : make_pipe(run / name);
      INFO((link ? "a link: " : "a pipe: ") << name);
      const auto result = run_within_time(resume);
      INFO(result.output);
      CHECK(result.status != kTimedOut);
      CHECK_THAT(result.output, !Contains("internal error"));
      CHECK(iggan::read_text(canary) == "alive\n");
    }
  for (const bool link : {true, false}) {
    anew();
    for (const char* name :
         {"stats.jsonl", "log.txt", "time.json", "environment.json", "metrics.jsonl",
          "pictures.jsonl", "elevation.json", "reals.png", "fakes-000010.png"})
      link ? make_link(run / name, "/dev/zero") : make_pipe(run / name);
    for (const std::string& look :
         {"watch --once " + quoted(run),
          "report --shapes 1 --out " + quoted(world.dir / "page.html") + " " + quoted(run)}) {
      const auto result = run_within_time(look);
      INFO(look << "\n" << result.output);
      CHECK(result.status != kTimedOut);
      CHECK_THAT(result.output, !Contains("internal error"));
    }
    for (const char* name : {"config.json", "data.json", "checkpoint-000020.safetensors"}) {
      anew();
      link ? make_link(run / name, "/dev/zero") : make_pipe(run / name);
      const auto result =
          run_within_time("sample --seeds 0 --run " + quoted(run) + " --checkpoint " +
                          quoted(run / "checkpoint-000020.safetensors") + " --out " +
                          quoted(world.dir / "samples"));
      INFO(result.output);
      CHECK(result.status == 1);
      CHECK_THAT(result.output, Contains(name));
      CHECK_FALSE(fs::exists(world.dir / "samples"));
    }
  }
}

TEST_CASE("untrusted sets are refused if they have devices, pipes or endless files", "[command]") {
  const BoxWorld world;
  const fs::path
      picture = world.pictures / "00000/img00000000.png",
      packed = world.pictures / "pictures.safetensors", scene = world.pictures / "dataset.json",
      manifest = world.shapes / "manifest.json",
      shape = world.shapes /
              iggan::config::read_json(manifest).at("items").at(0).at("file").get<std::string>();
  const std::string train = "train --dry-run --preset smoke --data " + quoted(world.pictures),
                    render = "dataset render --size 16 --views-per-shape 1 --out " +
                             quoted(world.dir / "made") + " --shapes " + quoted(world.shapes);
  for (const auto& [file, command] : {std::pair{picture, train},
                                      {packed, train},
                                      {scene, train},
                                      {shape, render},
                                      {manifest, render}}) {
    const std::string whole = iggan::read_text(file);
    make_pipe(file);
    check_refused(command, file);
    make_link(file, "/dev/zero");
    check_refused(command, file);
    fs::remove(file);
    iggan::write_text_atomically(file, whole);
    std::error_code error;  // the file system may not support files of that length
    fs::resize_file(file, 1ull << 42, error);
    if (!error) check_refused(command, file);
    fs::remove(file);
    iggan::write_text_atomically(file, whole);
    CHECK_FALSE(fs::exists(world.dir / "made"));
  }
  CHECK(run_within_time(train).status == 0);
}

TEST_CASE("file names cannot send commands to the terminal", "[command]") {
  const TempDir dir;
  const std::string name = "sofa\x1b]0;title\x07\x1b[2J\r\xc2\x9b.obj";
  fs::create_directory(dir / "meshes");
  iggan::write_text_atomically(dir / "meshes" / name, "v 0 0 x\n");
  iggan::write_text_atomically(dir / "meshes/box.obj", "v 0 0 0\nv 1 0 0\nv 0 1 1\nf 1 2 3\n");
  for (const char* more : {"", " --json"}) {
    const auto result =
        run_within_time("dataset shapes --size 16 --no-sheet " + quoted(dir / "meshes") +
                        " --out " + quoted(dir / "set") + more);
    INFO(result.output);
    CHECK(result.status == 0);
    CHECK(result.output.find_first_of("\x1b\x07\r") == std::string::npos);
    CHECK(result.output.find("\xc2\x9b") == std::string::npos);
    fs::remove_all(dir / "set");
  }
}
