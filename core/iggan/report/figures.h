#pragma once
#include <cstdint>
#include <string>

#include <iggan/config/fields.h>
#include <iggan/page/blocks.h>

/// Figures of JSON documents, as people read them.
namespace iggan {

/// The number at a place such as "/one_yaw/iou"; not a number where there is none.
[[nodiscard]] double number_at(const config::Json& json, const std::string& pointer);
/// The text at a place; a dash where there is none.
[[nodiscard]] std::string text_at(const config::Json& json, const std::string& pointer);
/// The number there as a cell of a table; a dash where there is none.
[[nodiscard]] ReportCell cell_at(const config::Json& json, const std::string& pointer, int digits);

/// "14,760"
[[nodiscard]] std::string grouped(std::int64_t number);
/// "40 s", "17 min", "2 h 05 min"
[[nodiscard]] std::string duration(double seconds);
/// A JSON value in one line, texts without quotes.
[[nodiscard]] std::string in_words(const config::Json& value);

}  // namespace iggan
