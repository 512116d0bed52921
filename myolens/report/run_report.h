// Gathers what a run folder holds into a report.
#pragma once

#include <string>

#include "myolens/experiment/run_folder.h"
#include "myolens/report/content.h"

namespace myolens {

// Needs the evaluation of the test patients; further evaluations and the explanations are taken up
// where they are there. `created` is the date as it shall be printed. Errors: kNotFound (no
// evaluation yet, with the command that makes it), and of the files it reads.
ReportContent gather_report(const RunFolder& run, const std::string& created);

}  // namespace myolens
