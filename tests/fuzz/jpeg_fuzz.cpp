#include "myolens/imaging/jpeg.h"
#include "tests/fuzz/picture_fuzzing.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  myolens::decode_small({data, size}, myolens::read_jpeg_header, myolens::decode_jpeg);
  return 0;
}
