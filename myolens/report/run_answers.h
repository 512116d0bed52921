// What a run knows about itself, in sentences, for the model card and the checklists. Internal to
// report/.
#pragma once

#include <string>
#include <vector>

#include "myolens/report/content.h"

namespace myolens {

// Each is empty where the run does not know. The content must outlive the answers.
class RunAnswers {
 public:
  explicit RunAnswers(const ReportContent& content) : content_(content) {}

  std::string title() const;
  std::string technique() const;
  std::string data_source() const;
  std::string identities() const;
  std::string approval() const;
  std::string missing_data() const;
  std::string patients() const;  // how many of which class
  std::string parts() const;     // sizes of training, validation, test
  std::string partition() const;
  std::string flow() const;
  std::string flow_or_sizes() const;
  std::string reference_standard() const;
  std::string preparation() const;
  std::string network() const;
  std::string starting_weights() const;
  std::string training() const;
  std::string selection() const;
  std::string output() const;  // probability, threshold and how it was chosen
  std::string measures() const;
  std::string performance() const;
  std::string calibration() const;
  std::string subgroups() const;
  std::string explanations() const;
  std::string errors() const;
  std::string other_sets() const;
  std::string evaluation_data() const;
  std::string software() const;

  // Several of them together.
  std::string building() const;      // how the model came about
  std::string architecture() const;  // from its input to its output
  std::string results() const;
  std::string diagnostic_performance() const;
  std::string performance_everywhere() const;

 private:
  const ReportContent& content_;
};

// One after the other, empty ones left out.
std::string sentences(const std::vector<std::string>& parts);

}  // namespace myolens
