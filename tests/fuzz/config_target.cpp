// Any JSON; training options, as a document or as a setting KEY=VALUE; seed lists.
#include <iggan/config/json_file.h>
#include <iggan/config/seed_list.h>
#include <iggan/config/training_config.h>

#include "fuzz_target.h"

namespace {

using namespace iggan;

void read_document(const std::string& text) {
  config::Json json;
  if (!fuzz::accepts("config.json", [&] { json = config::parse_json(text, "config.json"); }))
    return;
  const std::string written = config::text_of(json);
  fuzz::expect(config::text_of(config::parse_json(written, "")) == written,
               "a written document is read back unchanged");
  TrainingConfig read;
  if (!fuzz::accepts([&] { config::from_json(json, read, ""); })) return;
  (void)fuzz::accepts([&] { validate(read); });
  TrainingConfig again;
  config::from_json(config::to_json(read), again, "");
  fuzz::expect(config::to_json(again) == config::to_json(read),
               "written options are read back unchanged");
}

}  // namespace

namespace iggan::fuzz {

std::vector<std::string> seeds() {
  return {config::text_of(config::to_json(preset("sofa-32-cpu"))),
          config::text_of(config::to_json(preset("photo-32-cpu"))),
          R"({"name": "\u00e4\ud83d\ude00", "training": {"batch_size": 8, "minutes": 1.5e1}})",
          "training.batch_size=8",
          "method=visual_hull",
          "loss.r1_gamma=0.5",
          "0-63",
          "0,5-9,18446744073709551615"};
}

}  // namespace iggan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  read_document(text);
  (void)fuzz::accepts([&] {
    TrainingConfig config;
    apply_setting(config, text);
    (void)config::text_of(config::to_json(config));
  });
  if (size > 0 && text[0] >= '0' && text[0] <= '9')
    (void)fuzz::accepts([&] { (void)parse_seed_list(text); });
  return 0;
}
