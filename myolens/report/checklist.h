// A reporting checklist, filled in with what a run knows. Internal to report/.
#pragma once

#include <string>
#include <vector>

#include "myolens/report/content.h"
#include "myolens/report/html.h"

namespace myolens {

struct ChecklistItem {
  Literal group;  // heading of the part it belongs to
  Literal number;
  Literal demand;           // what it asks for, in our words
  std::string known;        // what the run says to it; empty: nothing
  bool author_left = true;  // whether something is left for the author
};

class Checklist {
 public:
  void part(Literal heading) { part_ = heading; }

  // An answer that is empty is left to the author.
  void known(Literal number, Literal demand, const std::string& answer) {
    items_.push_back({part_, number, demand, answer, answer.empty()});
  }
  void partly_known(Literal number, Literal demand, const std::string& answer) {
    items_.push_back({part_, number, demand, answer, true});
  }
  void for_author(Literal number, Literal demand) {
    items_.push_back({part_, number, demand, "", true});
  }

  const std::vector<ChecklistItem>& items() const { return items_; }

 private:
  Literal part_ = "";
  std::vector<ChecklistItem> items_;
};

// TRIPOD+AI (Collins et al., BMJ 2024;385:e078378): 27 items in 52 parts.
Checklist tripod_checklist(const ReportContent& content);

// CLAIM, 2024 update (Tejani et al., Radiology: Artificial Intelligence 2024;6:e240300): 44 items.
Checklist claim_checklist(const ReportContent& content);

}  // namespace myolens
