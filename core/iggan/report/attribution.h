#pragma once
#include <filesystem>

#include <iggan/page/page.h>

namespace iggan {

/// Adds a section on the creators of the models in a data set: its ATTRIBUTION.txt as a table, and
/// in full, collapsed. Adds nothing if the set has no such file.
/// @param sets  folders of data; what they share appears once.
void add_attribution(ReportPage& page, const std::vector<std::filesystem::path>& sets);

}  // namespace iggan
