// A reporting checklist, filled in with what a run knows. Internal to report/.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "myolens/report/content.h"
#include "myolens/report/html.h"
#include "myolens/report/run_answers.h"

namespace myolens {

struct ChecklistItem {
  Literal group;  // heading of the part it belongs to
  Literal number;
  Literal demand;           // what it asks for, in our words
  std::string known;        // what the run says to it; empty: nothing
  bool author_left = true;  // whether something is left for the author
};

// What a run says to an item: always the same, or one of its answers.
class ChecklistAnswer {
 public:
  using Member = std::string (RunAnswers::*)() const;

  constexpr ChecklistAnswer() = default;
  consteval ChecklistAnswer(const char* fixed) : fixed_(fixed) {}
  consteval ChecklistAnswer(Member member) : member_(member) {}

  std::string of(const RunAnswers& run) const {
    return member_ != nullptr ? (run.*member_)() : std::string(fixed_);
  }

 private:
  std::string_view fixed_;
  Member member_ = nullptr;
};

// An item as the list asks for it.
struct ChecklistDemand {
  Literal number;
  Literal demand;
  ChecklistAnswer answer{};
  bool author_adds = true;  // whatever the run says
};

// An answer that is empty is left to the author.
consteval ChecklistDemand known(Literal number, Literal demand, ChecklistAnswer answer) {
  return {number, demand, answer, false};
}
consteval ChecklistDemand partly_known(Literal number, Literal demand, ChecklistAnswer answer) {
  return {number, demand, answer, true};
}
consteval ChecklistDemand for_author(Literal number, Literal demand) { return {number, demand}; }

struct ChecklistPart {
  Literal heading;
  std::span<const ChecklistDemand> demands;
};

using Checklist = std::vector<ChecklistItem>;

Checklist filled(std::initializer_list<ChecklistPart> parts, const ReportContent& content);

// TRIPOD+AI (Collins et al., BMJ 2024;385:e078378): 27 items in 52 parts.
Checklist tripod_checklist(const ReportContent& content);

// CLAIM, 2024 update (Tejani et al., Radiology: Artificial Intelligence 2024;6:e240300): 44 items.
Checklist claim_checklist(const ReportContent& content);

}  // namespace myolens
