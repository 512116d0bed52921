// Student's t distribution.
#pragma once

namespace myolens {

struct StudentT {
  double t = 0;
  int degrees = 1;  // of freedom, at least 1
};

// P(|T| >= |t|). Errors of both: kInvalidArgument for degrees below 1.
double two_sided_p(StudentT value);

// The t that |T| exceeds with a chance of 5 %.
double student_t_quantile95(int degrees);

}  // namespace myolens
