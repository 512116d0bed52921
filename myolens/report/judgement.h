// What an evaluation brings to a page, whoever was judged. Internal to report/.
#pragma once

#include "myolens/experiment/evaluation.h"
#include "myolens/report/content.h"

namespace myolens {

// Summary, curves and the first table of baselines; `seed` is that of the bootstrap.
void add_judgement(const Evaluation& evaluation, uint64_t seed, ReportContent& content);

BaselineTable baseline_table(const Evaluation& evaluation);

TestCase judged_case(const ScoredCase& scored);

// Errors: of read_file and decode_image.
Image read_picture(const std::filesystem::path& file);

}  // namespace myolens
