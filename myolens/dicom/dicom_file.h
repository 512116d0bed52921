// From bytes to a data set: preamble, meta information, transfer syntax, inflating (PS3.10).
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "myolens/base/file.h"
#include "myolens/dicom/data_set.h"
#include "myolens/dicom/transfer_syntax.h"

namespace myolens {

struct DicomFile {
  TransferSyntax syntax;
  Bytes inflated;  // what `data` looks at when the file is deflated, else empty
  DataSet data;
};

// Preamble and "DICM", or a data set without them whose first group is sound.
bool has_dicom_content(std::span<const uint8_t> bytes);

// A CMS envelope (RFC 5652) as the DICOM Secure File format uses it: nothing inside can be read.
bool is_encrypted_envelope(std::span<const uint8_t> bytes);

// `bytes` must outlive the result. Without a stated transfer syntax the first element tells.
// Errors: kBadFormat (not DICOM, damaged, unknown transfer syntax), kLimitExceeded (inflates to
// more than 640 MiB).
DicomFile open_dicom(std::span<const uint8_t> bytes, const std::string& origin);

}  // namespace myolens
