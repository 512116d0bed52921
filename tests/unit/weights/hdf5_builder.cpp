#include "tests/unit/weights/hdf5_builder.h"

#include <algorithm>
#include <hdf5.h>

namespace myolens {
namespace {

std::vector<hsize_t> sizes(const Shape& shape) { return {shape.begin(), shape.end()}; }

hid_t space_of(const Shape& shape) {
  return H5Screate_simple(static_cast<int>(shape.size()), sizes(shape).data(), nullptr);
}

struct NewDataset {
  const std::string& path;
  hid_t file_type;
  hid_t memory_type;
  const void* values;
};

void write_dataset(hid_t file, const NewDataset& dataset, const Shape& shape, hid_t settings) {
  const hid_t links = H5Pcreate(H5P_LINK_CREATE);
  H5Pset_create_intermediate_group(links, 1);
  const hid_t space = space_of(shape);
  const hid_t id = H5Dcreate2(file, dataset.path.c_str(), dataset.file_type, space, links, settings,
                              H5P_DEFAULT);
  if (dataset.values)
    H5Dwrite(id, dataset.memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, dataset.values);
  H5Dclose(id);
  H5Sclose(space);
  H5Pclose(links);
}

void write_attribute(hid_t file, const std::string& group, const std::string& name, hid_t type,
                     hid_t space, const void* values) {
  const std::string path = "/" + group;
  const hid_t owner = H5Oopen(file, path.c_str(), H5P_DEFAULT);
  const hid_t id = H5Acreate2(owner, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT);
  H5Awrite(id, type, values);
  H5Aclose(id);
  H5Oclose(owner);
}

}  // namespace

Hdf5Builder::Hdf5Builder(const std::filesystem::path& path)
    : file_(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT)) {}

Hdf5Builder::~Hdf5Builder() { H5Fclose(file_); }

void Hdf5Builder::group(const std::string& path) {
  const hid_t links = H5Pcreate(H5P_LINK_CREATE);
  H5Pset_create_intermediate_group(links, 1);
  H5Gclose(H5Gcreate2(file_, path.c_str(), links, H5P_DEFAULT, H5P_DEFAULT));
  H5Pclose(links);
}

void Hdf5Builder::floats(const std::string& path, const Shape& shape,
                         const std::vector<float>& values) {
  write_dataset(file_, {path, H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, values.data()}, shape, H5P_DEFAULT);
}

void Hdf5Builder::compressed_floats(const std::string& path, const Shape& shape,
                                    const std::vector<float>& values) {
  const hid_t settings = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_chunk(settings, static_cast<int>(shape.size()), sizes(shape).data());
  H5Pset_deflate(settings, 9);
  write_dataset(file_, {path, H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, values.data()}, shape, settings);
  H5Pclose(settings);
}

void Hdf5Builder::doubles(const std::string& path, const std::vector<double>& values) {
  write_dataset(file_, {path, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, values.data()},
                {static_cast<int64_t>(values.size())}, H5P_DEFAULT);
}

void Hdf5Builder::unwritten(const std::string& path, const Shape& shape) {
  write_dataset(file_, {path, H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, nullptr}, shape, H5P_DEFAULT);
}

void Hdf5Builder::integer(const std::string& path, int64_t value) {
  write_dataset(file_, {path, H5T_STD_I32LE, H5T_NATIVE_INT64, &value}, {}, H5P_DEFAULT);
}

void Hdf5Builder::link_to_file(const std::string& path, const std::string& file,
                               const std::string& target) {
  H5Lcreate_external(file.c_str(), target.c_str(), file_, path.c_str(), H5P_DEFAULT, H5P_DEFAULT);
}

void Hdf5Builder::texts(const std::string& group, const std::string& name,
                        const std::vector<std::string>& values) {
  if (values.empty()) {
    const hid_t space = space_of({0});
    const double none = 0;
    write_attribute(file_, group, name, H5T_IEEE_F64LE, space, &none);
    H5Sclose(space);
    return;
  }
  std::vector<const char*> pointers;
  for (const std::string& value : values) pointers.push_back(value.c_str());
  const hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, H5T_VARIABLE);
  const hid_t space = space_of({static_cast<int64_t>(values.size())});
  write_attribute(file_, group, name, type, space, pointers.data());
  H5Sclose(space);
  H5Tclose(type);
}

void Hdf5Builder::fixed_texts(const std::string& group, const std::string& name,
                              const std::vector<std::string>& values) {
  size_t size = 1;
  for (const std::string& value : values) size = std::max(size, value.size());
  std::string bytes;
  for (const std::string& value : values) bytes += value + std::string(size - value.size(), '\0');
  const hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, size);
  H5Tset_strpad(type, H5T_STR_NULLPAD);
  const hid_t space = space_of({static_cast<int64_t>(values.size())});
  write_attribute(file_, group, name, type, space, bytes.data());
  H5Sclose(space);
  H5Tclose(type);
}

void Hdf5Builder::text(const std::string& group, const std::string& name,
                       const std::string& value) {
  const char* pointer = value.c_str();
  const hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, H5T_VARIABLE);
  const hid_t space = H5Screate(H5S_SCALAR);
  write_attribute(file_, group, name, type, space, &pointer);
  H5Sclose(space);
  H5Tclose(type);
}

void Hdf5Builder::legacy_layer(const std::string& path, const std::vector<Variable>& variables) {
  group(path);
  std::vector<std::string> names;
  for (const Variable& variable : variables) {
    names.push_back(variable.name);
    const auto count = static_cast<size_t>(element_count(variable.shape));
    floats(path + "/" + variable.name, variable.shape, std::vector<float>(count, variable.value));
  }
  texts(path, "weight_names", names);
}

}  // namespace myolens
