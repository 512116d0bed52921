// A virtual patient: clinical features, disease and heart.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "myolens/base/random.h"
#include "myolens/phantom/clinical.h"
#include "myolens/phantom/disease.h"
#include "myolens/phantom/heart.h"
#include "myolens/phantom/surface_blur.h"

namespace myolens {

// Blurs by which smooth random fields are made, prepared once for all patients.
struct SmoothFields {
  SurfaceBlur person{14};  // widths in millimetres
  SurfaceBlur outline{11};
  SurfaceBlur noise{6};
};

// Names one patient among all that a seed can give.
struct PatientKey {
  uint64_t seed = 0;
  size_t index = 0;

  // The random numbers of one purpose; draws for one purpose do not move those of another.
  RandomStream stream(std::string_view purpose) const;
};

struct VirtualPatient {
  PatientKey key;
  ClinicalFeatures clinical;
  Disease disease;
  Heart heart;
};

// Depends on `key` alone.
VirtualPatient draw_patient(PatientKey key, const SmoothFields& fields);

}  // namespace myolens
