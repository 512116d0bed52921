// A page about a bundle or an ensemble on a cohort: what `evaluate --out` wrote.
#pragma once

#include <filesystem>
#include <string>

#include "myolens/report/content.h"

namespace myolens {

// `created` is the date as it shall be printed. Pictures are left out when the cohort is no longer
// where it was judged, or has too many for a page. Errors: kBadFormat (written by an older
// version), and of the files it reads.
ReportContent gather_evaluation(const std::filesystem::path& folder, const std::string& created);

// The whole page, UTF-8, as render_report but for what only a training knows. Errors: as
// render_report.
std::string render_evaluation(const ReportContent& content);

}  // namespace myolens
