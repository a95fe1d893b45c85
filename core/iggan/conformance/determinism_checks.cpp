#include <algorithm>

#include <iggan/base/files.h>
#include <iggan/base/rng.h>
#include <iggan/base/shuffle.h>
#include <iggan/conformance/check.h>
#include <iggan/conformance/check_runner.h>
#include <iggan/render/plugin_renderer.h>

namespace iggan::conformance {
namespace {

void repeat(CheckContext& context) {
  const float bound = context.tolerance();
  Instance instance(context.subject(), context.params());
  auto expected = small_scenes(4);
  instance.draw(expected);
  const auto compare = [&](Instance& other, const char* what) {
    auto scenes = small_scenes(4);
    other.draw(scenes);
    for (std::size_t i = 0; i < 4; ++i) context.expect_equal(expected[i], scenes[i], what);
  };
  for (int again = 0; again < 3; ++again) compare(instance, "the same batch again");
  Instance fresh(context.subject(), context.params());
  compare(fresh, "the same batch by a fresh instance");
  if (bound > 0) return;  // a digest cannot compare nearly equal pixels
  std::string pixels;
  for (const AbiScene& scene : expected) pixels.append(scene.bytes.begin(), scene.bytes.end());
  const std::string digest =
      "pixels " + sha256_of_bytes(pixels.data(), pixels.size()).substr(0, 16);
  if (!context.request().nested) {
    CheckRequest request = context.request();
    request.nested = true;
    request.seconds *= 0.6;
    const CheckReport other = run_check(request);
    expect(other.message == digest, "a fresh process: expected {}, got {} {}", digest,
           to_string(other.verdict), other.message);
  }
  throw Finding{Verdict::pass, digest};
}

void batch(CheckContext& context) {
  (void)context.tolerance();
  Instance instance(context.subject(), context.params());
  constexpr std::uint32_t kMost = 64;
  auto singles = small_scenes(kMost);
  for (AbiScene& scene : singles) instance.draw(scene);
  for (const std::uint32_t count : {1u, 2u, 7u, kMost}) {
    if (!context.has_time())
      warn_check("too slow for batches of more than {}; give a longer --timeout", count / 2);
    auto scenes = small_scenes(count);
    auto jobs = jobs_of(scenes);
    Rng rng(context.request().seed);
    shuffle(jobs, rng);
    instance.draw(jobs);
    for (std::size_t i = 0; i < count; ++i)
      context.expect_equal(
          singles[i], scenes[i],
          fmt::format("job {} in a shuffled batch of {} compared with that job alone", i, count));
  }
}

void thread_budget(CheckContext& context) {
  (void)context.tolerance();
  Instance one(context.subject(), context.params(), 1);
  constexpr std::uint32_t kSize = 150;  // enough pixels to be worth starting threads
  auto expected = small_scenes(5, kSize);
  one.draw(expected);
  for (const std::uint32_t budget : {2u, 3u, 8u, 0u}) {
    Instance several(context.subject(), context.params(), budget);
    auto scenes = small_scenes(5, kSize);
    several.draw(scenes);
    for (std::size_t i = 0; i < 5; ++i)
      context.expect_equal(expected[i], scenes[i],
                           fmt::format("a thread budget of {} compared with 1", budget));
  }
}

void no_cache(CheckContext& context) {
  (void)context.tolerance();
  Instance instance(context.subject(), context.params());
  AbiScene scene = small_scene(0), other = small_scene(3);
  other.seed = scene.seed;
  other.look({0.6f, 0, 0.8f}, {0, 1, 0}, 10);
  instance.draw(std::vector<iggan_job>{scene.job(), other.job()});
  scene.occupancy.assign(other.occupancy.begin(), other.occupancy.end());  // the same address
  instance.draw(scene);
  context.expect_equal(other, scene, "changed voxels at the same address");
  scene.look({-0.6f, 0, 0.8f}, {0, 1, 0}, 10);
  other.look({-0.6f, 0, 0.8f}, {0, 1, 0}, 10);
  instance.draw(scene);
  Instance fresh(context.subject(), context.params());
  fresh.draw(other);
  context.expect_equal(other, scene, "a moved camera at the same address");
}

void after_failure(CheckContext& context) {
  (void)context.tolerance();
  Instance instance(context.subject(), context.params());
  auto expected = small_scenes(3);
  instance.draw(expected);
  auto broken = small_scenes(3);
  auto jobs = jobs_of(broken);
  broken[1].image.channels = 2;
  HostCall call;
  const iggan_status status = instance.render(jobs, call);
  expect(status != IGGAN_OK, "expected a job with two channels to be refused, got OK");
  auto scenes = small_scenes(3);
  instance.draw(scenes);
  for (std::size_t i = 0; i < 3; ++i)
    context.expect_equal(expected[i], scenes[i], "a valid batch after a refused one");
}

}  // namespace

CheckTable determinism_checks() {
  constexpr const char* kRule =
      "Determinism: a pixel depends only on the job's content, the parameters and the plugin's "
      "binary";
  return {
      {"determinism.repeat", "the same batch again, by a fresh instance, in a fresh process", kRule,
       repeat},
      {"determinism.batch", "shuffled batches of 1, 2, 7 and 64 compared with single jobs",
       "Determinism: a pixel does not depend on the job's position in the batch; seed belongs to "
       "the job",
       batch},
      {"determinism.threads", "thread budgets of 1, 2, 3, 8 and any",
       "Determinism: a pixel does not depend on the number of threads", thread_budget},
      {"determinism.no_cache", "changed content at the same addresses",
       "The functions, render_batch: nothing may be cached by address beyond the call", no_cache},
      {"state.after_failure", "a valid batch after a refused one",
       "Determinism: a pixel does not depend on earlier calls", after_failure},
  };
}

}  // namespace iggan::conformance
