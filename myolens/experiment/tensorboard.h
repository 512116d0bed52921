// The history of a run as TensorBoard's event files, beside history.csv: `tensorboard --logdir RUN`
// draws its curves.
#pragma once

#include <vector>

#include "myolens/experiment/run_folder.h"

namespace myolens {

// One file per stage with epochs, in a folder of its name, so that TensorBoard lays the stages over
// each other. Scalars: loss/training, loss/validation, accuracy/training, accuracy/validation, as
// single precision; the step is the epoch. Errors: kWriteFailed.
void write_event_files(const RunFolder& run, const std::vector<StageHistory>& stages);

}  // namespace myolens
