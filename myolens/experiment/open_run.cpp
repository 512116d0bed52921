#include "myolens/experiment/open_run.h"

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/file.h>
#include <unistd.h>

#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/notice.h"

namespace myolens {
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

void write_identity(const RunFolder& run, const RunIdentity& identity) {
  const Json json{{"notice", kNotice},
                  {"program_version", identity.program_version},
                  {"command", identity.words},
                  {"working_folder", identity.working_folder.string()},
                  {"cohort_fingerprint", identity.cohort_fingerprint}};
  write_file(run.config(), identity.settings);
  write_file(run.identity(), json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

bool holds_something(const fs::path& folder) {
  return fs::exists(folder) && (!fs::is_directory(folder) || !fs::is_empty(folder));
}

void check_new(const RunFolder& run) {
  const std::string name = run.path().string();
  if (is_unfinished(run)) {
    throw Error(ErrorCode::kInvalidArgument, name +
                                                 " holds a run that was not finished; go on with "
                                                 "`myolens resume " +
                                                 name + "`, or name another folder");
  }
  if (holds_something(run.path())) {
    throw Error(ErrorCode::kInvalidArgument,
                name + " exists; a run folder is never overwritten, name another one");
  }
}

void check_same(const RunFolder& run, const RunIdentity& now) {
  const std::string name = run.path().string();
  const RunIdentity then = read_identity(run);
  if (!is_unfinished(run)) {
    throw Error(ErrorCode::kInvalidArgument,
                name + " is finished: there is nothing to resume; see `myolens runs " + name + "`");
  }
  if (then.program_version != now.program_version) {
    throw Error(ErrorCode::kInvalidArgument,
                name + " was begun by myolens " + then.program_version + ", this is " +
                    now.program_version + "; finish it with that version, or begin a new run");
  }
  if (then.settings != now.settings) {
    throw Error(ErrorCode::kInvalidArgument,
                name +
                    " was begun with other settings (its config.toml); has a file given by "
                    "--config changed? Restore it, or begin a new run");
  }
  if (then.cohort_fingerprint != now.cohort_fingerprint) {
    throw Error(ErrorCode::kBadData, "the cohort has changed since " + name +
                                         " was begun: patients, labels or pictures are others; "
                                         "restore it, or begin a new run");
  }
}

}  // namespace

RunIdentity read_identity(const RunFolder& run) {
  if (!fs::exists(run.identity()))
    throw Error(ErrorCode::kNotFound, run.path().string() + " holds no run of this program");
  try {
    const Json json = Json::parse(read_text_file(run.identity()));
    RunIdentity identity;
    json.at("command").get_to(identity.words);
    identity.working_folder = json.at("working_folder").get<std::string>();
    json.at("cohort_fingerprint").get_to(identity.cohort_fingerprint);
    json.at("program_version").get_to(identity.program_version);
    identity.settings = read_text_file(run.config());
    return identity;
  } catch (const Json::exception& error) {
    throw Error(ErrorCode::kBadFormat, run.identity().string() + " is damaged: " + error.what());
  }
}

bool is_unfinished(const RunFolder& run) { return fs::exists(run.state()); }

OpenRun::OpenRun(const fs::path& folder, const RunIdentity& identity, bool resume,
                 std::chrono::duration<double> checkpoint_interval)
    : folder_(folder), checkpoints_(folder_.state(), checkpoint_interval) {
  if (resume) {
    check_same(folder_, identity);
    lock();
    return;
  }
  check_new(folder_);
  std::error_code failure;
  fs::create_directories(folder_.state(), failure);
  if (failure) {
    throw Error(ErrorCode::kWriteFailed,
                "cannot make the folder " + folder.string() + ": " + failure.message());
  }
  lock();
  write_identity(folder_, identity);
}

OpenRun::~OpenRun() {
  if (lock_ >= 0) ::close(lock_);
}

void OpenRun::lock() {
  const fs::path file = folder_.state() / "lock";
  lock_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (lock_ < 0) throw Error(ErrorCode::kWriteFailed, "cannot write " + file.string());
  if (::flock(lock_, LOCK_EX | LOCK_NB) == 0) return;
  throw Error(ErrorCode::kUnavailable,
              "another process works in " + folder_.path().string() + "; wait for it to end");
}

void OpenRun::finish() {
  std::error_code failure;
  fs::remove_all(folder_.state(), failure);
  if (!failure) return;
  throw Error(ErrorCode::kWriteFailed,
              "cannot remove " + folder_.state().string() + ": " + failure.message());
}

}  // namespace myolens
