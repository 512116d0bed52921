// The figures of a report as files of their own, fit for a paper.
#pragma once

#include <string>
#include <vector>

#include "myolens/report/content.h"
#include "myolens/report/plot_frame.h"

namespace myolens {

struct Figure {
  std::string name;  // of its file, without an extension: "roc"
  std::string svg;   // on white, carries the notice, says when patients are synthetic
  SvgSize size;      // CSS pixels
};

// Those that the report draws, in its order. Errors: as render_report.
std::vector<Figure> report_figures(const ReportContent& content);

}  // namespace myolens
