#include <support/catch.h>

#include <fstream>

#include <support/fake_plugins.h>
#include <support/temp_dir.h>

#include <iggan/base/error.h>
#include <iggan/render/plugin_library.h>

using iggan::PluginError;
using iggan::PluginLibrary;

namespace {

std::string refusal(const std::filesystem::path& path) {
  try {
    (void)PluginLibrary::open(path);
  } catch (const PluginError& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("a plugin of another major ABI is refused with both numbers and the path", "[render]") {
  const auto path = fake_plugin("wrong_major");
  CHECK_THAT(refusal(path), Contains(path.string()) && Contains("the plugin has ABI 7.3") &&
                                Contains("this host has 1.0"));
}

TEST_CASE("a library without the plugin's symbol is refused by name", "[render]") {
  const auto path = fake_plugin("missing_symbol");
  CHECK_THAT(refusal(path), Contains(path.string()) &&
                                Contains("does not export iggan_plugin_v1 (") &&
                                Contains("undefined symbol"));
}

TEST_CASE("a table shorter than ABI 1.0 is refused", "[render]") {
  CHECK_THAT(refusal(fake_plugin("short_table")), Contains("iggan_plugin says it has 24 bytes"));
}

TEST_CASE("a table without one of the functions that the host calls is refused by its name",
          "[render]") {
  for (const std::string function :
       {"get_info", "create", "destroy", "render_batch", "get_extension"}) {
    INFO(function);
    CHECK_THAT(refusal(fake_plugin("without_" + function)),
               Contains(function + " is missing from its iggan_plugin"));
  }
}

TEST_CASE("a plugin without float32 linear RGBA is refused", "[render]") {
  CHECK_THAT(refusal(fake_plugin("no_float_rgba")), Contains("does not offer float32 linear RGBA"));
}

TEST_CASE("a plugin whose schema breaks the contract is refused with the file and the key",
          "[render]") {
  const auto path = fake_plugin("empty_schema");
  CHECK_THAT(refusal(path),
             Contains(path.string() + ": its renderer org.iggan.test.bad: params_schema: expected "
                                      "\"type\": \"object\" in it"));
}

TEST_CASE("a file that is neither library nor program is refused with what a program needs",
          "[render]") {
  const TempDir dir;
  std::ofstream(dir / "my_renderer.py") << "import iggan_renderer\n";
  CHECK_THAT(refusal(dir / "my_renderer.py"),
             Contains((dir / "my_renderer.py").string() +
                      " is neither a shared library nor a program: make its first line "
                      "#!/usr/bin/env python3 (or your language's) and run chmod +x "));
}

TEST_CASE("a file that is not a library is refused with the loader's message", "[render]") {
  const TempDir dir;
  std::ofstream(dir / "text.so") << std::string(4000, 'x');
  std::filesystem::create_directory(dir / "folder.so");
  CHECK_THAT(refusal(dir / "text.so"),
             Contains((dir / "text.so").string()) && Contains("invalid ELF header"));
  CHECK_THAT(refusal(dir / "folder.so"),
             Contains((dir / "folder.so").string()) && Contains("Is a directory"));
  CHECK_THAT(refusal(dir / "absent.so"), Contains("No such file"));
}

TEST_CASE("two paths to one library give one library, with one lock", "[render]") {
  const TempDir dir;
  std::filesystem::create_symlink(fake_plugin("concurrent_renderer"), dir / "link.so");
  PluginLibrary& first = PluginLibrary::open(fake_plugin("concurrent_renderer"));
  CHECK(&PluginLibrary::open(dir / "link.so") == &first);
  CHECK(&PluginLibrary::open(fake_plugin("rival_renderer")) != &first);
}

TEST_CASE("a plugin's own description arrives completely", "[render]") {
  const std::filesystem::path file = fake_plugin("thread_affine_renderer");
  const auto& entries = PluginLibrary::open(file).entries();
  REQUIRE(entries.size() == 1);
  const iggan::RendererInfo& info = entries.front().info;
  CHECK(info.id == "org.iggan.test.thread_affine");
  CHECK(info.version == "1.2.3");
  CHECK(info.license == "BSD-3-Clause");
  CHECK(info.thread_model == "thread_affine");
  CHECK(info.max_grid_edge == 64);
  CHECK(info.library_path == file.string());
}
