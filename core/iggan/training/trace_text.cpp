#include <iggan/training/trace_text.h>

#include <utility>

#include <iggan/config/json_file.h>

namespace iggan {
namespace {

double microseconds(RecordedOperation::Time from, RecordedOperation::Time to) {
  return std::chrono::duration<double, std::micro>(to - from).count();
}

/// "[8,16,24,24] [32,16,3,3]"
std::string sizes_text(const std::vector<std::int64_t>& sizes) {
  std::string text;
  for (std::size_t at = 0; at < sizes.size();) {
    const auto begin = sizes.begin() + static_cast<std::ptrdiff_t>(at) + 1, end = begin + sizes[at];
    text += fmt::format("{}[{}]", text.empty() ? "" : " ", fmt::join(begin, end, ","));
    at += static_cast<std::size_t>(sizes[at]) + 1;
  }
  return text;
}

std::string json_text(const std::string& text) {
  return config::line_of(config::Json(text));
}

}  // namespace

int TraceText::row_of(const RecordedOperation& operation) {
  const auto known = rows_.find(operation.thread);
  if (known != rows_.end()) return known->second;
  const int next = static_cast<int>(names_.size()) + 1;
  const std::string name = rows_.empty() ? "training" : operation.name;
  return rows_[operation.thread] = names_.try_emplace(name, next).first->second;
}

void TraceText::add(const std::vector<RecordedOperation>& operations) {
  if (rows_.empty() && !operations.empty()) begin_ = operations.front().start;
  for (const RecordedOperation& operation : operations) {
    std::string more;
    if (!operation.sizes.empty())
      more += fmt::format("\"sizes\":{}", json_text(sizes_text(operation.sizes)));
    if (operation.floating_point_operations > 0)
      more += fmt::format("{}\"GFLOP\":{:.6f}", more.empty() ? "" : ",",
                          operation.floating_point_operations / 1e9);
    text_ += fmt::format(
        "{{\"name\":{},\"cat\":\"{}\",\"ph\":\"X\",\"pid\":1,\"tid\":{},\"ts\":{:.3f},"
        "\"dur\":{:.3f},\"args\":{{{}}}}},\n",
        json_text(operation.name), operation.scope ? "part" : "operation", row_of(operation),
        microseconds(begin_, operation.start), microseconds(operation.start, operation.end), more);
  }
}

std::string TraceText::finish() {
  for (const auto& [name, row] : names_)
    text_ += fmt::format(
        "{{\"name\":\"thread_name\",\"ph\":\"M\",\"pid\":1,\"tid\":{},\"args\":{{\"name\":{}}}}},"
        "\n",
        row, json_text(name));
  text_ += "{\"name\":\"process_name\",\"ph\":\"M\",\"pid\":1,\"args\":{\"name\":\"iggan\"}}]}\n";
  return std::move(text_);
}

}  // namespace iggan
