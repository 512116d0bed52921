#include "myolens/weights/hdf5_descriptor.h"

#include <cerrno>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

namespace myolens {
namespace {

// libhdf5 knows the first member only.
struct OpenFile {
  H5FD_t base{};
  int descriptor = -1;
  haddr_t allocated = 0;
  haddr_t size = 0;
};

OpenFile& open_file(H5FD_t* base) { return *reinterpret_cast<OpenFile*>(base); }
const OpenFile& open_file(const H5FD_t* base) { return *reinterpret_cast<const OpenFile*>(base); }

H5FD_t* open(const char*, unsigned, hid_t access, haddr_t) {
  const auto* descriptor = static_cast<const int*>(H5Pget_driver_info(access));
  struct stat status {};
  if (descriptor == nullptr || ::fstat(*descriptor, &status) != 0) return nullptr;
  auto file = std::make_unique<OpenFile>();
  file->descriptor = *descriptor;
  file->size = static_cast<haddr_t>(status.st_size);
  return &file.release()->base;
}

herr_t close(H5FD_t* base) {
  const std::unique_ptr<OpenFile> file(&open_file(base));
  return 0;
}

herr_t query(const H5FD_t*, unsigned long* features) {
  *features = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_DATA_SIEVE;
  return 0;
}

haddr_t allocated(const H5FD_t* base, H5FD_mem_t) { return open_file(base).allocated; }

herr_t set_allocated(H5FD_t* base, H5FD_mem_t, haddr_t address) {
  open_file(base).allocated = address;
  return 0;
}

haddr_t size(const H5FD_t* base, H5FD_mem_t) { return open_file(base).size; }

herr_t read(H5FD_t* base, H5FD_mem_t, hid_t, haddr_t address, size_t count, void* target) {
  const OpenFile& file = open_file(base);
  if (address > file.size || count > file.size - address) return -1;
  auto* bytes = static_cast<uint8_t*>(target);
  while (count > 0) {
    const ssize_t done = ::pread(file.descriptor, bytes, count, static_cast<off_t>(address));
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return -1;
    bytes += done;
    address += static_cast<haddr_t>(done);
    count -= static_cast<size_t>(done);
  }
  return 0;
}

herr_t refuse_to_write(H5FD_t*, H5FD_mem_t, hid_t, haddr_t, size_t, const void*) { return -1; }

H5FD_class_t driver_class() {
  H5FD_class_t driver{};
  driver.name = "myolens_descriptor";
  driver.maxaddr = HADDR_MAX;
  driver.fc_degree = H5F_CLOSE_WEAK;
  driver.fapl_size = sizeof(int);
  driver.open = open;
  driver.close = close;
  driver.query = query;
  driver.get_eoa = allocated;
  driver.set_eoa = set_allocated;
  driver.get_eof = size;
  driver.read = read;
  driver.write = refuse_to_write;
  return driver;
}

}  // namespace

hid_t access_by_descriptor(int descriptor) {
  const H5FD_class_t driver = driver_class();
  const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  if (access < 0 || H5Pset_driver(access, H5FDregister(&driver), &descriptor) < 0) return -1;
  return access;
}

}  // namespace myolens
