#include "apps/myolens/program.h"

int main(int count, char** words) {
  using namespace myolens;
  return run_program({phantom_command(), cohort_command(), layout_command(), prepare_command(),
                      backbones_command(), weights_command(), train_command(), compare_command(),
                      ensemble_command(), optimism_command(), resume_command(), runs_command(),
                      evaluate_command(), faithfulness_command(), predict_command(),
                      explain_command(), report_command(), export_command()},
                     {words + 1, words + count});
}
