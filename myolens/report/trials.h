// Reads what a search tried: trials.csv of a run, as experiment/trials_table.h writes it. Internal
// to report/.
#pragma once

#include <filesystem>
#include <vector>

#include "myolens/report/content.h"

namespace myolens {

// Errors: as read_table; kBadFormat for a number out of its range, a trial whose epochs do not
// grow, or unless exactly one run is the chosen one, and has a loss.
std::vector<SearchRun> read_trials(const std::filesystem::path& file);

// The longest run of each configuration, in the order of their numbers. The chosen epoch may lie in
// an earlier rung: the configuration is the chosen one all the same.
std::vector<SearchRun> last_runs(const std::vector<SearchRun>& runs);

}  // namespace myolens
