#pragma once
#include <string>
#include <vector>

namespace iggan {

/// A catalogue model that is not what its name says, found by inspecting all of them.
struct CuratedExclusion {
  const char* id;
  const char* reason;
};

/// All of them.
[[nodiscard]] const std::vector<CuratedExclusion>& curated_exclusions();
/// The reason why a model is left out; nullptr if it is not.
[[nodiscard]] const char* curated_exclusion_reason(const std::string& model_id);

}  // namespace iggan
