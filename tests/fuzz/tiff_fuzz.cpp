#include "myolens/imaging/tiff.h"
#include "tests/fuzz/picture_fuzzing.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  myolens::decode_small({data, size}, myolens::read_tiff_header, myolens::decode_tiff);
  return 0;
}
