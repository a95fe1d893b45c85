#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

#include <support/catch.h>

#include <iggan/base/parallel.h>

TEST_CASE("every index is worked on once, on any number of threads", "[base]") {
  for (const int jobs : {0, 1, 3, 50}) {
    std::vector<std::atomic<int>> visits(37);
    std::size_t last = 0;
    iggan::parallel_for(
        visits.size(), jobs, [&](std::size_t i) { ++visits[i]; },
        [&](std::size_t done) { last = done; });
    for (const auto& count : visits) CHECK(count == 1);
    CHECK(last == visits.size());
  }
  iggan::parallel_for(0, 4, [](std::size_t) { FAIL("nothing to do"); });
}

TEST_CASE("an exception stops the others and comes out", "[base]") {
  std::atomic<int> worked{0};
  CHECK_THROWS_WITH(
      iggan::parallel_for(100000, 4,
                          [&](std::size_t i) {
                            ++worked;
                            if (i == 3) throw std::runtime_error("index 3");
                            // Time for the news to arrive on a busy machine.
                            std::this_thread::sleep_for(std::chrono::microseconds(20));
                          }),
      "index 3");
  CHECK(worked < 100000);
}
