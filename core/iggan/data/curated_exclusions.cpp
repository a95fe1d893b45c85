#include <iggan/data/curated_exclusions.h>

namespace iggan {

const std::vector<CuratedExclusion>& curated_exclusions() {
  static const std::vector<CuratedExclusion> table = {
      {"Blend Swap CC-0#foldingChair", "a folding stool"},
      {"Blend Swap CC-0#relaxChair", "a lounger"},
      {"Blend Swap CC-0#toiletsUnit", "its lid is shut"},
      {"Blend Swap CC-BY#chair_deck", "a lounger"},
      {"Blend Swap CC-BY#classSeat", "a seat with a school desk"},
      {"Blend Swap CC-BY#modernToilet", "its lid is shut"},
      {"Blend Swap CC-BY#toilets_unit_jay_hardy", "its lid is shut"},
      {"Blend Swap CC-BY#wheelchair", "a wheelchair"},
      {"Kator Legaz#chair-ottoman", "a lounger: armchair and ottoman in one"},
      {"Scopia#baby_high_chair", "a baby's high chair"},
      {"Scopia#bathroom1", "a washbasin with a mirror"},
      {"Scopia#bathroom_vanity", "a washbasin with a mirror"},
      {"Scopia#beach_chair", "a lounger"},
      {"Scopia#convertible-sofa-BZ-opened", "unfolded into a bed"},
      {"Scopia#double_vanity", "a washbasin with a mirror"},
      {"Scopia#ext_chair", "a day bed"},
      {"Scopia#jacuzzi", "filled with water"},
      {"Scopia#ryokanChair", "has no legs"},
  };
  return table;
}

const char* curated_exclusion_reason(const std::string& model_id) {
  for (const CuratedExclusion& exclusion : curated_exclusions())
    if (model_id == exclusion.id) return exclusion.reason;
  return nullptr;
}

}  // namespace iggan
