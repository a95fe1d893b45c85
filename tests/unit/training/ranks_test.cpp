#include <iggan/training/ranks.h>

#include <set>

#include <support/catch.h>

using namespace iggan;

namespace {

/// One of several ranks, without communication.
class RankAlone : public Ranks {
 public:
  RankAlone(int rank, int world) : Ranks(rank, world, world) {}
};

}  // namespace

TEST_CASE("a single rank gets the whole batch, and averages nothing", "[training]") {
  const auto one = one_rank();
  CHECK(share_of_batch(*one, 6, 2) == std::vector<std::int64_t>{0, 1, 2, 3, 4, 5});
  CHECK(one->average(3.5) == 3.5);
  CHECK(one->any(true));
  CHECK_FALSE(one->any(false));
  CHECK(one->from_first("bytes") == "bytes");
  CHECK(one->gathered(torch::ones({2, 3})).sizes() == torch::IntArrayRef{2, 3});
}

TEST_CASE("ranks split a batch into whole groups of the discriminator, without gaps or overlaps",
          "[training]") {
  // A batch of 16 has the groups {0, 4, 8, 12}, {1, 5, 9, 13} and so on. The first rank gets these
  // two.
  CHECK(share_of_batch(RankAlone(0, 2), 8, 2) ==
        std::vector<std::int64_t>{0, 1, 4, 5, 8, 9, 12, 13});
  CHECK(share_of_batch(RankAlone(1, 2), 8, 2) ==
        std::vector<std::int64_t>{2, 3, 6, 7, 10, 11, 14, 15});
  // Where groups would separate the views of a shape, each rank gets adjacent samples.
  CHECK(share_of_batch(RankAlone(1, 2), 4, 2) == std::vector<std::int64_t>{4, 5, 6, 7});
  for (const int views : {1, 2, 4})
    for (const int batch : {4, 8, 12}) {
      std::set<std::int64_t> all;
      for (int rank = 0; rank < 3; ++rank) {
        const auto share = share_of_batch(RankAlone(rank, 3), batch, views);
        all.insert(share.begin(), share.end());
        for (std::size_t i = 0; i < share.size(); i += static_cast<std::size_t>(views)) {
          CHECK(share[i] % views == 0);
          CHECK(share[i + static_cast<std::size_t>(views) - 1] == share[i] + views - 1);
        }
      }
      CHECK(all.size() == static_cast<std::size_t>(3 * batch));
      CHECK(*all.rbegin() == 3 * batch - 1);
    }
}
