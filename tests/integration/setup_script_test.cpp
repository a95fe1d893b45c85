#include <support/catch.h>

#include <support/run_command.h>
#include <support/temp_dir.h>

#include <iggan/base/files.h>

namespace fs = std::filesystem;

namespace {

/// setup.sh --list on a system with this name and these commands.
CommandResult list_packages(const std::string& os_release, const std::string& path,
                            const std::string& options = "") {
  const TempDir dir;
  const fs::path file = dir / "os-release";
  iggan::write_text_atomically(file, os_release);
  return run_shell("IGGAN_OS_RELEASE=" + quoted(file) + " PATH='" + path + "' " +
                   "/bin/bash " IGGAN_SOURCE_DIR "/setup.sh --list " + options + " 2>&1");
}

const std::string kFedora = "ID=fedora\nVERSION_ID=40\nPRETTY_NAME=\"Fedora Linux 40\"\n";

}  // namespace

TEST_CASE("setup.sh says what it was made for on systems that it does not know", "[command]") {
  if (run_shell("command -v apt-get dpkg-query >/dev/null").status == 0) {
    for (const char* version : {"12", "13"}) {
      const auto known = list_packages(std::string("ID=debian\nVERSION_ID=\"") + version + "\"\n",
                                       "/usr/bin:/bin");
      CHECK(known.status == 0);
      CHECK_THAT(known.output, !Contains("made for"));
    }
    const auto other = list_packages(
        "ID=ubuntu\nVERSION_ID=\"24.04\"\nPRETTY_NAME=\"Ubuntu 24.04 LTS\"\n", "/usr/bin:/bin");
    CHECK(other.status == 0);
    CHECK_THAT(other.output, Contains("made for Debian 12 and 13") && Contains("Ubuntu 24.04 LTS"));
  }
  const auto without_apt = list_packages(kFedora, "/nowhere");
  CHECK(without_apt.status == 0);
  CHECK_THAT(without_apt.output, Contains("Fedora Linux 40 has no apt-get") &&
                                     Contains("libembree-dev") && Contains("catch2") &&
                                     !Contains("libtachyon-mt-0-dev"));
  const auto with_renderers = list_packages(kFedora, "/nowhere", "--renderers");
  CHECK_THAT(with_renderers.output, Contains("libembree-dev") && Contains("blender\n") &&
                                        Contains("python3-numpy") &&
                                        Contains("libtachyon-mt-0-dev") && Contains("libegl-dev") &&
                                        Contains("libgles-dev"));
}
