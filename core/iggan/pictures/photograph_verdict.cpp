#include <iggan/pictures/photograph_verdict.h>

#include <algorithm>

namespace iggan {

Verdict verdict_of(Remark remark) {
  if (remark <= Remark::duplicate) return Verdict::refused;
  return remark <= Remark::decoding ? Verdict::warning : Verdict::taken;
}

void PhotographRecord::add(Remark kind, std::string text) {
  remarks.push_back({kind, std::move(text)});
  verdict = std::max(verdict, verdict_of(kind));
}

}  // namespace iggan
