#include "myolens/imaging/exif.h"
#include "tests/fuzz/fuzzing.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const int orientation = myolens::exif_orientation({data, size});
  const myolens::Image image = myolens::upright(myolens::Image(3, 2, 1, 7), orientation);
  if (image.samples.size() != 6) std::abort();
  return 0;
}
