#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>

#include <unistd.h>

#include <iggan/base/allocation.h>
#include <iggan/base/child_process.h>
#include <iggan/base/error.h>
#include <iggan/base/error_message.h>
#include <iggan/base/interrupt.h>
#include <iggan/console/status_line.h>
#include <iggan/console/terminal.h>
#include <iggan/experiments/own_command.h>
#include <iggan/features/archive_conversion.h>

#include "command.h"
#include "command_tree.h"
#include "completion.h"
#include "output.h"

namespace {

std::atomic<bool> main_returned{false};

/// A library that calls exit() can end this program at any point, with any status. That must not
/// count as success.
void refuse_exit_of_a_library() {
  if (main_returned) return;
  constexpr char kText[] =
      "error: a library, such as a renderer plugin, ended this program with exit(); "
      "--isolate runs a plugin in its own process\n";
  (void)!::write(STDERR_FILENO, kText, sizeof kText - 1);
  ::_exit(1);
}

void print_error(const std::string& text) {
  using namespace iggan;
  const std::string word = painted("error:", Paint::red, colour_of(Stream::error));
  cli::note(word + " " + text);
}

/// Explains what is wrong with the command line, and what was probably meant.
int explain(const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() == 0) return app.exit(error);  // --help and --version
  const std::string unknown = iggan::cli::about_unknown_words(app);
  print_error(unknown.empty() ? error.what() : unknown);
  iggan::cli::note("Run with --help for more information.");
  return 1;
}

/// A command fails if its results did not reach their reader.
int status_of_output(int status) {
  iggan::StatusLine& screen = iggan::StatusLine::of_process();
  if (!std::cout.flush() || std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
    screen.note_loss("cannot write to standard output: is the disk full, or has its reader gone?");
  const std::string loss = screen.loss();
  if (loss.empty()) return status;
  print_error(loss);
  return status == 0 ? 1 : status;
}

int run(int argc, char** argv) {
  iggan::keep_large_buffers();
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
  iggan::cli::add_launch_command(app);
  iggan::cli::add_watch_command(app);
  iggan::cli::add_sample_command(app);
  iggan::cli::add_interpolate_command(app);
  iggan::cli::add_invert_command(app);
  iggan::cli::add_directions_command(app);
  iggan::cli::add_evaluate_command(app);
  iggan::cli::add_features_command(app);
  iggan::cli::add_experiment_command(app);
  iggan::cli::add_compare_command(app);
  iggan::cli::add_report_command(app);
  iggan::cli::add_convert_checkpoint_command(app);
  iggan::cli::add_bench_command(app);
  iggan::cli::add_completion_command(app);
  iggan::cli::add_manual_command(app);

  iggan::cli::refuse_numbers_that_wrap(app);

  iggan::catch_interrupts();
  try {
    if (argc > 3 && std::string(argv[1]) == iggan::kChildOf) {
      iggan::end_with_parent(static_cast<pid_t>(std::atoi(argv[2])), SIGTERM);
      argv[2] = argv[0];
      argc -= 2;
      argv += 2;
    }
    // The shells call this at every Tab, with arbitrary words, so it is not one of the commands
    // above.
    if (argc > 1 && std::string(argv[1]) == "__complete") {
      iggan::cli::print_lines(
          iggan::cli::completions(iggan::cli::facts_of(app), {argv + 2, argv + argc}));
      return status_of_output(0);
    }
    if (argc == 3 && std::string(argv[1]) == iggan::kSendArchive) {
      iggan::send_archive(argv[2], iggan::kChildReport);
      return 0;
    }
    app.parse(argc, argv);
    return status_of_output(0);
  } catch (const CLI::ParseError& error) {
    return status_of_output(explain(app, error));
  } catch (const iggan::Interrupted& error) {
    iggan::cli::note(error.what());
    return status_of_output(130);
  } catch (const std::exception& error) {
    print_error(iggan::message_of(error));
    return status_of_output(1);
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::atexit(refuse_exit_of_a_library);
  const int status = run(argc, argv);
  main_returned = true;
  return status;
}
