// An HDF5 file, read in a process of its own that a damaged file may crash, hang or fill
// (docs/decisions/0006-hdf5-in-a-child-process.md). Thread-safe.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "myolens/weights/hdf5_table.h"
#include "myolens/weights/weight_set.h"

namespace myolens {

class Hdf5Content {
 public:
  // `values` holds what the table says; `owner` keeps it alive.
  Hdf5Content(std::string origin, Hdf5Table table, std::span<const uint8_t> values,
              std::shared_ptr<const void> owner);

  const std::string& origin() const { return origin_; }

  const std::vector<std::string>& groups() const { return groups_; }  // paths; the root is empty

  // By path.
  const std::map<std::string, Hdf5Dataset>& datasets() const { return datasets_; }

  // Errors: kBadFormat when there is no such dataset, or its type is not one of weights.
  Tensor tensor(const std::string& path) const;

  // Null when the group has no such attribute.
  const std::vector<std::string>* attribute(const std::string& group,
                                            const std::string& name) const;

 private:
  std::string origin_;
  std::vector<std::string> groups_;
  std::map<std::string, Hdf5Dataset> datasets_;
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> attributes_;
  std::span<const uint8_t> values_;
  std::shared_ptr<const void> owner_;
};

// Errors: kNotFound, kReadFailed, kBadFormat (damaged), kLimitExceeded (4 GiB of values, 100,000
// datasets, 32 levels of groups), kUnavailable (no process or memory to be had).
Hdf5Content read_hdf5(const std::filesystem::path& path);

// Of an open file. `origin` names it in messages.
Hdf5Content read_hdf5(int descriptor, const std::string& origin);

}  // namespace myolens
