#include <support/catch.h>

#include <limits>

#include <support/environment_variable.h>
#include <support/html.h>
#include <support/temp_dir.h>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/formats/image_file.h>
#include <iggan/page/block_values.h>
#include <iggan/page/page.h>
#include <iggan/page/template.h>

using namespace iggan;

namespace {

ReportPicture picture(const std::string& alt) {
  return picture_of_image(ImageU8(5, 3, 3), alt);
}

std::string html_of(const std::string& block, const config::Json& values) {
  return without_space_between_tags(rendered(block, values));
}

/// The URI of a picture with these bytes.
std::string uri_of(const std::string& bytes) {
  return values_of(ReportPicture{bytes, "words"}, PictureScaling::smooth)["uri"];
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size())
    ++found;
  return found;
}

ResultTable scores() {
  ResultTable table;
  table.caption = "Scores";
  table.columns = {{"method"}, {"FD", Better::low}, {"IoU", Better::high}, {"count"}};
  table.rows = {{"a", ResultCell::of(2, 1), ResultCell::of(0.5, 2), {3, "3"}},
                {"b", ResultCell::of(4, 1), ResultCell::of(0.7, 2), {4, "4"}},
                {"c", ResultCell::of(3, 1), ResultCell::of(0.6, 2), {5, "5"}}};
  table.reference_rows = {{"mean", ResultCell::of(1, 1), ResultCell::none(), "–"}};
  return table;
}

/// A page with this name wherever a block has text.
std::string page_that_names(const std::string& name) {
  const std::string code = "`" + name + "`";
  ReportPicture named = picture(name);
  named.caption = code;
  ReportPage page(name, name);
  page.lede(code);
  page.facts({{name, name, name}});
  ReportSection& section = page.section(name);
  section.heading(name);
  section.text(code);
  section.note(name);
  section.values({{name, code}});
  section.table({name, {{name, Better::low, name}}, {{name}}, {{name}}});
  section.picture(named);
  section.gallery({named});
  section.picture_grid({name, {name}, {{name, {named}}}});
  section.film({name, name, {{name, named}}});
  section.chart({name, name, name, name, {{name, {{0, 1}, {1, 2}}}}});
  section.viewer({name, name, {{name, name, named}}});
  section.code(name, name);
  section.details(name, [&](ReportSection& inside) { inside.text(name); });
  return page.html();
}

/// Sets the folder of the files that come with iggan, while this object exists.
struct DataPath : EnvironmentVariable {
  explicit DataPath(const std::filesystem::path& folder)
      : EnvironmentVariable("IGGAN_DATA_PATH", folder.string()) {}
};

}  // namespace

TEST_CASE("a text never ends its element, whatever it contains", "[report]") {
  ReportPage page("<h1>", "<kind>");
  page.lede("<lede>");
  page.facts({{"<value>", "<fact>", "<about>"}});
  ReportSection& section = page.section("<section>");
  section.text("<text>");
  section.values({{"<key>", "<entry>"}});
  section.code("<code>", "<what>");
  section.details("<summary>", [](ReportSection& inside) { inside.note("<note>"); });
  ResultTable table{"<heading>", {{"<column>"}}, {{"<cell>"}}, {}, 0};
  section.table(table);
  section.chart({"</script>", "<c>", "<x>", "<y>", {{"</script>", {{0, 1}, {1, 2}}}}});
  const std::string html = page.html();
  for (const char* word : {"lede", "value", "fact", "about", "text", "key", "entry", "what", "note",
                           "heading", "column", "cell", "kind", "x", "y", "c"}) {
    INFO(word);
    const std::string body =
        html.substr(html.find("<body>"), html.find("<footer") - html.find("<body>"));
    CHECK(count(body, "<" + std::string(word) + ">") == 0);
    CHECK(count(body, "&lt;" + std::string(word) + "&gt;") >= 1);
  }
  // As many scripts end as start.
  CHECK(count(html, "</script>") == count(html, "<script"));
}

TEST_CASE("code is between two backticks, escaped like everything else", "[report]") {
  CHECK(rendered("text", {{"text", "a<b> & \"c\" 'd'"}}) ==
        "<p>a&lt;b&gt; &amp; &quot;c&quot; &apos;d&apos;</p>\n");
  CHECK(rendered("text", {{"text", "run `a<b` now, `open"}}) ==
        "<p>run <code>a&lt;b</code> now, `open</p>\n");
}

TEST_CASE("a name from a run folder is never read as HTML or as a template", "[report]") {
  const std::string wild = "{{{title}}}<script>{{>page}}{{=<% %>=}}\"'", tame = "Tame";
  const std::string with_wild = page_that_names(wild), with_tame = page_that_names(tame);
  CHECK(count(with_wild, "<") == count(with_tame, "<"));        // as many tags
  CHECK(count(with_wild, "\"") == count(with_tame, "\"") + 4);  // in JSON: title, labels, series
  REQUIRE(count(with_tame, tame) > 50);
  CHECK(count(with_wild, "{{{title}}}") == count(with_tame, tame));
}

TEST_CASE("a template that is missing, misspelt or broken is reported", "[report]") {
  CHECK_THROWS_WITH(
      rendered("nothing", {{"title", "Words"}}),
      Contains("page_assets/templates/nothing.mustache is not in") && Contains("IGGAN_DATA_PATH"));
  CHECK_THROWS_WITH(rendered("heading", {{"titel", "Words"}}),
                    Contains("heading.mustache") && Contains("\"title\""));
  const TempDir dir;
  std::filesystem::create_directories(dir / "page_assets/templates");
  const auto file = [&](const char* name) {
    return dir.path / "page_assets/templates" / (std::string(name) + ".mustache");
  };
  write_text_atomically(file("open"), "<p>{{#text}}");
  write_text_atomically(file("includes"), "<p>{{>open}}</p>");
  const DataPath path(dir.path);
  for (const char* name : {"open", "includes"})
    CHECK_THROWS_WITH(rendered(name, {{"text", "a"}}),
                      Contains(name + std::string(".mustache")) && Contains("Unclosed section"));
}

TEST_CASE("a page is one file that loads nothing else", "[report]") {
  ReportPage page("Sofas", "Training run");
  page.section("One").picture(picture("a sofa"));
  page.section("One").text("The same title again.");
  const std::string plain = page.html();
  CHECK_THAT(plain, Contains("default-src 'none'"));
  CHECK_THAT(plain, Contains("<title>Sofas – Training run</title>"));
  CHECK_THAT(plain, Contains("<section id=\"one\"") && Contains("<section id=\"one-2\""));
  CHECK_THAT(plain, Contains("<a href=\"#one-2\">"));
  CHECK_THAT(plain, Contains("alt=\"a sofa\" width=\"5\" height=\"3\""));
  CHECK(count(plain, "src=\"data:") == 1);
  CHECK(count(plain, "src=\"http") + count(plain, "href=\"http") + count(plain, "url(http") == 0);

  // Scripts come with the blocks that need them.
  CHECK(plain.size() < 200'000);  // bytes: mostly two fonts
  page.section("Charts").chart({"t", "", "x", "y", {{"s", {{0, 1}, {1, 2}}}}});
  const std::string charts = page.html();
  CHECK(charts.size() > plain.size() + 40'000);
  page.section("Shapes").viewer({"v", "", {{"a", "glTF", picture("a")}}});
  CHECK(page.html().size() > charts.size() + 400'000);

  const TempDir dir;
  page.write(dir / "page.html");
  CHECK(read_text(dir / "page.html") == page.html());
}

TEST_CASE("numbers of a table sort by value and are tinted from worst to best", "[report]") {
  const std::string html = html_of("table", values_of(scores()));
  CHECK_THAT(html, Contains("class=\"n tint best\" style=\"--t:1.00\" data-v=\"2\">2.0<"));
  CHECK_THAT(html, Contains("class=\"n tint\" style=\"--t:0.00\" data-v=\"4\">4.0<"));
  CHECK_THAT(html, Contains("class=\"n tint\" style=\"--t:0.50\" data-v=\"3\">3.0<"));
  CHECK_THAT(html, Contains("class=\"n tint best\" style=\"--t:1.00\" data-v=\"0.7\">0.70<"));
  CHECK_THAT(html, Contains("class=\"n\" data-v=\"5\">5<"));
  // Reference rows are neither the best nor the worst.
  CHECK_THAT(html, Contains("<tbody class=\"reference\"><tr><th scope=\"row\">mean</th>"
                            "<td class=\"n\" data-v=\"1\">1.0</td><td class=\"n\">–</td>"));
  CHECK_THAT(html, Contains("<dt>FD</dt><dd>lower is better</dd>"));
  CHECK(count(html, "<th scope=\"col\"") == 4);
}

TEST_CASE("columns of equal numbers are not tinted, and a missing number is a dash", "[report]") {
  ResultTable table = scores();
  for (auto& row : table.rows) row[1] = ResultCell::of(7, 0);
  table.rows[0][2] = ResultCell::of(std::numeric_limits<double>::quiet_NaN(), 2);
  const std::string html = html_of("table", values_of(table));
  CHECK(count(html, "data-v=\"7\"") == 3);
  CHECK(count(html, "class=\"n tint") == 2);  // of two IoUs, one is the best
  CHECK(count(html, "nan") == 0);
}

TEST_CASE("pictures are recognised by their first bytes, and need a description", "[report]") {
  CHECK_THAT(uri_of(encode_png(ImageU8(2, 2, 1))),
             Catch::Matchers::StartsWith("data:image/png;base64,iVBOR"));
  CHECK_THAT(uri_of("\xff\xd8\xff rest"), Catch::Matchers::StartsWith("data:image/jpeg;"));
  CHECK_THROWS_AS(uri_of("GIF89a"), DataError);
  CHECK_THROWS_WITH(values_of(picture(""), PictureScaling::smooth), Contains("alt"));
}

TEST_CASE("a chart carries its data for scripts and as a table, both thinned", "[report]") {
  ReportChart chart{"Loss", "", "iteration", "loss", {{"g", {}}, {"d", {}}}};
  for (int i = 0; i < 5000; ++i) {
    chart.series[0].points.emplace_back(i, i / 3.0);
    chart.series[1].points.emplace_back(i,
                                        i == 4999 ? std::numeric_limits<double>::infinity() : 2.0);
  }
  const std::string html = html_of("chart", values_of(chart, "chart"));
  CHECK_THAT(html, Contains("4999") && Contains("null"));
  CHECK_THAT(html, Contains("<th scope=\"row\" data-v=\"4999\">4999</th>"));
  CHECK(count(html, "<tr>") == 26);  // a title and 25 points
  CHECK(html.size() < 40'000);

  chart.series[1].points.resize(10);  // another axis: one row per point
  CHECK_THAT(html_of("chart", values_of(chart, "chart")), Contains(">series</th>"));
}

TEST_CASE("films, picture grids and viewers show their pictures without scripts", "[report]") {
  ReportFilm film{"Turn", "", {{"0°", picture("front")}, {"180°", picture("back")}}, 1, true};
  CHECK_THAT(html_of("film", values_of(film)),
             Contains("data-first=\"1\" data-endless") && Contains("alt=\"back\""));
  ReportPictureGrid grid{"Views", {"a", "b"}, {{"row", {picture("left"), {}}}}};
  CHECK_THAT(html_of("picture_grid", values_of(grid)),
             Contains("<th scope=\"row\">row</th>") && Contains("<td>–</td>"));
  const ReportViewer viewer{"Shapes", "", {{"seed 0", "glTF", picture("a sofa")}}};
  CHECK_THAT(html_of("viewer", values_of(viewer, "v")),
             Contains("<script type=\"model/gltf-binary\">Z2xURg==</script>") &&
                 Contains("alt=\"a sofa\""));
}
