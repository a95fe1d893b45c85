#include <iggan/formats/film_file.h>

#include <OpenImageIO/imageio.h>

#include <iggan/base/child_process.h>
#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/formats/memory_file.h>

namespace iggan {
namespace fs = std::filesystem;

namespace {

constexpr const char* kEnv = "/usr/bin/env";  // searches the folders of PATH
constexpr double kAskSeconds = 20, kFfmpegSeconds = 600;

/// GIF frames for OpenImageIO: opaque colours, since a transparent pixel would show the previous
/// frame.
std::vector<std::uint8_t> opaque(const ImageU8& image) {
  std::vector<std::uint8_t> rgba;
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x) {
      for (int c = 0; c < 3; ++c)
        rgba.push_back(image.samples[image.index(x, y, image.channels < 3 ? 0 : c)]);
      rgba.push_back(255);
    }
  return rgba;
}

}  // namespace

void write_gif(const fs::path& path, const std::vector<ImageU8>& frames, int frames_per_second) {
  IGGAN_CHECK(!frames.empty() && frames_per_second >= 1 && frames_per_second <= 50);
  const auto output = OIIO::ImageOutput::create("film.gif");
  if (!output)
    fail<DataError>("cannot write {}: this build of OpenImageIO does not support GIF",
                    path.string());
  OIIO::ImageSpec spec(frames.front().width, frames.front().height, 4, OIIO::TypeDesc::UINT8);
  spec.attribute("oiio:ColorSpace", "sRGB");
  const int rate[] = {frames_per_second, 1};
  spec.attribute("FramesPerSecond", OIIO::TypeRational, rate);
  const std::vector<OIIO::ImageSpec> specs(frames.size(), spec);
  const MemoryFile memory("", path.string());
  bool written = output->open(memory.path(), static_cast<int>(specs.size()), specs.data());
  for (std::size_t i = 0; written && i < frames.size(); ++i) {
    IGGAN_CHECK(frames[i].width == spec.width && frames[i].height == spec.height);
    if (i > 0) written = output->open(memory.path(), spec, OIIO::ImageOutput::AppendSubimage);
    written = written && output->write_image(OIIO::TypeDesc::UINT8, opaque(frames[i]).data());
  }
  if (!written || !output->close())
    fail<DataError>("cannot write {}: {}", path.string(), output->geterror());
  write_text_atomically(path, read_text(memory.path()));
}

bool has_ffmpeg() {
  const ChildOutcome outcome = run_child({kEnv, "ffmpeg", "-version"}, kAskSeconds);
  return !outcome.timed_out && outcome.how_it_ended.empty();
}

void write_mp4(const fs::path& path, const fs::path& frames, int frames_per_second) {
  std::string pattern;
  for (const char letter : frames.string() + "/")
    pattern += letter == '%' ? "%%" : std::string{letter};
  pattern += "%04d.png";
  const ChildOutcome outcome =
      run_child({kEnv, "ffmpeg", "-nostdin", "-v", "error", "-framerate",
                 std::to_string(frames_per_second), "-i", pattern, "-c:v", "libx264", "-crf", "18",
                 "-pix_fmt", "yuv420p", "-movflags", "+faststart", "-y", path.string()},
                kFfmpegSeconds);
  if (!outcome.timed_out && outcome.how_it_ended.empty()) return;
  std::error_code ignored;
  fs::remove(path, ignored);
  fail<DataError>("ffmpeg made no {}: {}{}{}", path.filename().string(),
                  outcome.timed_out ? "it took too long" : outcome.how_it_ended,
                  outcome.output.empty() ? "" : "; ", outcome.output);
}

std::string frame_name(std::size_t index) {
  return fmt::format("{:04}.png", index);
}

}  // namespace iggan
