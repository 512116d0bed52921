// A clinical encoding as JSON, in bundles and in the metadata of exported models.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "myolens/cohort/clinical_encoding.h"

namespace myolens {

// A list of the columns.
nlohmann::json clinical_json(const ClinicalEncoding& encoding);

// Errors: of ClinicalEncoding::from; nlohmann's where a key or a kind is another.
ClinicalEncoding parse_clinical(const nlohmann::json& columns);

}  // namespace myolens
