// Draws virtual patients until both classes are full.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "myolens/base/progress.h"
#include "myolens/phantom/label.h"
#include "myolens/phantom/patient.h"
#include "myolens/phantom/uptake.h"

namespace myolens {

struct CohortRequest {
  size_t patients = 218;
  size_t cad = 130;
  uint64_t seed = 1;
  LabelMode label_mode = LabelMode::kExpert;
  ImageKind image = kStressCorrected;  // that an expert's label is read from
};

struct CohortMember {
  PatientKey key;
  bool cad = false;
};

// Exactly `cad` of `patients` members, in an order that says nothing of their labels. Depends on
// the request alone, not on `threads`. Errors: kInvalidArgument for no patients or more CAD than
// patients.
std::vector<CohortMember> select_cohort(const CohortRequest& request, const PhantomTables& tables,
                                        size_t threads, Progress& progress);

}  // namespace myolens
