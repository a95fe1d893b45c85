#pragma once
#include <string>

namespace iggan {

struct License {
  std::string spdx;  // SPDX expression; "NOASSERTION" when the statement is not known
  std::string url;   // empty when unknown
};

/// Reads the words in which a catalogue states its license.
/// @param statement     e.g. "Creative Commons Attribution 3.0 Unported license".
/// @param catalogue_id  tells a CC0 dedication from other public domain.
[[nodiscard]] License license_of(const std::string& statement, const std::string& catalogue_id);

}  // namespace iggan
