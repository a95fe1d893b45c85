#include <iggan/pictures/photograph_verdict.h>

#include <algorithm>

namespace iggan {

void PhotographRecord::add(Remark kind, std::string text) {
  remarks.push_back({kind, std::move(text)});
  verdict = std::max(verdict, refuses(kind) ? Verdict::refused : Verdict::warning);
}

}  // namespace iggan
