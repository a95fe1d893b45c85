#include <iggan/conformance/check.h>
#include <iggan/conformance/job_faults.h>
#include <iggan/render/plugin_renderer.h>

namespace iggan::conformance {
namespace {

/// A batch of three with one bad job: refused as a whole, with the right statuses, and no byte of
/// any picture written.
void expect_refused(Instance& instance, const JobFault& fault, std::size_t place) {
  auto scenes = small_scenes(3);
  auto jobs = jobs_of(scenes);
  fault.make(scenes[place], jobs[place]);
  HostCall call;
  const iggan_status status = instance.render(jobs, call);
  expect(status == fault.status || status == fault.also, "{} in job {} of 3: expected {}, got {}{}",
         fault.name, place, status_name(fault.status), status_name(status), call.words());
  for (std::size_t i = 0; i < 3; ++i) {
    const iggan_status wanted = i == place ? status : IGGAN_E_NOT_RUN;
    expect(instance.statuses[i] == wanted,
           "{} in job {} of 3: expected the status {} for job {}, got {}", fault.name, place,
           status_name(wanted), i, status_name(instance.statuses[i]));
    expect(scenes[i].untouched(),
           "{} in job {} of 3: expected no byte of any picture written, got writes in job {}",
           fault.name, place, i);
  }
  expect(!call.text().empty(), "{}: expected an error text that says why, got none", fault.name);
}

void expect_all_refused(CheckContext& context, const std::vector<JobFault>& faults) {
  Instance instance(context.subject(), context.params());
  for (const JobFault& fault : faults) {
    if (fault.applies != nullptr && !fault.applies(context.subject().info())) continue;
    for (const std::size_t place : {0u, 1u, 2u}) expect_refused(instance, fault, place);
  }
}

void malformed(CheckContext& context) {
  expect_all_refused(context, malformed_jobs());
}

void not_finite(CheckContext& context) {
  expect_all_refused(context, not_finite_jobs());
}

void unknown_bits(CheckContext& context) {
  Instance instance(context.subject(), context.params());
  const JobFault lowest{"the unknown flag 1", [](AbiScene&, iggan_job& j) { j.flags = 1; },
                        IGGAN_E_UNSUPPORTED};
  const JobFault highest{"the unknown flag 2^31",
                         [](AbiScene&, iggan_job& j) { j.flags = 1u << 31; }, IGGAN_E_UNSUPPORTED};
  for (const std::size_t place : {0u, 2u}) {
    expect_refused(instance, lowest, place);
    expect_refused(instance, highest, place);
  }
}

void arguments(CheckContext& context) {
  Instance instance(context.subject(), context.params());
  const iggan_plugin& table = context.subject().table();
  AbiScene scene = small_scene();
  const iggan_job job = scene.job();
  iggan_status status = -1;
  HostCall call, short_call;
  short_call.raw().struct_size = 16;
  const auto refuse = [&](iggan_status got, const char* what) {
    expect(got == IGGAN_E_INVALID && scene.untouched(),
           "{}: expected INVALID and nothing written, got {}", what, status_name(got));
  };
  const iggan_status none =
      table.render_batch(instance.get(), nullptr, 0, sizeof(iggan_job), nullptr, call.get());
  expect(none == IGGAN_OK, "no jobs at all: expected OK, got {}", status_name(none));
  refuse(table.render_batch(instance.get(), nullptr, 1, sizeof job, &status, call.get()),
         "jobs is NULL");
  refuse(table.render_batch(instance.get(), &job, 1, sizeof job, nullptr, call.get()),
         "job_status is NULL");
  refuse(table.render_batch(instance.get(), &job, 1, 64, &status, call.get()),
         "a job_stride of 64");
  expect(status == IGGAN_E_NOT_RUN, "a job_stride of 64: expected the status NOT_RUN, got {}",
         status_name(status));
  refuse(table.render_batch(nullptr, &job, 1, sizeof job, &status, call.get()),
         "the renderer is NULL");
  refuse(table.render_batch(instance.get(), &job, 1, sizeof job, &status, short_call.get()),
         "a short call struct");
  const iggan_status quiet =
      table.render_batch(instance.get(), &job, 1, sizeof job, &status, nullptr);
  expect(quiet == IGGAN_OK && !scene.untouched(),
         "a call struct of NULL: expected the job rendered, got {}", status_name(quiet));
  HostCall bare;
  bare.raw().should_stop = nullptr;
  bare.raw().log = nullptr;
  bare.raw().error_text = nullptr;
  bare.raw().error_capacity = 0;
  const iggan_status hookless = instance.render({job}, bare);
  expect(hookless == IGGAN_OK, "a call struct without hooks: expected OK, got {}",
         status_name(hookless));
  scene.image.channels = 2;
  const iggan_status refused = instance.render({job}, bare);
  expect(refused == IGGAN_E_INVALID || refused == IGGAN_E_UNSUPPORTED,
         "two channels, and a call struct without hooks: expected a refusal, got {}",
         status_name(refused));
  const iggan_create_info nameless{sizeof nameless, 1, nullptr, "{}"};
  iggan_renderer* unnamed = nullptr;
  const iggan_status no_id = table.create(&nameless, call.get(), &unnamed);
  expect(no_id == IGGAN_E_INVALID && unnamed == nullptr,
         "a renderer_id of NULL: expected INVALID and no instance, got {}", status_name(no_id));
  const std::string id = context.subject().info().id;
  const iggan_create_info whole{sizeof whole, 1, id.c_str(), "{}"};
  iggan_create_info cut = whole;
  cut.struct_size = 8;
  iggan_renderer* out = nullptr;
  const iggan_status short_info = table.create(&cut, call.get(), &out);
  expect(short_info == IGGAN_E_INVALID && out == nullptr,
         "a short create_info: expected INVALID and no instance, got {}", status_name(short_info));
}

}  // namespace

CheckTable request_checks() {
  return {
      {"requests.invalid", "malformed jobs, first, second and last in a batch",
       "The functions, render_batch: on INVALID or UNSUPPORTED no byte was written, the offender "
       "has its code, the others NOT_RUN",
       malformed},
      {"requests.not_finite", "NaN, infinity and singular matrices",
       "A job: every float must be finite; grid.to_world is refused when singular", not_finite},
      {"requests.unknown_bits", "flags that version 1.0 lacks",
       "Symbols and versions: unknown bits in job.flags are UNSUPPORTED", unknown_bits},
      {"requests.arguments", "NULL and short arguments, an empty batch, a call without hooks",
       "The functions: no jobs is OK; less than the 1.0 size is INVALID", arguments},
  };
}

}  // namespace iggan::conformance
