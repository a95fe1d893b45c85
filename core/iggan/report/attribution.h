#pragma once
#include <filesystem>

#include <iggan/page/page.h>

namespace iggan {

/// Adds a section on those who made the models behind a data set: its ATTRIBUTION.txt as a table,
/// and whole, folded away. Nothing when the set has no such file.
/// @param sets  folders of data; what they share is said once.
void add_attribution(ReportPage& page, const std::vector<std::filesystem::path>& sets);

}  // namespace iggan
