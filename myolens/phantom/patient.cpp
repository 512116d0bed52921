#include "myolens/phantom/patient.h"

#include <string>

namespace myolens {

RandomStream PatientKey::stream(std::string_view purpose) const {
  return RandomStream(seed, "patient " + std::to_string(index) + " " + std::string(purpose));
}

VirtualPatient draw_patient(PatientKey key, const SmoothFields& fields) {
  VirtualPatient patient;
  patient.key = key;
  patient.disease = draw_disease(key.stream("disease"), fields.outline);
  patient.clinical = draw_clinical_features(patient.disease.latent, key.stream("clinical"));
  patient.heart = draw_heart({patient.clinical.male, patient.disease.latent}, key.stream("heart"),
                             fields.person);
  return patient;
}

}  // namespace myolens
