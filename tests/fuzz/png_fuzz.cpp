#include "myolens/imaging/png.h"
#include "tests/fuzz/picture_fuzzing.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  myolens::decode_small({data, size}, myolens::read_png_header, myolens::decode_png);
  return 0;
}
