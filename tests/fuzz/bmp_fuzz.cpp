#include "myolens/imaging/bmp.h"
#include "tests/fuzz/picture_fuzzing.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  myolens::decode_small({data, size}, myolens::read_bmp_header, myolens::decode_bmp);
  return 0;
}
