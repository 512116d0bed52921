#include "tests/fuzz/csv_seeds.h"

#include "myolens/base/file.h"

namespace myolens {

void write_csv_seeds(const std::filesystem::path& folder) {
  write_file(folder / "comma",
             "patient,file,label,sex,frame\nP1,a.png,CAD,f,1\nP2,b.png,non-CAD,m,\n");
  write_file(folder / "declared", "sep=;\r\nPatient;File;Label;\r\nP1;x\\a.png;CAD;\r\n;;;\r\n");
  write_file(folder / "tab", "\xEF\xBB\xBFlabel\tpatient\tfile\rCAD\tP1\ta.png\r\r");
  write_file(folder / "quoted",
             "patient,file,label\n\"P\"\"1\",\"a\n\r\n.png\",\" CAD\"\nP2,\"b.png\" ,non-CAD\n");
  write_file(folder / "faulty", "patient,file,label\nP1,a.png\n\"P2\"x,b.png,CAD\nP3,\xFF,\"CAD");
}

}  // namespace myolens
