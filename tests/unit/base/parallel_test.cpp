#include <atomic>
#include <chrono>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <vector>

#include <support/catch.h>

#include <sys/resource.h>
#include <unistd.h>

#include <iggan/base/parallel.h>

namespace {

/// Leaves the process so little address space that only a few more threads can start, since each
/// maps a stack.
class FewThreads {
 public:
  FewThreads() {
    std::size_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    constexpr std::size_t kRoom = std::size_t{16} << 20;  // for what a test allocates
    ::getrlimit(RLIMIT_AS, &before_);
    rlimit narrow = before_;
    narrow.rlim_cur = pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) + kRoom;
    ::setrlimit(RLIMIT_AS, &narrow);
  }
  ~FewThreads() { ::setrlimit(RLIMIT_AS, &before_); }
  FewThreads(const FewThreads&) = delete;
  FewThreads& operator=(const FewThreads&) = delete;

 private:
  rlimit before_{};
};

[[maybe_unused]] bool can_start(std::size_t wanted) {
  std::vector<std::thread> threads;
  std::atomic<bool> end{false};
  bool all = true;
  try {
    while (threads.size() < wanted)
      threads.emplace_back([&] {
        while (!end) std::this_thread::sleep_for(std::chrono::milliseconds(1));
      });
  } catch (const std::system_error&) {
    all = false;
  }
  end = true;
  for (std::thread& thread : threads) thread.join();
  return all;
}

}  // namespace

TEST_CASE("every index is processed once, on any number of threads", "[base]") {
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

TEST_CASE("an exception stops the other threads and is rethrown", "[base]") {
  std::atomic<int> worked{0};
  CHECK_THROWS_WITH(
      iggan::parallel_for(100000, 4,
                          [&](std::size_t i) {
                            ++worked;
                            if (i == 3) throw std::runtime_error("index 3");
                            // Time for the exception to be noticed on a busy machine.
                            std::this_thread::sleep_for(std::chrono::microseconds(20));
                          }),
      "index 3");
  CHECK(worked < 100000);
}

TEST_CASE("an exception in the progress callback is rethrown too", "[base]") {
  std::atomic<int> worked{0};
  CHECK_THROWS_WITH(iggan::parallel_for(
                        100000, 4,
                        [&](std::size_t) {
                          ++worked;
                          std::this_thread::sleep_for(std::chrono::microseconds(20));
                        },
                        [](std::size_t) { throw std::runtime_error("nobody listens"); }),
                    "nobody listens");
  CHECK(worked < 100000);
}

TEST_CASE("progress is reported on the calling thread", "[base]") {
  const std::thread::id caller = std::this_thread::get_id();
  std::size_t elsewhere = 0, last = 0;
  iggan::parallel_for(
      2000, 4, [](std::size_t) {},
      [&](std::size_t done) {
        if (std::this_thread::get_id() != caller) ++elsewhere;
        CHECK(done > last);
        last = done;
      });
  CHECK(elsewhere == 0);
  CHECK(last == 2000);
}

#if !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)  // sanitizers end the process if they cannot map memory
TEST_CASE("threads that cannot start leave their work to the others", "[base]") {
  constexpr std::size_t kWanted = 200;
  std::vector<std::atomic<int>> visits(1000);
  bool none_missing = true;
  {
    const FewThreads limit;
    none_missing = can_start(kWanted);
    iggan::parallel_for(visits.size(), kWanted, [&](std::size_t i) {
      ++visits[i];
      std::this_thread::sleep_for(std::chrono::microseconds(50));
    });
  }
  CHECK_FALSE(none_missing);  // otherwise this test checks nothing
  for (const auto& count : visits) CHECK(count == 1);
}
#endif
