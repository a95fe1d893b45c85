#include <cstdio>
#include <exception>

#include <malloc.h>

#include <iggan/base/error.h>
#include <iggan/base/interrupt.h>

#include "command.h"

namespace {

/// Training asks for the same large buffers again and again. Kept in the heap they are reused;
/// by default each is mapped and unmapped, and the page faults cost a tenth of an iteration.
void keep_large_buffers() {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);  // the most that glibc takes
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
}

}  // namespace

int main(int argc, char** argv) {
  keep_large_buffers();
  CLI::App app{"iggan: learn to generate 3D shapes from 2D pictures, through any renderer."};
  app.name("iggan");
  app.set_version_flag("--version", IGGAN_VERSION);
  app.require_subcommand(1);
  app.get_formatter()->column_width(34);
  app.option_defaults()->always_capture_default();

  iggan::cli::add_doctor_command(app);
  iggan::cli::add_renderers_command(app);
  iggan::cli::add_dataset_command(app);
  iggan::cli::add_render_command(app);
  iggan::cli::add_train_command(app);
  iggan::cli::add_sample_command(app);
  iggan::cli::add_evaluate_command(app);
  iggan::cli::add_features_command(app);
  iggan::cli::add_experiment_command(app);
  iggan::cli::add_report_command(app);
  iggan::cli::add_bench_command(app);

  iggan::catch_interrupts();
  try {
    app.parse(argc, argv);
    return 0;
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  } catch (const iggan::Interrupted& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 130;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 1;
  }
}
