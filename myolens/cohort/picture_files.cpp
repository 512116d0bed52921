#include "myolens/cohort/picture_files.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <set>
#include <system_error>
#include <utility>

#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/dicom/dicom.h"
#include "myolens/imaging/codec.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

constexpr size_t kLookedAtBytes = 4096;
constexpr std::array<std::string_view, 7> kPictureExtensions{".png", ".jpg",  ".jpeg", ".bmp",
                                                             ".tif", ".tiff", ".dcm"};

enum class Kind { kPicture, kOther, kEmpty, kUnreadable };

bool claims_to_be_picture(const fs::path& path) {
  std::string extension = path.extension().string();
  for (char& c : extension) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return std::ranges::find(kPictureExtensions, extension) != kPictureExtensions.end();
}

Kind kind_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Kind::kUnreadable;
  Bytes bytes(kLookedAtBytes);
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (file.bad()) return Kind::kUnreadable;
  bytes.resize(static_cast<size_t>(file.gcount()));
  if (bytes.empty()) return Kind::kEmpty;
  return is_picture(bytes) || is_dicom(bytes) ? Kind::kPicture : Kind::kOther;
}

bool lies_in(const fs::path& inner, const fs::path& outer) {
  return std::ranges::mismatch(outer, inner).in1 == outer.end();
}

class FolderWalk {
 public:
  PictureFiles find(const fs::path& folder) {
    std::error_code error;
    root_ = fs::canonical(folder, error);
    listed_.insert(root_);
    if (!list(folder)) {
      throw Error(ErrorCode::kReadFailed, "cannot list " + folder.string() + "; check permissions");
    }
    while (!links_.empty()) follow(std::exchange(links_, {}));
    std::ranges::sort(found_.pictures);
    std::ranges::sort(found_.left_out, {}, &LeftOut::file);
    std::ranges::sort(found_.unreadable, {}, &LeftOut::file);
    return std::move(found_);
  }

 private:
  void leave_out(const fs::path& file, std::string reason) {
    found_.left_out.push_back({file, std::move(reason)});
  }

  void add_unreadable(const fs::path& path, std::string reason) {
    found_.unreadable.push_back({path, std::move(reason)});
  }

  bool list(const fs::path& folder) {
    std::error_code error;
    fs::directory_iterator entry(folder, error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error)) add(*entry);
    return !error;
  }

  void add(const fs::directory_entry& entry) {
    const fs::path& path = entry.path();
    if (path.filename().string().starts_with('.')) return;
    std::error_code error;
    if (entry.is_directory(error)) {
      if (entry.is_symlink(error)) {
        links_.push_back(path);
      } else {
        enter(path);
      }
    } else if (entry.is_regular_file(error)) {
      add_file(path);
    } else if (const fs::file_type type = entry.status(error).type();
               type == fs::file_type::not_found) {
      add_unreadable(path, "a link to nothing; mend or remove it");
    } else if (type == fs::file_type::none || type == fs::file_type::unknown) {
      add_unreadable(path, "cannot be followed; check it and its permissions");
    } else {
      leave_out(path, "no regular file");
    }
  }

  void enter(const fs::path& folder) {
    std::error_code error;
    if (!listed_.insert(fs::canonical(folder, error)).second) {
      leave_out(folder, "a link to a folder that is read already");
    } else if (!list(folder)) {
      add_unreadable(folder, "cannot be listed; check its permissions");
    }
  }

  // After all real folders, so that these keep their own names.
  void follow(std::vector<fs::path> links) {
    std::ranges::sort(links);
    for (const fs::path& link : links) {
      std::error_code error;
      if (lies_in(root_, fs::canonical(link, error))) {
        leave_out(link, "a link to a folder that holds this one");
      } else {
        enter(link);
      }
    }
  }

  void add_file(const fs::path& path) {
    if (path.filename() == "DICOMDIR") {
      leave_out(path, "a list of DICOM files, no picture");
      return;
    }
    const Kind kind = claims_to_be_picture(path) ? Kind::kPicture : kind_of(path);
    if (kind == Kind::kPicture) {
      found_.pictures.push_back(path);
    } else if (kind == Kind::kUnreadable) {
      add_unreadable(path, "cannot be read; check its permissions");
    } else {
      leave_out(path, kind == Kind::kEmpty ? "empty" : "no picture by content or name");
    }
  }

  fs::path root_;
  std::set<fs::path> listed_;  // canonical
  std::vector<fs::path> links_;
  PictureFiles found_;
};

}  // namespace

bool is_picture_file(const fs::path& file) {
  return claims_to_be_picture(file) || kind_of(file) == Kind::kPicture;
}

PictureFiles find_pictures(const fs::path& folder) { return FolderWalk().find(folder); }

}  // namespace myolens
