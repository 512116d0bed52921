#include "myolens/cohort/pseudonym.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "myolens/base/checksum.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kSymbols = "23456789BCDFGHJKMNPQRSTVWXYZ";
constexpr size_t kSymbolCount = 12;

[[noreturn]] void fail_write(const fs::path& path, int reason) {
  throw Error(ErrorCode::kWriteFailed, "cannot create the key for pseudonyms " + path.string() +
                                           ": " + std::generic_category().message(reason));
}

PseudonymKey random_key(const fs::path& path) {
  PseudonymKey key{};
  // Up to 256 bytes come whole or not at all, getrandom(2).
  if (::getrandom(key.data(), key.size(), 0) != static_cast<ssize_t>(key.size())) {
    fail_write(path, errno);
  }
  return key;
}

// A key that stands beside its final name until it is whole.
class KeyDraft {
 public:
  explicit KeyDraft(const fs::path& target) : path_(target.string() + ".XXXXXX") {
    const int descriptor = ::mkstemp(path_.data());  // mode 0600
    if (descriptor < 0) fail_write(target, errno);
    const PseudonymKey key = random_key(target);
    const bool written =
        ::write(descriptor, key.data(), key.size()) == static_cast<ssize_t>(key.size()) &&
        ::fsync(descriptor) == 0;
    const int reason = errno;
    ::close(descriptor);
    if (written) return;
    ::unlink(path_.c_str());
    fail_write(target, reason);
  }
  ~KeyDraft() { ::unlink(path_.c_str()); }
  KeyDraft(const KeyDraft&) = delete;
  KeyDraft& operator=(const KeyDraft&) = delete;

  // Unless another program was first: then its key stays.
  void publish(const fs::path& target) const {
    if (::link(path_.c_str(), target.c_str()) != 0 && errno != EEXIST) fail_write(target, errno);
  }

 private:
  std::string path_;
};

void create_key(const fs::path& path) {
  std::error_code error;
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  if (fs::create_directories(folder, error)) {
    fs::permissions(folder, fs::perms::owner_all, error);
  }
  if (error) fail_write(path, error.value());
  KeyDraft(path).publish(path);
}

}  // namespace

fs::path default_pseudonym_key_path() {
  const fs::path file = fs::path("myolens") / "pseudonym.key";
  if (const char* folder = std::getenv("XDG_CONFIG_HOME"); folder && *folder) return folder / file;
  if (const char* home = std::getenv("HOME"); home && *home) return home / (".config" / file);
  throw Error(ErrorCode::kNotFound,
              "no place for the key for pseudonyms: neither XDG_CONFIG_HOME nor HOME is set; set "
              "one of them, or give a key file");
}

PseudonymKey read_pseudonym_key(const fs::path& path) {
  PseudonymKey key{};
  const Bytes bytes = read_file(path);
  if (bytes.size() != key.size()) {
    throw Error(ErrorCode::kBadFormat,
                path.string() + " has " + std::to_string(bytes.size()) +
                    " bytes and is no key for pseudonyms, which has 32; write one with `head -c 32 "
                    "/dev/urandom > FILE`, and keep it secret");
  }
  std::ranges::copy(bytes, key.begin());
  return key;
}

PseudonymKey read_or_create_pseudonym_key(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(fs::symlink_status(path, error))) create_key(path);
  return read_pseudonym_key(path);
}

std::string pseudonym(const PseudonymKey& key, std::string_view id) {
  const auto code = hmac_sha256(key, {reinterpret_cast<const uint8_t*>(id.data()), id.size()});
  uint64_t number = 0;
  for (size_t i = 0; i < sizeof(number); ++i) number = number << 8 | code[i];
  std::string name = "P";
  for (size_t i = 0; i < kSymbolCount; ++i) {
    name += kSymbols[number % kSymbols.size()];
    number /= kSymbols.size();
  }
  return name;
}

std::map<std::string, std::string> distinct_names(
    std::span<const std::string> ids, const std::function<std::string(std::string_view)>& name_of) {
  std::map<std::string, std::string> names;
  std::map<std::string, std::string> owners;
  for (const std::string& id : ids) {
    const std::string name = name_of(id);
    const auto [owner, fresh] = owners.emplace(name, id);
    if (!fresh && owner->second != id) {
      throw Error(ErrorCode::kBadData, "patients \"" + owner->second + "\" and \"" + id +
                                           "\" would both be named " + name +
                                           "; use another key for one of them");
    }
    names.emplace(id, name);
  }
  return names;
}

}  // namespace myolens
