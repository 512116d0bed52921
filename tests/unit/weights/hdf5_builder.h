// Small HDF5 files as Keras writes them, made in the test. Groups in a path are made on the way.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "myolens/graph/layer.h"

namespace myolens {

class Hdf5Builder {
 public:
  explicit Hdf5Builder(const std::filesystem::path& path);
  ~Hdf5Builder();
  Hdf5Builder(const Hdf5Builder&) = delete;
  Hdf5Builder& operator=(const Hdf5Builder&) = delete;

  void group(const std::string& path);
  void floats(const std::string& path, const Shape& shape, const std::vector<float>& values);
  void compressed_floats(const std::string& path, const Shape& shape,
                         const std::vector<float>& values);
  void doubles(const std::string& path, const std::vector<double>& values);
  void unwritten(const std::string& path, const Shape& shape);  // of float32, without values
  void integer(const std::string& path, int64_t value);
  void link_to_file(const std::string& path, const std::string& file, const std::string& target);

  // Attributes of a group: texts of free length as h5py writes them (an empty list
  // as one of numbers), or of one length.
  void texts(const std::string& group, const std::string& name,
             const std::vector<std::string>& values);
  void fixed_texts(const std::string& group, const std::string& name,
                   const std::vector<std::string>& values);
  void text(const std::string& group, const std::string& name, const std::string& value);

  struct Variable {
    std::string name;  // as weight_names has it
    Shape shape;
    float value = 0;
  };

  // A layer of the legacy layout: its group, weight_names, and variables filled with their value.
  void legacy_layer(const std::string& group, const std::vector<Variable>& variables);

 private:
  int64_t file_;
};

}  // namespace myolens
