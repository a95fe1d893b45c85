#include <support/catch.h>

#include <iggan/experiments/compared_renderer.h>

using namespace iggan;

TEST_CASE("renderers to compare are read with labels and parameters", "[evaluation]") {
  const auto all = read_compared_renderers(
      {R"(raster,soft=raster{"normals":"smooth","samples_per_axis":2},/a/b=c/mine_renderer.so)",
       R"(org.iggan.embree{"note":"a, \"}b"})", "raster"});
  REQUIRE(all.size() == 5);
  CHECK(all[0].label == "raster");
  CHECK(all[0].params.empty());
  CHECK(all[1].label == "soft");
  CHECK(all[1].renderer == "raster");
  CHECK(all[1].params["samples_per_axis"] == 2);
  CHECK(all[2].label == "mine");
  CHECK(all[2].renderer == "/a/b=c/mine_renderer.so");
  CHECK(all[3].label == "embree");
  CHECK(all[3].params["note"] == "a, \"}b");
  CHECK(all[4].label == "raster-2");
  CHECK(all[4].request(1, nullptr).isolation.on);
}

TEST_CASE("renderers that cannot be compared are refused", "[evaluation]") {
  CHECK_THROWS_WITH(read_compared_renderers({"a=raster,a=embree"}),
                    Contains("label a is given twice"));
  CHECK_THROWS_WITH(read_compared_renderers({"..x=raster"}), Contains("names a folder"));
  CHECK_THROWS_WITH(read_compared_renderers({"raster,,embree"}), Contains("expected [LABEL=]"));
  CHECK_THROWS_WITH(read_compared_renderers({"raster{\"normals\":}"}), Contains("raster{"));
}
