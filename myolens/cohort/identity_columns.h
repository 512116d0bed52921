// Columns of a manifest that would tell who a patient is.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace myolens {

// Why a further column must not be copied into a prepared cohort, "" when it may: its heading is
// that of a name, date, address, number of a record or free text ("patient_name", "study date",
// "MRN", ...); one of its values is a date; or most of at least 10 values are texts that occur only
// once.
std::string identity_reason(std::string_view column, std::span<const std::string> values);

}  // namespace myolens
