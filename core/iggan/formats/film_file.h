#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include <iggan/scene/image.h>

namespace iggan {

/// Writes frames of one size as a GIF that loops forever, completely or not at all; the 256 colours
/// are chosen for each frame.
/// @param frames_per_second  1 to 50; the format counts in hundredths of a second.
/// @throws DataError, WriteError.
void write_gif(const std::filesystem::path& path, const std::vector<ImageU8>& frames,
               int frames_per_second);

/// Whether one of the folders of PATH has a program `ffmpeg`.
[[nodiscard]] bool has_ffmpeg();

/// Makes an H.264 video from the pictures 0000.png, 0001.png ... in a folder, with an `ffmpeg`
/// process. Their width and height must be even.
/// @throws DataError with ffmpeg's message when it fails; no file is left then.
void write_mp4(const std::filesystem::path& path, const std::filesystem::path& frames,
               int frames_per_second);

/// "0007.png", as write_mp4 finds it.
[[nodiscard]] std::string frame_name(std::size_t index);

}  // namespace iggan
