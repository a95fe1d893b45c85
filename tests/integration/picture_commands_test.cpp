#include <support/catch.h>

#include <algorithm>
#include <regex>
#include <set>
#include <sstream>

#include <sys/stat.h>

#include <support/fake_plugins.h>
#include <support/photographs.h>
#include <support/run_command.h>
#include <support/temp_dir.h>

#include <iggan/base/files.h>
#include <iggan/data/shape_set.h>
#include <iggan/formats/binvox.h>
#include <iggan/formats/image_file.h>
#include <iggan/pictures/photograph_set.h>
#include <iggan/pictures/picture_set.h>

using iggan::config::Json;

namespace {

/// An L: a column with a foot that points to +X.
iggan::VoxelGrid ell(int foot) {
  iggan::VoxelGrid grid = iggan::VoxelGrid::cube(8);
  for (int i = 1; i < 7; ++i) grid.set(2, i, 4, true);
  for (int i = 2; i < 3 + foot; ++i) grid.set(i, 1, 4, true);
  return grid;
}

/// A shape set of two training shapes, as `iggan dataset shapes` lays it out.
void write_shapes(const std::filesystem::path& folder) {
  Json items = Json::array();
  for (const int foot : {1, 4}) {
    const std::string file = "ell" + std::to_string(foot) + ".binvox";
    std::filesystem::create_directories(folder);
    iggan::write_binvox(folder / file, ell(foot));
    items.push_back({{"id", file},
                     {"category", "ell"},
                     {"split", "train"},
                     {"status", "ok"},
                     {"file", file},
                     {"size", 8},
                     {"sha256", iggan::sha256_of_file(folder / file)}});
  }
  const Json manifest = {{"format_version", 1}, {"resolution", 8}, {"items", items}};
  iggan::write_text_atomically(folder / "manifest.json", manifest.dump());
  iggan::write_text_atomically(folder / "ATTRIBUTION.txt", "ells by nobody\n");
}

}  // namespace

TEST_CASE("iggan dataset render makes the renderer's pictures, bit for bit", "[command]") {
  const TempDir dir;
  write_shapes(dir / "shapes");
  const auto made = run_iggan("dataset render --shapes '" + (dir / "shapes").string() +
                              "' --out '" + (dir / "pictures").string() +
                              "' --views-per-shape 3 --size 24 --seed 11 --elevation -10,30 "
                              "--params '{\"samples_per_axis\": 2}'");
  INFO(made.output);
  REQUIRE(made.status == 0);
  const auto set = iggan::load_picture_set(dir / "pictures");
  REQUIRE(set.count == 6);
  REQUIRE(set.scene.camera.elevation_degrees == iggan::Interval{-10, 30});
  CHECK(iggan::read_text(dir / "pictures/ATTRIBUTION.txt") == "ells by nobody\n");

  iggan::RendererRequest request;
  request.name = set.scene.renderer;
  request.params = set.scene.renderer_params;
  const auto renderer = iggan::open_renderer(request);
  const auto manifest = iggan::load_picture_manifest(dir / "pictures");
  CHECK(manifest.renderer.library_sha256 == iggan::sha256_of_file(renderer->info().library_path));
  std::multiset<std::vector<std::uint8_t>> saved, direct;
  const auto bytes = static_cast<std::ptrdiff_t>(set.picture_bytes());
  for (auto at = set.pixels.begin(); at != set.pixels.end(); at += bytes)
    saved.insert({at, at + bytes});
  const auto shapes = iggan::load_shape_set(dir / "shapes").shapes;
  for (std::size_t i = 0; i < 6; ++i) {
    iggan::Rng rng(iggan::seed_for(11, "camera", i));
    iggan::RenderJob job;
    job.grid = shapes[i / 3].grid;
    job.camera = set.scene.draw_shot(rng).camera;
    job.lights = set.scene.lights;
    job.default_albedo = set.scene.default_albedo;
    direct.insert(set.scene.transfer().apply(renderer->render_one(job, 24, 24)).samples);
  }
  CHECK(saved == direct);
  CHECK(std::set(direct.begin(), direct.end()).size() == 6);  // the pictures do differ
}

TEST_CASE("a scene file sets the whole scene, and options override it", "[command]") {
  const TempDir dir;
  write_shapes(dir / "shapes");
  iggan::write_text_atomically(dir / "scene.json",
                               R"({"width": 20, "height": 10, "channels": 3,
                                   "camera": {"distance": [3, 4]}, "background": [1, 1, 1]})");
  const std::string line = "dataset render --shapes '" + (dir / "shapes").string() + "' --out '" +
                           (dir / "out").string() + "' --views-per-shape 1 --scene '" +
                           (dir / "scene.json").string() + "'";
  const auto made = run_iggan(line + " --distance 2.5");
  INFO(made.output);
  REQUIRE(made.status == 0);
  const auto scene = iggan::load_picture_set(dir / "out").scene;
  CHECK(scene.width == 20);
  CHECK(scene.height == 10);
  CHECK(scene.camera.distance == iggan::Interval{2.5, 2.5});
  CHECK(scene.background[1] == 1.0);
  const auto again = run_iggan(line);
  CHECK(again.status == 1);
  CHECK_THAT(again.output, Contains("already exists"));
}

TEST_CASE("silhouettes have only their own light, whatever the scene draws", "[command]") {
  const TempDir dir;
  write_shapes(dir / "shapes");
  iggan::write_text_atomically(dir / "scene.json",
                               iggan::config::to_json(iggan::photograph_scene()).dump());
  const auto made =
      run_iggan("dataset render --silhouettes --size 16 --views-per-shape 2 --scene " +
                quoted(dir / "scene.json") + " --shapes " + quoted(dir / "shapes") + " --out " +
                quoted(dir / "set"));
  INFO(made.output);
  REQUIRE(made.status == 0);
  const auto scene = iggan::load_picture_manifest(dir / "set").scene;
  CHECK(scene.drawn_lights.empty());
  REQUIRE(scene.lights.size() == 1);
  CHECK(scene.lights[0].kind == iggan::LightKind::ambient);
}

TEST_CASE("photographs with damaged bytes get a verdict, and libpng prints nothing", "[command]") {
  const TempDir dir;
  write_stored(dir / "in/sound.png", toadstool(1));
  const std::string sound = iggan::read_text(dir / "in/sound.png");
  for (int i = 0; i < 30; ++i) {  // past the signature and the first length
    std::string damaged = sound;
    damaged[12 + static_cast<std::size_t>(i) * (sound.size() - 12) / 30] ^= '\x10';
    iggan::write_text_atomically(dir / ("in/" + std::to_string(i) + ".png"), damaged);
  }
  const auto made =
      run_iggan("dataset images " + quoted(dir / "in") + " --size 16 --out " + quoted(dir / "set"));
  INFO(made.output);
  CHECK(made.status == 0);
  CHECK_THAT(made.output, Contains("30 refused") && !Contains("libpng"));
}

TEST_CASE("a set of photographs with a frame margin was framed with that margin", "[command]") {
  const TempDir dir;
  write_stored(dir / "in/1.png", toadstool(1));
  iggan::write_text_atomically(dir / "framed.json", R"({"camera": {"frame_margin": 0.2}})");
  const std::string scene = " --scene " + quoted(dir / "framed.json");
  struct Case {
    std::string options;
    double margin;
    bool framed;
  };
  for (const auto& [options, margin, framed] :
       {Case{"", 0.1, false}, Case{" --margin 0.3", 0.3, false}, Case{" --frame", 0.1, true},
        Case{" --frame --margin 0.3", 0.3, true}, Case{scene, 0.2, true},
        Case{scene + " --frame", 0.2, true}, Case{scene + " --margin 0.3", 0.3, true}}) {
    const auto made = run_iggan("dataset images " + quoted(dir / "in") + " --size 32 --out " +
                                quoted(dir / "set") + options);
    INFO(options << "\n" << made.output);
    REQUIRE(made.status == 0);
    const auto manifest = iggan::load_picture_manifest(dir / "set");
    CHECK(manifest.photographs->margin == margin);
    CHECK(manifest.scene.camera.frame_margin ==
          (framed ? std::optional<double>(margin) : std::nullopt));
    std::filesystem::remove_all(dir / "set");
  }
}

TEST_CASE("iggan render draws one picture of a binvox file", "[command]") {
  const TempDir dir;
  iggan::write_binvox(dir / "ell.binvox", ell(4));
  const auto made = run_iggan("render --shape '" + (dir / "ell.binvox").string() +
                              "' --azimuth -20 --size 32 --background 0,0,1 --out '" +
                              (dir / "ell.png").string() + "'");
  INFO(made.output);
  REQUIRE(made.status == 0);
  const auto image = iggan::read_image(dir / "ell.png");
  REQUIRE(image.width == 32);
  REQUIRE(image.channels == 3);
  CHECK(image.samples[image.index(0, 0, 0)] == 0);  // the corner shows the background
  CHECK(image.samples[image.index(0, 0, 2)] == 255);
  // The column is left of the centre and the foot points right: gray pixels on both sides.
  int left = 0, right = 0;
  for (int y = 0; y < 32; ++y)
    for (int x = 0; x < 32; ++x) (x < 16 ? left : right) += image.samples[image.index(x, y, 0)] > 0;
  CHECK(left > 0);
  CHECK(right > 0);
}

TEST_CASE("errors in the options end with status 1 and one line", "[command]") {
  const TempDir dir;
  iggan::write_binvox(dir / "ell.binvox", ell(1));
  const std::string line = "render --shape '" + (dir / "ell.binvox").string() + "' --out '" +
                           (dir / "x.png").string() + "' ";
  for (const auto& [options, words] :
       {std::pair{"--renderer rastr", "did you mean raster?"},
        std::pair{"--params '{\"shadow\": true}'", "did you mean shadows?"},
        std::pair{"--params '{'", "--params: not valid JSON"},
        std::pair{"--fov 200", "200 is outside [0.1, 179]"},
        std::pair{"--camera pinhole", "\"pinhole\" is not a camera kind"}}) {
    const auto result = run_iggan(line + options);
    CHECK(result.status == 1);
    CHECK_THAT(result.output, Contains("error: ") && Contains(words));
    CHECK(std::count(result.output.begin(), result.output.end(), '\n') == 1);
  }
  CHECK_FALSE(std::filesystem::exists(dir / "x.png"));
}

TEST_CASE("every unsigned option refuses a number that does not fit", "[command]") {
  std::istringstream manual(run_iggan_for_output("manual").output);
  std::string command;
  int options = 0;
  for (std::string line; std::getline(manual, line);) {
    const std::regex hyphen(R"(\\-)"), heading(R"(\.SS iggan (.*))"),
        option(R"(\\fB(--[^\\]*)\\fR \\fIUINT.*)");
    line = std::regex_replace(line, hyphen, "-");
    std::smatch found;
    if (std::regex_match(line, found, heading)) command = found[1];
    if (!std::regex_match(line, found, option)) continue;
    ++options;
    for (const char* value :
         {"-1", "18446744073709551616", "1.5", "x", "99999999999999999999999"}) {
      const auto result = run_iggan(command + " " + found[1].str() + " " + value);
      INFO(command << " " << found[1] << " " << value << "\n" << result.output);
      CHECK(result.status == 1);
      CHECK_THAT(result.output, Contains("error: " + found[1].str() + ": " + value +
                                         " is not a whole number "
                                         "from 0 to 18446744073709551615"));
    }
  }
  CHECK(options > 10);
}

TEST_CASE("a command line that cannot be understood ends with status 1", "[command]") {
  for (const char* line :
       {"", "frobnicate", "train --preset", "sample --seeds 0", "render --fov wide",
        "dataset images x --out y --margin 9", "watch --colour",
        "dataset render --silhouettes --lights camera --shapes x --out y"}) {
    const auto result = run_iggan(line);
    INFO(line << "\n" << result.output);
    CHECK(result.status == 1);
    CHECK_THAT(result.output, Contains("error: ") && Contains("--help"));
  }
  CHECK(run_iggan("--help").status == 0);
  CHECK(run_iggan("--version").status == 0);
}

TEST_CASE("iggan renderers list shows plugins and failures alike, as JSON too", "[command]") {
  const PluginPath path(IGGAN_FAKE_PLUGIN_DIR);
  const auto text = run_iggan("renderers list");
  CHECK(text.status == 0);
  CHECK_THAT(text.output, Contains("org.iggan.raster") && Contains("not usable: ") &&
                              Contains("the plugin has ABI 7.3"));
  const Json json = Json::parse(run_iggan("renderers list --json").output);
  CHECK(json["searched"][0] == IGGAN_FAKE_PLUGIN_DIR);
  const auto& plugins = json["plugins"];
  CHECK(std::any_of(plugins.begin(), plugins.end(), [](const Json& plugin) {
    return plugin["path"] == fake_plugin("wrong_major").string() && plugin["renderers"].empty() &&
           plugin["error"] != "";
  }));
  const Json info = Json::parse(run_iggan("renderers info raster --json").output);
  CHECK(info["id"] == "org.iggan.raster");
  CHECK(info["params_schema"]["properties"].contains("samples_per_axis"));
  CHECK(info["formats"].size() == 12);
  CHECK(info["formats"][0] == "f32_linear_rgba");
  CHECK(info["max_abs_error"] == 0);
  CHECK_THAT(run_iggan("renderers info raster").output,
             Contains("f32_linear_rgba, ") && Contains("u8_srgb_gray") &&
                 Contains("max_abs_error") && Contains("BSD-3-Clause"));
}

TEST_CASE("iggan renderers list marks a duplicate id, and prints the plugin's banner",
          "[command]") {
  const TempDir dir;
  for (const char* name : {"a.so", "b.so"})
    std::filesystem::copy_file(fake_plugin("rude_print"), dir / name);
  const PluginPath path(dir.path.string());
  const auto text = run_iggan_for_output("renderers list");
  CHECK_THAT(text.output, Contains("org.iggan.test.rudeprint (shadowed)") &&
                              Contains("it printed while it was loaded: Banner of a ray tracer"));
  CHECK(text.output.find("(shadowed)") == text.output.rfind("(shadowed)"));
  CHECK_NOTHROW(Json::parse(run_iggan_for_output("renderers list --json").output));
  CHECK_NOTHROW(Json::parse(run_iggan_for_output("renderers info rudeprint --json").output));
}

TEST_CASE("iggan renderers check says which renderer of a library it checks", "[command]") {
  const auto checked = run_iggan_for_output("renderers check --only info.table " +
                                            quoted(fake_plugin("rival_renderer")));
  CHECK_THAT(checked.output, Contains("rival_renderer.so (com.example.concurrent)"));
  const auto broken = run_iggan("renderers check " + quoted(fake_plugin("short_table")));
  INFO(broken.output);
  CHECK(broken.status == 1);
  CHECK_THAT(broken.output, Contains("load.opens") && Contains("struct_size") &&
                                Contains("were not run") && !Contains("load.symbols"));
}

TEST_CASE("iggan render takes a scene's lights and a grid's colours", "[command]") {
  const TempDir dir;
  iggan::write_binvox(dir / "ell.binvox", ell(4));
  iggan::write_text_atomically(
      dir / "scene.json",
      R"({"lights": [{"kind": "ambient", "rgb": [1, 0, 0]}], "width": 32, "height": 24,
          "channels": 3, "camera": {"azimuth_degrees": [10, 30]}})");
  const auto picture = [&](const std::string& more) {
    const auto made = run_iggan("render --shape " + quoted(dir / "ell.binvox") + " --out " +
                                quoted(dir / "x.png") + " " + more);
    INFO(made.output);
    REQUIRE(made.status == 0);
    return iggan::read_image(dir / "x.png");
  };
  const std::string scene = "--scene " + quoted(dir / "scene.json");
  const auto brightest = [](const iggan::ImageU8& image, int channel) {
    int most = 0;
    for (int y = 0; y < image.height; ++y)
      for (int x = 0; x < image.width; ++x)
        most = std::max<int>(most, image.samples[image.index(x, y, channel)]);
    return most;
  };
  const iggan::ImageU8 lit = picture(scene);
  CHECK(lit.width == 32);
  CHECK(lit.height == 24);
  CHECK(brightest(lit, 0) > 200);
  CHECK(brightest(lit, 2) == 0);                                   // red light alone
  CHECK(picture(scene + " --azimuth 20").samples == lit.samples);  // midway between 10 and 30
  CHECK(picture(scene + " --azimuth 90").samples != lit.samples);
  const iggan::ImageU8 coloured = picture("--albedo position --azimuth 0 --elevation 0 --size 64");
  const auto at = [&](double x, double y, int channel) {
    return coloured.samples[coloured.index(int(64 * x), int(64 * y), channel)];
  };
  // The column rises at a small x; the foot extends to the right at a small y.
  CHECK(at(0.367, 0.3, 1) > at(0.367, 0.3, 0));
  CHECK(at(0.633, 0.721, 0) > at(0.633, 0.721, 1));
}

TEST_CASE("iggan dataset images prints every verdict first, and train accepts what it makes",
          "[command]") {
  const TempDir dir;
  for (int i = 1; i <= 3; ++i)
    write_stored(dir / ("in/" + std::to_string(i) + ".png"), toadstool(i));
  write_stored(dir / "in/b\nd\xff.png", iggan::ImageU8(4, 4, 3));
  REQUIRE(::mkfifo((dir / "in/pipe.png").c_str(), 0600) == 0);
  const std::string line = "dataset images " + quoted(dir / "in") + " --size 16 --out ";
  const auto strict = run_iggan(line + quoted(dir / "strict") + " --strict");
  CHECK(strict.status == 1);
  CHECK_THAT(strict.output, Contains("b\\nd\\xff.png") && Contains("too small: 4x4 pixels") &&
                                Contains("it is a FIFO") && Contains("--strict allows none"));
  CHECK_FALSE(std::filesystem::exists(dir / "strict"));

  const auto made = run_iggan_for_output(line + quoted(dir / "set") +
                                         " --json --background '#ff0000' --elevation 0,20");
  REQUIRE(made.status == 0);
  const Json document = Json::parse(made.output);
  CHECK(document.at("taken") == 3);
  CHECK(document.at("refused") == 2);
  CHECK(document.at("files").size() == 5);
  CHECK(document.at("files")[3].at("verdict") == "refused");
  const auto set = iggan::load_picture_set(dir / "set");
  CHECK(set.count == 6);
  CHECK(set.scene.background == iggan::Vec3{1, 0, 0});
  CHECK(set.scene.camera.elevation_degrees == iggan::Interval{0, 20});
  CHECK(set.scene.camera.distance == iggan::photograph_scene().camera.distance);
  CHECK(set.pixels[0] == 255);

  const auto gray = run_iggan(line + quoted(dir / "gray") + " --channels 1");
  CHECK(gray.status == 0);
  CHECK_THAT(gray.output, Contains("3 taken, 0 of them with a warning; 2 refused") &&
                              Contains("look at " + (dir / "gray/sheet.png").string()));
  const auto trained = run_iggan("train --preset smoke --set training.iterations=1 --data " +
                                 quoted(dir / "gray") + " --out " + quoted(dir / "runs"));
  INFO(trained.output);
  CHECK(trained.status == 0);

  const auto nothing =
      run_iggan("dataset images " + quoted(dir / "in/pipe.png") + " --out " + quoted(dir / "none"));
  CHECK(nothing.status == 1);
  CHECK_THAT(nothing.output, Contains("no usable file among the inputs (1 examined)"));
  CHECK_FALSE(std::filesystem::exists(dir / "none"));
}
