#include <iggan/data/licenses.h>

namespace iggan {
namespace {

/// First match wins: narrower statements come before broader ones.
struct LicenseRow {
  const char* statement;     // part of the catalogue's statement
  const char* catalogue_id;  // part of its id; "" for any
  const char* spdx;
  const char* url;
};

constexpr LicenseRow kLicenses[] = {
    {"Public domain", "CC-0", "CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"},
    {"GNU GPL / CC-BY 3.0", "", "GPL-2.0-or-later OR CC-BY-3.0",
     "https://creativecommons.org/licenses/by/3.0/"},
    {"Attribution 3.0 United States", "", "CC-BY-3.0-US",
     "https://creativecommons.org/licenses/by/3.0/us/"},
    {"Creative Commons Attribution 3.0", "", "CC-BY-3.0",
     "https://creativecommons.org/licenses/by/3.0/"},
};

}  // namespace

License license_of(const std::string& statement, const std::string& catalogue_id) {
  for (const LicenseRow& row : kLicenses)
    if (statement.find(row.statement) != std::string::npos &&
        catalogue_id.find(row.catalogue_id) != std::string::npos)
      return {row.spdx, row.url};
  return {"NOASSERTION", ""};
}

}  // namespace iggan
