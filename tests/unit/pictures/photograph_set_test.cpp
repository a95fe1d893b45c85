#include <cmath>
#include <set>

#include <support/photograph_world.h>
#include <support/run_command.h>
#include <support/shared_data.h>
#include <support/skip.h>

using iggan::ImageU8;
using iggan::PhotographRecord;
using iggan::PhotographReport;
using iggan::Remark;
using iggan::Verdict;
namespace fs = std::filesystem;

TEST_CASE("nothing is written if no file can be used, or with --strict if one cannot",
          "[formats]") {
  Photographs p;
  write_stored(p.in("noise.png"), ImageU8(3, 3, 3));
  CHECK_THROWS_WITH(p.make(), Contains("no usable file among the inputs (1 examined)"));
  CHECK(p.judged.files.size() == 1);  // reported before the error
  write_stored(p.in("sound.png"), toadstool(1));
  p.options.strict = true;
  CHECK_THROWS_WITH(p.make(), Contains("1 of 2 files refused, and --strict allows none"));
  CHECK(std::distance(fs::directory_iterator(p.dir.path), {}) == 1);
  p.options.strict = false;
  CHECK(p.make().taken == 1);
  CHECK_THROWS_WITH(p.make(), Contains("already exists"));
  p.options.inputs = {p.dir / "absent"};
  CHECK_THROWS_WITH(p.make("other"), Contains("absent: no such file or folder"));
  p.options.inputs = {p.in("")};
  fs::remove_all(p.in(""));
  fs::create_directories(p.in(""));
  CHECK_THROWS_WITH(p.make("other"), Contains("there are no pictures in the inputs"));
  CHECK(std::distance(fs::directory_iterator(p.dir.path), {}) == 2);
}

TEST_CASE("one seed gives one order, and the manifest says that each photograph is included twice",
          "[formats]") {
  Photographs p;
  for (int i = 1; i <= 6; ++i) write_stored(p.in(std::to_string(i) + ".png"), toadstool(i));
  iggan::write_text_atomically(p.dir / "makers", "toadstools by nobody\n");
  p.options.attribution = p.dir / "makers";
  p.options.jobs = 1;
  const PhotographReport report = p.make("a");
  p.options.jobs = 4;
  p.make("b");
  CHECK(iggan::read_text(p.dir / "a/dataset.json") == iggan::read_text(p.dir / "b/dataset.json"));
  p.options.seed = 1;
  p.make("c");
  const auto a = iggan::load_picture_set(p.dir / "a"), c = iggan::load_picture_set(p.dir / "c");
  CHECK(a.pixels != c.pixels);
  CHECK(a.origin.id.empty());
  std::set<int> numbers;
  for (const PhotographRecord& record : report.files) {
    REQUIRE(record.pictures.size() == 2);
    numbers.insert(record.pictures.begin(), record.pictures.end());
    const ImageU8 plain = iggan::read_image(p.dir / "a" / iggan::picture_name(record.pictures[0]));
    const ImageU8 turned = iggan::read_image(p.dir / "a" / iggan::picture_name(record.pictures[1]));
    std::size_t different = 0;
    for (int y = 0; y < 48; ++y)
      for (int x = 0; x < 48; ++x)
        different +=
            plain.samples[plain.index(x, y, 1)] != turned.samples[turned.index(47 - x, y, 1)];
    CHECK(different == 0);
    CHECK(plain.samples != turned.samples);
  }
  CHECK(numbers.size() == 12);
  const auto manifest = iggan::load_picture_manifest(p.dir / "a");
  REQUIRE(manifest.photographs.has_value());
  CHECK(manifest.photographs->count == 6);
  CHECK(manifest.photographs->flip);
  CHECK_THAT(manifest.attribution, Contains("ATTRIBUTION.txt"));
  CHECK(iggan::read_text(p.dir / "a/ATTRIBUTION.txt") == "toadstools by nobody\n");
  CHECK(iggan::read_image(p.dir / "a" / iggan::kSheetName).width > 6 * 48);
  p.options.flip = false;
  CHECK(p.make("d").pictures == 6);
}

TEST_CASE("an object is centred, never stretched, and fills its picture to the margin",
          "[formats]") {
  Photographs p;
  p.options.margin = 0.125;
  p.options.flip = false;
  ImageU8 wide = clear_picture(300, 120);
  paint_box(wide, 40, 30, 240, 80, {255, 255, 255});  // 200 x 50
  CHECK(p.make_one(wide).verdict == Verdict::taken);
  const ImageU8 picture = p.picture(0);
  const auto lit = [&](int x, int y) { return picture.samples[picture.index(x, y, 0)]; };
  // 36 x 9 pixels in the middle of 48 x 48: columns 6 to 41, rows 19.5 to 28.5.
  CHECK(lit(7, 24) > 250);
  CHECK(lit(40, 24) > 250);
  CHECK(lit(4, 24) < 20);
  CHECK(lit(43, 24) < 20);
  CHECK(lit(24, 21) > 250);
  CHECK(lit(24, 26) > 250);
  CHECK(lit(24, 17) < 20);
  CHECK(lit(24, 30) < 20);
}

TEST_CASE("pictures are composited over the background in linear light", "[formats]") {
  Photographs p;
  p.options.flip = false;
  ImageU8 glass = clear_picture(100, 100);
  paint_box(glass, 20, 20, 80, 80, {255, 255, 255});
  for (std::size_t i = 3; i < glass.samples.size(); i += 4)
    glass.samples[i] = glass.samples[i] / 2;  // 127: half of the light passes
  p.scene.background = {0, 0, 1};
  p.make_one(glass);
  const ImageU8 picture = p.picture(0);
  const auto* middle = &picture.samples[picture.index(24, 24, 0)];
  // 0.498 of linear white is 187 as sRGB; blue comes entirely from the background.
  CHECK(std::abs(middle[0] - 187) <= 1);
  CHECK(middle[2] == 255);
  p.scene.channels = 1;
  p.make_one(glass);
  CHECK(p.picture(0).channels == 1);
}

TEST_CASE("an even background is removed, with shades and holes removed or reported", "[formats]") {
  Photographs p;
  ImageU8 object = toadstool(4);
  const ImageU8 cut = object;
  p.options.flip = false;
  CHECK(p.make_one(cut).verdict == Verdict::taken);
  const ImageU8 wanted = p.picture(0);
  for (const std::vector<std::uint8_t>& colour :
       {std::vector<std::uint8_t>{255, 255, 255}, {0, 0, 0}, {40, 160, 60}, {128, 128, 128}}) {
    const PhotographRecord record = p.make_one(on_colour(cut, colour));
    CHECK(record.verdict == Verdict::taken);
    const ImageU8 keyed = p.picture(0);
    double difference = 0;
    for (std::size_t i = 0; i < keyed.samples.size(); ++i)
      difference += std::abs(keyed.samples[i] - wanted.samples[i]);
    CHECK(difference / static_cast<double>(keyed.samples.size()) < 2);
  }
  ImageU8 ring = on_colour(cut, kWhite);
  for (int y = 50; y < 60; ++y)
    for (int x = 53; x < 57; ++x)
      for (int c = 0; c < 3; ++c) ring.samples[ring.index(x, y, c)] = 255;
  CHECK(has(p.make_one(ring), Remark::holes));
  ImageU8 pale = clear_picture(100, 100);
  paint_ellipse(pale, 50, 50, 40, 30, {222, 222, 222});
  CHECK(has(p.make_one(on_colour(pale, kWhite)), Remark::doubtful_edge));
}

TEST_CASE("an object that vanishes with its background is reported, a soft shadow is not",
          "[formats]") {
  Photographs p;
  ImageU8 mushroom = clear_picture(200, 200);
  paint_ellipse(mushroom, 100, 80, 70, 50, {246, 244, 240});  // its cap is off-white
  paint_ellipse(mushroom, 100, 150, 20, 30, {90, 60, 40});
  const PhotographRecord lost = p.make_one(on_colour(mushroom, kWhite));
  CHECK(lost.verdict == Verdict::warning);
  REQUIRE(has(lost, Remark::doubtful_edge));
  CHECK_THAT(lost.remarks.front().text, Contains("outlines in the removed part"));

  ImageU8 shaded = clear_picture(200, 200);
  for (int y = 0; y < 200; ++y)
    for (int x = 0; x < 200; ++x) {
      const double away = std::hypot(x - 100, (y - 140) * 2) / 100;
      const auto value = static_cast<std::uint8_t>(255 - 14 * std::max(0.0, 1 - away));
      for (int c = 0; c < 4; ++c) shaded.samples[shaded.index(x, y, c)] = c == 3 ? 255 : value;
    }
  paint_ellipse(shaded, 100, 100, 40, 40, {160, 60, 40});
  CHECK(p.make_one(shaded).verdict == Verdict::taken);
}

TEST_CASE("the key is the border's, a colour, or none", "[formats]") {
  Photographs p;
  const ImageU8 blue = on_colour(toadstool(5), {0, 0, 255});
  p.options.cutting.key = iggan::parse_background_key("--key", "#0000ff");
  CHECK(p.make_one(blue).verdict == Verdict::taken);
  p.options.cutting.key = iggan::parse_background_key("--key", "#00ff00");
  CHECK(has(p.make_one(blue), Remark::no_background));
  p.options.cutting.key = iggan::parse_background_key("--key", "none");
  const PhotographRecord whole = p.make_one(blue);
  CHECK(whole.verdict == Verdict::warning);
  CHECK(has(whole, Remark::whole_picture));
  CHECK_THROWS_WITH(iggan::parse_background_key("--key", "white"),
                    Contains("--key 'white' is not a key"));
}

TEST_CASE("a cut-out loses the rim of its old background, but not the object's own edge",
          "[formats]") {
  Photographs p;
  p.options.flip = false;
  ImageU8 rimmed = clear_picture(400, 400);
  paint_ellipse(rimmed, 200, 200, 154, 124, {245, 245, 240});
  ImageU8 plain = clear_picture(400, 400);
  for (ImageU8* picture : {&rimmed, &plain})
    paint_ellipse(*picture, 200, 200, 150, 120, {200, 90, 30});
  const PhotographRecord record = p.make_one(rimmed);
  CHECK(has(record, Remark::rim_removed));
  CHECK(record.verdict == Verdict::taken);
  const ImageU8 without = p.picture(0);
  CHECK_FALSE(has(p.make_one(plain), Remark::rim_removed));
  const ImageU8 wanted = p.picture(0);
  double difference = 0;
  for (std::size_t i = 0; i < wanted.samples.size(); ++i)
    difference += std::abs(without.samples[i] - wanted.samples[i]);
  CHECK(difference / static_cast<double>(wanted.samples.size()) < 1.5);
  // A white body with a dark core: the white edge belongs to the object.
  ImageU8 body = clear_picture(400, 400);
  paint_ellipse(body, 200, 200, 150, 120, {245, 245, 240});
  paint_ellipse(body, 200, 200, 120, 95, {120, 50, 20});
  CHECK_FALSE(has(p.make_one(body), Remark::rim_removed));
  p.options.cutting.defringe = false;
  CHECK_FALSE(has(p.make_one(rimmed), Remark::rim_removed));
}

TEST_CASE("archives are searched like folders, and a broken one gets a verdict", "[formats]") {
  if (run_shell("command -v zip").status != 0) SKIP_TEST("zip is not installed");
  Photographs p;
  write_stored(p.in("a/one.png"), toadstool(1));
  write_stored(p.in("two.png"), toadstool(2));
  write_stored(p.in("cut.png"), toadstool(3));
  fs::resize_file(p.in("cut.png"), 200);
  iggan::write_text_atomically(p.in("notes.txt"), "none");
  REQUIRE(run_shell("cd " + quoted(p.in("")) + " && zip -qr ../all.zip .").status == 0);
  iggan::write_text_atomically(p.dir / "broken.zip", "PK\3\4");
  p.options.inputs = {p.dir / "all.zip", p.dir / "broken.zip"};
  const PhotographReport report = p.make();
  CHECK(report.taken == 2);
  CHECK(report.refused == 2);
  CHECK(report.passed_over.size() == 1);
  CHECK_THAT(report.files[0].file, Contains("all.zip/a/one.png"));
  CHECK(report.files[0].sha256 == iggan::sha256_of_file(p.in("a/one.png")));
  CHECK(has(report.files[1], Remark::unreadable));
  CHECK_THAT(report.files[3].file, Contains("broken.zip"));
  CHECK(has(report.files[3], Remark::unreadable));
}

TEST_CASE("the chanterelles are accepted, except two duplicates", "[formats]") {
  const auto folder = shared_data("chanterelle/train");
  if (!folder) SKIP_TEST("the chanterelle photographs are not on this machine");
  Photographs p;
  p.options.inputs = {*folder};
  const PhotographReport report = p.make();
  CHECK(report.taken == 48);
  for (const PhotographRecord& record : report.files) {
    INFO(record.file);
    CHECK(record.refused() == has(record, Remark::duplicate));
    if (fs::path(record.file).filename() == "11.png") CHECK(has(record, Remark::pieces_left_out));
  }
}

TEST_CASE_METHOD(Photographs, "a picture set among the photographs is skipped", "[data]") {
  write_stored(in("one.png"), toadstool(1));
  write_stored(in("two.png"), toadstool(2));
  make("in/set");
  const auto report = make("set");
  CHECK(report.taken == 2);
  REQUIRE(report.passed_over.size() == 1);
  CHECK_THAT(report.passed_over[0], Contains("in/set") && Contains("picture set"));
}
