#include <support/catch.h>

#include <limits>

#include "support/programs.h"
#include "support/temp_dir.h"
#include "support/text_log.h"

using namespace iggan;
using config::Json;

namespace {

/// A python3 that has NumPy; empty if there is none.
std::string python_with_numpy() {
  for (const char* python : {"python3", "/usr/bin/python3"}) {
    const auto found = run_shell(std::string(python) +
                                 " -c 'import sys, numpy; print(sys.executable, end=\"\")' 2>&1");
    if (found.status == 0) return found.output;
  }
  return "";
}

/// A renderer in Python.
/// @param picture  the expression that render(job) returns; it may use w, h and numpy, which is
///                 None unless `python` has it.
/// @param more     lines before render.
std::string python_renderer(const std::filesystem::path& path, const std::string& picture,
                            const std::string& more = "",
                            const std::string& python = "/usr/bin/env python3") {
  const bool bare = python.rfind("/usr/bin/env", 0) == 0;
  return script_file(path, "#!" + python + "\nimport array, math, sys\n" +
                               (bare ? "sys.modules['numpy'] = numpy = None\n" : "import numpy\n") +
                               "import iggan_renderer\n" + more +
                               "\ndef render(job):\n    w, h = job.width, job.height\n    return " +
                               picture +
                               "\niggan_renderer.serve(render, id='org.iggan.test.python')\n");
}

}  // namespace

TEST_CASE("a picture that is not linear floats is refused, with NumPy and without", "[programs]") {
  SKIP_WITHOUT_PYTHON();
  const TempDir dir;
  const std::string rule = "; return linear floats: 1.0 is white, not 255";
  const auto bare = [&](const std::string& picture) {
    return fault_of_program(python_renderer(dir / "bare.py", picture));
  };
  CHECK_THAT(bare("bytes(4 * w * h)"), Contains("render returned a buffer of format B" + rule));
  CHECK_THAT(bare("array.array('i', [1] * 4 * w * h)"), Contains("of format i" + rule));
  CHECK_THAT(bare("array.array('f', [1] * w * h)"),
             Contains("render returned 48 numbers, not 192"));
  const std::string python = python_with_numpy();
  if (python.empty()) SKIP_TEST("no python3 has NumPy");
  const auto with_numpy = [&](const std::string& picture) {
    return fault_of_program(python_renderer(dir / "arrays.py", picture, "", python));
  };
  for (const std::string type : {"uint8", "int64", "bool"})
    CHECK_THAT(with_numpy("numpy.ones((h, w, 4), numpy." + type + (type == "bool" ? "_)" : ")")),
               Contains("render returned " + type + rule));
  CHECK_THAT(with_numpy("[numpy.ones((w, 4), numpy.uint8)] * h"), Contains("uint8" + rule));
}

TEST_CASE("pictures may be floats of any kind, lists with whole numbers, and brighter than float32",
          "[programs]") {
  SKIP_WITHOUT_PYTHON();
  const TempDir dir;
  const SmallJobs jobs(1);
  const auto pixels = [&](const std::string& picture, const std::string& python) {
    return draw_small(*open_program(python_renderer(dir / "mine.py", picture, "", python),
                                    Json::object(), 1, nullptr, 20),
                      jobs.jobs);
  };
  const float largest = std::numeric_limits<float>::max();
  std::vector<std::string> pythons{"/usr/bin/env python3"};
  if (const std::string python = python_with_numpy(); !python.empty()) pythons.push_back(python);
  for (const std::string& python : pythons) {
    INFO(python);
    CHECK(pixels("[[[0, 0, 0, 1]] * w] * h", python)[3] == 1);
    CHECK(pixels("array.array('f', [0.5] * (4 * w * h))", python)[7] == 0.5f);
    CHECK(pixels("bytes(array.array('f', [0.25] * (4 * w * h)))", python)[0] == 0.25f);
    const auto bright = pixels("[[[1e39, -1e39, 2, 1]] * w] * h", python);
    CHECK(std::vector<float>(bright.begin(), bright.begin() + 4) ==
          std::vector<float>{largest, -largest, 2, 1});
  }
  if (pythons.size() > 1)
    for (const char* type : {"float16", "float32", "float64"})
      CHECK(pixels("numpy.full((h, w, 4), 0.5, '" + std::string(type) + "')", pythons[1])[0] ==
            0.5f);
}

TEST_CASE("a script without NumPy ends with a message that says how to install it", "[programs]") {
  SKIP_WITHOUT_PYTHON();
  const TempDir dir;
  const std::string advice =
      "name another Python in the script's first line, e.g. #!/usr/bin/python3 with Debian's "
      "python3-numpy";
  const std::string script = python_renderer(dir / "hits.py", "iggan_renderer.first_hits(job)");
  CHECK_THAT(fault_of_program(script), Contains("first_hits needs NumPy, which /") &&
                                           Contains("-m pip install numpy, or " + advice));
  const std::string whole =
      python_renderer(dir / "whole.py", "None", "iggan_renderer.require_numpy()");
  const std::string fault = fault_of_program(whole);
  CHECK_THAT(fault, Contains("this renderer needs NumPy, which /") && Contains(advice));
  CHECK_THAT(fault, !Contains("Traceback"));
  const std::string other = python_renderer(
      dir / "own.py", "None", "raise ModuleNotFoundError(\"No module named 'numpy'\")");
  CHECK_THAT(fault_of_program(other),
             Contains("name a Python that has NumPy in the script's first line"));
}

TEST_CASE("the text of Unsupported is the whole reason", "[programs]") {
  SKIP_WITHOUT_PYTHON();
  const TempDir dir;
  const std::string script =
      python_renderer(dir / "picky.py", "refuse()",
                      "def refuse():\n    raise iggan_renderer.Unsupported('no area lights')\n");
  CHECK(fault_of_program(script) ==
        "renderer org.iggan.test.python: job 0 of 1 failed: job 0: no area lights");
}

TEST_CASE("text that a program prints without a final newline reaches the log", "[programs]") {
  SKIP_WITHOUT_PYTHON();
  const TempDir dir;
  const SmallJobs jobs(1);
  TextLog log;
  const auto renderer = open_program(
      python_renderer(dir / "half.py", "print('half a line', end='') or [[[0, 0, 0, 1]] * w] * h"),
      Json::object(), 1, log.borrowed(), 20);
  (void)draw_small(*renderer, jobs.jobs);
  CHECK_THAT(log.text.str(), Contains("half a line"));
}
