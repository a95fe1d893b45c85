#include <limits>
#include <map>
#include <set>

#include <sys/stat.h>
#include <unistd.h>

#include <support/photograph_world.h>

#include <iggan/base/rng.h>
#include <iggan/config/json_lines.h>

using iggan::ImageU8;
using iggan::PhotographRecord;
using iggan::PhotographReport;
using iggan::Remark;
using iggan::Verdict;
namespace fs = std::filesystem;

namespace {

struct Expected {
  Verdict verdict;
  std::vector<Remark> remarks;  // all of them
};

/// Malformed and odd files, and the verdict on each by its name in the folder.
std::map<std::string, Expected> write_odd_files(const Photographs& p) {
  std::map<std::string, Expected> expected;
  int variant = 0;
  const auto file = [&](const std::string& name, Verdict verdict, std::vector<Remark> remarks) {
    expected[name] = {verdict, std::move(remarks)};
    return p.in(name);
  };
  const auto taken = [&](const std::string& name) { return file(name, Verdict::taken, {}); };
  const auto refused = [&](const std::string& name, Remark why) {
    return file(name, Verdict::refused, {why});
  };
  const auto bytes = [](const fs::path& path, const std::string& text) {
    iggan::write_text_atomically(path, text);
  };
  const auto other = [&] { return toadstool(++variant); };
  const auto cut_short = [&](const std::string& name) {
    const fs::path path = refused(name, Remark::unreadable);
    ImageU8 picture = toadstool(0);
    if (path.extension() == ".jpg") picture = on_colour(picture, kWhite);
    write_stored(path, picture);
    fs::resize_file(path, fs::file_size(path) / 2);
  };

  // Not pictures, or only parts of them.
  for (const char* name : {"cut.png", "cut.jpg", "cut.gif", "cut.tif", "cut.webp", "cut.exr"})
    cut_short(name);
  bytes(refused("empty.png", Remark::unreadable), "");
  bytes(refused("text.png", Remark::unreadable), "a picture of nothing at all\n");
  bytes(refused("header.png", Remark::unreadable),
        PngBytes().header(100000, 100000, 8, 6).pixels({"no"}).end());
  bytes(refused("huge.pgm", Remark::unreadable), "P5 60000 60000 255\n");
  bytes(refused("broken.zip.png", Remark::unreadable), "PK\3\4 and no more");
  std::string damaged = palette_png(other());
  damaged[damaged.size() / 2] ^= '\x40';
  bytes(refused("damaged.png", Remark::unreadable), damaged);
  REQUIRE(::mkfifo(refused("fifo.png", Remark::unreadable).c_str(), 0600) == 0);
  fs::create_symlink("nowhere", refused("to-nothing.png", Remark::unreadable));
  fs::create_directory(p.in("folder"));
  fs::create_directory_symlink("folder", refused("to-folder", Remark::unreadable));

  // Sizes.
  write_stored(refused("1x1.png", Remark::too_small), ImageU8(1, 1, 3));
  write_stored(refused("20000x1.png", Remark::too_small), ImageU8(20000, 1, 3));
  write_stored(refused("1x20000.png", Remark::too_small), ImageU8(1, 20000, 4));
  ImageU8 tiny = clear_picture(100, 100);
  paint_ellipse(tiny, 50, 50, 6, 4, {200, 40, 40});
  write_stored(refused("tiny.png", Remark::too_small), tiny);
  ImageU8 small = clear_picture(100, 100);
  paint_ellipse(small, 50, 50, 12, 13, {60, 40, 200});
  write_stored(file("small.png", Verdict::warning, {Remark::enlarged}), small);

  // Names that do not match the format, and formats with surprises.
  write_stored(p.in("really.png"), other());
  fs::rename(p.in("really.png"), taken("really-a-png.jpg"));
  write_stored(p.in("really.jpg"), on_colour(other(), kWhite));
  fs::rename(p.in("really.jpg"), taken("really-a-jpeg.png"));
  write_stored(file("film.gif", Verdict::warning, {Remark::decoding}), {other(), toadstool(0)});
  bytes(taken("inks.jpg"), cmyk_jpeg());
  ImageU8 gray(120, 96, 2);
  const ImageU8 colours = other();
  for (std::size_t i = 0; i < gray.samples.size() / 2; ++i) {
    gray.samples[2 * i] = colours.samples[4 * i];
    gray.samples[2 * i + 1] = colours.samples[4 * i + 3];
  }
  write_stored(taken("gray-alpha-16.png"), gray, {OIIO::TypeDesc::UINT16, {}, {}});
  write_stored(taken("rgb-16.png"), on_colour(other(), {20, 60, 160}),
               {OIIO::TypeDesc::UINT16, {}, {}});
  write_stored(taken("float.tif"), other(),
               {OIIO::TypeDesc::FLOAT, {}, {{"oiio:ColorSpace", "sRGB"}}});
  write_stored(taken("cut-out.webp"), other());
  write_stored(taken("cut-out.tga"), other());
  bytes(taken("palette.png"), palette_png(other()));
  iggan::ImageF32 light(120, 96, 4);
  const ImageU8 shape = other();
  for (std::size_t i = 0; i < light.samples.size(); ++i)
    light.samples[i] = shape.samples[i] > 0 ? 0.3f + static_cast<float>(i % 4 == 3) : 0.0f;
  for (std::size_t i = 3; i < light.samples.size(); i += 4)
    light.samples[i] = std::min(1.0f, light.samples[i]);
  light.samples[0] = std::numeric_limits<float>::quiet_NaN();
  light.samples[light.index(60, 30, 1)] = std::numeric_limits<float>::infinity();
  write_exr(file("nan.exr", Verdict::warning, {Remark::decoding}), light, OIIO::TypeDesc::FLOAT);
  ImageU8 opaque = on_colour(other(), {90, 200, 90});
  ImageU8 with_alpha(120, 96, 4);
  for (std::size_t i = 0; i < with_alpha.samples.size(); ++i)
    with_alpha.samples[i] = i % 4 == 3 ? std::uint8_t{255} : opaque.samples[i / 4 * 3 + i % 4];
  write_stored(taken("opaque-alpha.png"), with_alpha);

  // Rotated cameras: a picture that is not turned upright would not be a duplicate of the first.
  const ImageU8 upright = on_colour(other(), kWhite);
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const std::string name = "exif-" + std::to_string(orientation) + ".jpg";
    write_stored(orientation == 1 ? taken(name) : refused(name, Remark::duplicate),
                 stored_turned(upright, orientation),
                 {{}, {{"Orientation", orientation}, {"CompressionQuality", 98}}, {}});
  }

  // Names, folders, permissions.
  write_stored(taken("a name with spaces.png"), other());
  write_stored(p.in("a line.png"), other());
  fs::rename(p.in("a line.png"), p.in("a\nline.png"));
  expected["a\\nline.png"] = {Verdict::taken, {}};
  write_stored(p.in("latin.png"), other());
  fs::rename(p.in("latin.png"), p.in("l\xe4tin.png"));
  expected["l\\xe4tin.png"] = {Verdict::taken, {}};
  write_stored(taken("what?width=9.png"), other());
  write_stored(taken("x.png/inside.png"), other());
  write_stored(::getuid() == 0 ? taken("locked.png") : refused("locked.png", Remark::unreadable),
               other());
  fs::permissions(p.in("locked.png"), fs::perms::none);

  // Contents.
  write_stored(refused("transparent.png", Remark::blank), ImageU8(60, 60, 4));
  write_stored(refused("white.png", Remark::blank), on_colour(clear_picture(60, 60), kWhite));
  ImageU8 noise(60, 60, 3);
  iggan::Rng rng(1);
  for (auto& sample : noise.samples) sample = static_cast<std::uint8_t>(rng.below(256));
  write_stored(refused("noise.png", Remark::no_background), noise);
  ImageU8 foot = other();
  paint_box(foot, 40, 80, 80, 96, {90, 60, 30});
  write_stored(refused("foot.jpg", Remark::touches_border), on_colour(foot, kWhite));
  write_stored(refused("foot.png", Remark::touches_border), foot);
  ImageU8 two = clear_picture(120, 96);
  paint_ellipse(two, 30, 48, 20, 22, {200, 90, 30});
  paint_ellipse(two, 90, 48, 18, 20, {200, 90, 30});
  write_stored(refused("two.png", Remark::several_objects), two);
  ImageU8 lines = other();
  paint_box(lines, 2, 2, 4, 70, {240, 240, 240});
  write_stored(file("line.png", Verdict::warning, {Remark::pieces_left_out}), lines);
  const ImageU8 twice = other();
  write_stored(taken("one-of-two.png"), twice);
  write_stored(refused("one-of-two.tif", Remark::duplicate), twice);
  fs::create_symlink("one-of-two.png", file("one-of-two.png.link.png", Verdict::refused,
                                            {Remark::link, Remark::duplicate}));
  return expected;
}

}  // namespace

TEST_CASE("malformed and odd images each get their verdict, and sound ones are accepted",
          "[formats]") {
  Photographs p;
  const auto expected = write_odd_files(p);
  CHECK(expected.size() >= 50);
  write_stored(p.in(".hidden.png"), toadstool(0));
  iggan::write_text_atomically(p.in("notes.txt"), "of no concern");
  iggan::write_text_atomically(p.in("pattern.null"), "OpenImageIO makes a picture from this name");
  const PhotographReport report = p.make();
  std::set<std::string> seen;
  for (const PhotographRecord& record : report.files) {
    const std::string name = record.file.substr((p.dir / "in/").string().size());
    std::string remarks;
    for (const auto& remark : record.remarks)
      remarks += to_string(remark.kind) + ": " + remark.text + "; ";
    INFO(name << ": " << to_string(record.verdict) << ", " << remarks);
    seen.insert(name);
    REQUIRE(expected.count(name) == 1);
    const Expected& wanted = expected.at(name);
    CHECK(record.verdict == wanted.verdict);
    CHECK(record.remarks.size() == wanted.remarks.size());
    for (const Remark kind : wanted.remarks) CHECK(has(record, kind));
    CHECK(record.pictures.size() == (record.refused() ? 0 : 2));
  }
  CHECK(seen.size() == expected.size());
  CHECK(report.files.size() == expected.size());
  CHECK(report.passed_over.size() == 3);
  CHECK(report.pictures == 2 * report.taken);
  const iggan::PictureSet set = iggan::load_picture_set(p.dir / "set");
  CHECK(set.count == report.pictures);
  CHECK(iggan::config::read_struct<PhotographReport>(p.dir / "set/photographs.json").files.size() ==
        expected.size());
}
