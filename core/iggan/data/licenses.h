#pragma once
#include <string>

namespace iggan {

/// A license.
struct License {
  std::string spdx;  // SPDX expression; "NOASSERTION" if the statement is unknown
  std::string url;   // empty when unknown
};

/// Reads a catalogue's license statement.
/// @param statement     e.g. "Creative Commons Attribution 3.0 Unported license".
/// @param catalogue_id  distinguishes a CC0 dedication from other public-domain statements.
[[nodiscard]] License license_of(const std::string& statement, const std::string& catalogue_id);

}  // namespace iggan
