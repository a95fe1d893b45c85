#include <support/catch.h>

#include <iggan/base/error.h>
#include <iggan/config/training_config.h>

using namespace iggan;

TEST_CASE("the method is iggan unless a setting names a baseline", "[config]") {
  for (const auto& name : preset_names()) CHECK(preset(name).method == Method::iggan);
  TrainingConfig config;
  for (const Method method :
       {Method::visual_hull, Method::absorption_only, Method::emission_absorption, Method::iggan}) {
    apply_setting(config, "method=" + to_string(method));
    CHECK(config.method == method);
  }
  apply_setting(config, "baseline.absorption=80");
  CHECK(config.baseline.absorption == 80);
}

TEST_CASE("colour is off by default, and silhouette methods refuse it", "[config]") {
  for (const auto& name : preset_names())
    CHECK(preset(name).generator.colour == (name.rfind("photo", 0) == 0));
  TrainingConfig config;
  apply_setting(config, "generator.colour=true");
  for (const Method method : {Method::iggan, Method::emission_absorption}) {
    config.method = method;
    CHECK_NOTHROW(validate(config));
  }
  for (const Method method : {Method::visual_hull, Method::absorption_only}) {
    config.method = method;
    CHECK_THROWS_WITH(validate(config),
                      Contains("generator.colour") && Contains(to_string(method)));
  }
}

TEST_CASE("an unknown method is refused, and the known ones are listed", "[config]") {
  TrainingConfig config;
  CHECK_THROWS_WITH(apply_setting(config, "method=nerf"), Contains("method") && Contains("nerf") &&
                                                              Contains("visual_hull") &&
                                                              Contains("iggan"));
  CHECK_THROWS_WITH(apply_setting(config, "baseline.absorption=0"),
                    Contains("baseline.absorption"));
}

TEST_CASE("a config from before baselines uses the method iggan", "[config]") {
  TrainingConfig config;
  config::from_json(config::Json{{"name", "old"}}, config, "");
  CHECK(config.method == Method::iggan);
}

TEST_CASE("presets for photographs augment what the discriminator sees", "[config]") {
  for (const char* name : {"photo-32-cpu", "photo-64-gpu"}) {
    const TrainingConfig config = preset(name);
    CHECK_NOTHROW(validate(config));
    CHECK(config.augmentation.any());
    CHECK(config.loss.r1_gamma > 0);
  }
  for (const char* name : {"sofa-32-cpu", "chair-32-cpu", "paper-64-gpu", "smoke"})
    CHECK_FALSE(preset(name).augmentation.any());
}

TEST_CASE("networks too large for any machine are refused by name", "[config]") {
  for (const char* key :
       {"generator.latent_size", "generator.base_channels", "generator.min_channels",
        "discriminator.base_channels", "discriminator.max_channels", "proxy.channels"}) {
    TrainingConfig config;
    apply_setting(config, std::string(key) + "=2000000000");
    CHECK_THROWS_WITH(validate(config), Contains(key) && Contains("2000000000"));
  }
}
