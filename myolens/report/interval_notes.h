// Letters in a table for the methods of its intervals, and the line below it that explains them.
// Internal to report/.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "myolens/metrics/intervals.h"
#include "myolens/report/html.h"

namespace myolens {

// The methods of one table, in the order of their first use.
class IntervalNotes {
 public:
  // "0.849 to 0.987" with the method's letter, "not given", or a dash without a value.
  void write_interval(HtmlWriter& html, const Estimate& estimate);

  void write_methods(HtmlWriter& html, uint64_t bootstrap_seed, Literal closing = "") const;

 private:
  std::string letter(IntervalMethod method);

  std::vector<IntervalMethod> used_;
  bool missing_interval_ = false;
};

}  // namespace myolens
