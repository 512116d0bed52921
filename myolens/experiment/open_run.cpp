#include "myolens/experiment/open_run.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/json_fault.h"
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
                  {"cohort_fingerprint", identity.cohort_fingerprint},
                  {"backbone", identity.backbone},
                  {"strategy", identity.strategy},
                  {"protocol", identity.protocol},
                  {"row_of_comparison", identity.row_of_comparison}};
  write_file(run.config(), identity.settings);
  write_file(run.identity(), json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

fs::path lock_of(const RunFolder& run) { return run.state() / "lock"; }

// The state of a run that is over, while it is being removed.
fs::path finished_state(const RunFolder& run) { return run.path() / ".state.partial"; }

// A process that was killed before it had written run.json leaves nothing that is worth keeping.
bool holds_something(const RunFolder& run) {
  if (!fs::exists(run.path())) return false;
  if (!fs::is_directory(run.path())) return true;
  return std::ranges::any_of(fs::directory_iterator(run.path()), [&](const auto& entry) {
    return entry.path() != run.state() && entry.path() != run.config() &&
           !is_temporary(entry.path());
  });
}

// Only who works alone in the folder may call this.
void remove_leftovers(const fs::path& folder) {
  std::vector<fs::path> leftovers;
  for (auto entry = fs::recursive_directory_iterator(folder); entry != fs::end(entry); ++entry) {
    if (!is_temporary(entry->path())) continue;
    leftovers.push_back(entry->path());
    entry.disable_recursion_pending();
  }
  for (const fs::path& leftover : leftovers) fs::remove_all(leftover);
}

void check_new(const RunFolder& run) {
  const std::string name = run.path().string();
  if (is_worked_on(run)) {
    throw Error(ErrorCode::kUnavailable,
                "another process works in " + name + "; name another folder");
  }
  if (is_unfinished(run)) {
    throw Error(ErrorCode::kInvalidArgument, name +
                                                 " holds a run that was not finished; go on with "
                                                 "`myolens resume " +
                                                 name + "`, or name another folder");
  }
  if (holds_something(run)) {
    throw Error(ErrorCode::kInvalidArgument,
                name + " exists; a run folder is never overwritten, name another one");
  }
}

void check_same(const RunFolder& run, const RunIdentity& now) {
  const std::string name = run.path().string();
  const RunIdentity then = read_identity(run);
  if (!is_unfinished(run)) {
    std::error_code ignored;
    fs::remove_all(finished_state(run), ignored);
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
  const std::string name = run.path().string();
  if (!fs::exists(run.identity())) {
    throw Error(ErrorCode::kNotFound,
                fs::exists(run.state())
                    ? name + " was ended before its run began; give the command again"
                    : name + " holds no run of this program; name a run folder (run.json in it)");
  }
  try {
    const Json json = Json::parse(read_text_file(run.identity()));
    RunIdentity identity;
    json.at("command").get_to(identity.words);
    identity.working_folder = json.at("working_folder").get<std::string>();
    json.at("cohort_fingerprint").get_to(identity.cohort_fingerprint);
    json.at("program_version").get_to(identity.program_version);
    json.at("backbone").get_to(identity.backbone);
    json.at("strategy").get_to(identity.strategy);
    json.at("protocol").get_to(identity.protocol);
    json.at("row_of_comparison").get_to(identity.row_of_comparison);
    identity.settings = read_text_file(run.config());
    return identity;
  } catch (const Json::exception& error) {
    throw Error(ErrorCode::kBadFormat,
                run.identity().string() + " is damaged: " + json_fault(error));
  }
}

bool is_unfinished(const RunFolder& run) {
  return fs::exists(run.identity()) && fs::exists(run.state());
}

void require_finished(const RunFolder& run) {
  if (!is_unfinished(run)) return;
  const std::string name = run.path().string();
  throw Error(ErrorCode::kInvalidArgument,
              name + " is not finished; run `myolens resume " + name + "` first");
}

bool is_worked_on(const RunFolder& run) { return is_locked(lock_of(run)); }

OpenRun::OpenRun(const fs::path& folder, const RunIdentity& identity, bool resume,
                 std::chrono::duration<double> checkpoint_interval)
    : folder_(folder), checkpoints_(folder_.state(), checkpoint_interval) {
  if (resume) {
    check_same(folder_, identity);
    lock();
    check_same(folder_, identity);  // another process may just have finished it
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

void OpenRun::lock() {
  lock_.emplace(lock_of(folder_), folder_.path());
  remove_leftovers(folder_.path());
}

// One rename makes the difference, so that a kill leaves either a run to resume or a finished one.
void OpenRun::finish() {
  std::error_code failure;
  fs::rename(folder_.state(), finished_state(folder_), failure);
  if (!failure) fs::remove_all(finished_state(folder_), failure);
  if (!failure) return;
  throw Error(ErrorCode::kWriteFailed,
              "cannot remove " + folder_.state().string() + ": " + failure.message());
}

}  // namespace myolens
