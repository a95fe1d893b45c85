#include <support/catch.h>

#include <iggan/training/saturation.h>

using namespace iggan;

namespace {

StatisticsLine healthy(std::int64_t iteration) {
  StatisticsLine line;
  line.iteration = iteration;
  line.solid = line.occupancy = 0.08;
  line.spread = 0.05;
  line.discriminator_accuracy = 0.6;
  line.proxy_l2 = 0.004;
  return line;
}

}  // namespace

TEST_CASE("each sign of failing training is reported once, with what to try", "[training]") {
  const TrainingConfig config;
  struct Case {
    const char* words;
    void (*change)(StatisticsLine&);
  };
  const Case cases[] = {
      {"shapes are empty; raise loss.minimum_occupancy", [](StatisticsLine& l) { l.solid = 0; }},
      {"fill the cube; lower", [](StatisticsLine& l) { l.solid = 0.95; }},
      {"always right; raise loss.r1_gamma",
       [](StatisticsLine& l) { l.discriminator_accuracy = 0.999; }},
      {"same shape; use more pictures", [](StatisticsLine& l) { l.spread = 0.003; }},
      {"proxy's error grows; raise", [](StatisticsLine& l) { l.proxy_l2 = 0.02; }},
  };
  for (const Case& one : cases) {
    SaturationSigns signs(config);
    CHECK(signs.observe(healthy(500)).empty());
    StatisticsLine wrong = healthy(600);
    one.change(wrong);
    const auto fresh = signs.observe(wrong);
    REQUIRE(fresh.size() == 1);
    CHECK_THAT(fresh[0], Contains("iteration 600") && Contains(one.words));
    CHECK(signs.observe(wrong).empty());  // not at every line
    CHECK(signs.now().size() == 1);
    CHECK(signs.observe(healthy(700)).empty());
    CHECK(signs.now().empty());
    CHECK(signs.observe(wrong).size() == 1);  // it came back
  }
}

TEST_CASE("a batch of one shape and statistics of earlier versions say nothing about the spread",
          "[training]") {
  TrainingConfig config;
  config.training.views_per_shape = config.training.batch_size;
  StatisticsLine line = healthy(500);
  line.spread = 0.001;
  CHECK(SaturationSigns(config).observe(line).empty());
  line.spread = 0;
  CHECK(SaturationSigns(TrainingConfig()).observe(line).empty());
}
