#include <support/catch.h>

#include <iggan/base/error.h>
#include <iggan/config/seed_list.h>

using iggan::parse_seed_list;
using Seeds = std::vector<std::uint64_t>;

TEST_CASE("seed lists name numbers and ranges in order, ends included", "[config]") {
  CHECK(parse_seed_list("7") == Seeds{7});
  CHECK(parse_seed_list("0-3") == Seeds{0, 1, 2, 3});
  CHECK(parse_seed_list("9,5-7,0") == Seeds{9, 5, 6, 7, 0});
  CHECK(parse_seed_list("18446744073709551615") == Seeds{18446744073709551615u});
}

TEST_CASE("invalid seed lists are refused with the part that is wrong", "[config]") {
  for (const std::string text :
       {"", "a", "1,", ",1", "1--2", "-1", "1-", "3-x", "1 2", "1.5", "18446744073709551616"}) {
    INFO(text);
    CHECK_THROWS_AS(parse_seed_list(text), iggan::ConfigError);
  }
  CHECK_THROWS_WITH(parse_seed_list("0,9-5"), Contains("write 5-9"));
  CHECK_THROWS_WITH(parse_seed_list("0-99999999999"), Contains("more than"));
}
