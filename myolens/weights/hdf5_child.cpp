#include "myolens/weights/hdf5_child.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "myolens/base/error.h"
#include "myolens/weights/hdf5_walk.h"

namespace myolens {
namespace {

// AddressSanitizer maps terabytes for itself: no limit on addresses can be set beside it.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool kLimitsAddresses = false;
#elif defined(__has_feature)
constexpr bool kLimitsAddresses = !__has_feature(address_sanitizer);
#else
constexpr bool kLimitsAddresses = true;
#endif

constexpr uint64_t kWorkingBytes = uint64_t{256} << 20;
constexpr uint64_t kTableLimitBytes = uint64_t{256} << 20;
constexpr double kBaseSeconds = 0.8;             // of processor time
constexpr double kBytesPerSecond = 200e6;        // copied; a tenth of what one core does
constexpr double kUnpackedBytesPerSecond = 1e8;  // inflated
constexpr unsigned kPatienceSeconds = 120;       // of real time, for a disk that is slow to answer

class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int get() const { return value_; }

 private:
  int value_;
};

std::string system_reason() { return std::strerror(errno); }

int shared_memory(const std::string& origin) {
  const int descriptor = ::memfd_create("myolens-hdf5", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (descriptor < 0) {
    throw Error(ErrorCode::kUnavailable,
                origin + " cannot be read: no shared memory (" + system_reason() + ")");
  }
  return descriptor;
}

uint64_t size_of(int descriptor, const std::string& origin) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0)
    throw Error(ErrorCode::kReadFailed, origin + " cannot be read: " + system_reason());
  if (!S_ISREG(status.st_mode))
    throw Error(ErrorCode::kReadFailed, origin + " is not a file; give the weight file");
  return static_cast<uint64_t>(status.st_size);
}

// ---- in the child -------------------------------------------------------------------------------

struct ChildTask {
  int file = -1;
  int table = -1;
  int values = -1;
  uint64_t file_bytes = 0;
};

uint64_t mapped_bytes() {
  FILE* file = std::fopen("/proc/self/statm", "r");
  unsigned long pages = 0;
  if (file == nullptr || std::fscanf(file, "%lu", &pages) != 1) ::_exit(1);
  std::fclose(file);
  return uint64_t{pages} * static_cast<uint64_t>(::sysconf(_SC_PAGESIZE));
}

void limit_addresses(uint64_t more_bytes) {
  if (!kLimitsAddresses) return;
  rlimit limit{};
  if (::getrlimit(RLIMIT_AS, &limit) != 0) ::_exit(1);
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, mapped_bytes() + more_bytes);
  if (::setrlimit(RLIMIT_AS, &limit) != 0) ::_exit(1);
}

void limit_processor(double seconds) {
  itimerval timer{};
  timer.it_value.tv_sec = static_cast<time_t>(seconds);
  timer.it_value.tv_usec =
      static_cast<suseconds_t>(1e6 * (seconds - static_cast<double>(timer.it_value.tv_sec)));
  if (::setitimer(ITIMER_PROF, &timer, nullptr) != 0) ::_exit(1);
}

// Whatever the program does on these signals, the child ends on them.
void end_on_signals() {
  sigset_t none;
  sigemptyset(&none);
  ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGPROF, SIGALRM, SIGTERM})
    std::signal(signal, SIG_DFL);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
}

// Out of the way of the standard streams, should the program have closed those.
void move_descriptors(ChildTask& task) {
  for (int* descriptor : {&task.file, &task.table, &task.values}) {
    *descriptor = ::fcntl(*descriptor, F_DUPFD, STDERR_FILENO + 1);
    if (*descriptor < 0) ::_exit(1);
  }
}

void confine(ChildTask& task) {
  end_on_signals();
  move_descriptors(task);
  const int nowhere = ::open("/dev/null", O_RDWR);
  for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::dup2(nowhere, standard) < 0) ::_exit(1);
  }
  const rlimit no_dump{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_dump);
  ::alarm(kPatienceSeconds);
  limit_processor(kBaseSeconds + static_cast<double>(task.file_bytes) / kBytesPerSecond);
  limit_addresses(kWorkingBytes);
}

uint8_t* allocate_values(const ChildTask& task, const Hdf5Need& need) {
  if (need.value_bytes == 0) return nullptr;
  limit_addresses(need.value_bytes + need.unpacking_bytes + kWorkingBytes);
  const auto packed = std::min<uint64_t>(need.unpacking_bytes, 2 * task.file_bytes);
  if (packed > 0) {
    limit_processor(kBaseSeconds +
                    static_cast<double>(task.file_bytes + packed) / kUnpackedBytesPerSecond);
  }
  if (::ftruncate(task.values, static_cast<off_t>(need.value_bytes)) != 0) return nullptr;
  void* memory =
      ::mmap(nullptr, need.value_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, task.values, 0);
  return memory == MAP_FAILED ? nullptr : static_cast<uint8_t*>(memory);
}

[[noreturn]] void run_child(ChildTask task) {
  confine(task);
  const Hdf5Table table = walk_hdf5({task.file, task.file_bytes, [&](const Hdf5Need& need) {
                                       return allocate_values(task, need);
                                     }});
  const Bytes bytes = write_hdf5_table(table);
  for (size_t done = 0; done < bytes.size();) {
    const ssize_t count = ::write(task.table, bytes.data() + done, bytes.size() - done);
    if (count <= 0) ::_exit(1);
    done += static_cast<size_t>(count);
  }
  ::_exit(0);  // without what the program has registered for its own end
}

// ---- in the program -----------------------------------------------------------------------------

// Whether the child came to its end. A program that ignores SIGCHLD never learns it: then the table
// decides, which is written last.
bool ended_well(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return errno == ECHILD;
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

struct Mapping {
  std::shared_ptr<const void> owner;
  std::span<const uint8_t> bytes;
};

Mapping map_shared(int descriptor, const std::string& origin) {
  ::fcntl(descriptor, F_ADD_SEALS, F_SEAL_SHRINK);
  const uint64_t size = size_of(descriptor, origin);
  if (size == 0) return {};
  void* memory = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, descriptor, 0);
  if (memory == MAP_FAILED) {
    throw Error(ErrorCode::kUnavailable,
                origin + " cannot be read: no address space (" + system_reason() + ")");
  }
  return {std::shared_ptr<const void>(
              memory, [size](const void* address) { ::munmap(const_cast<void*>(address), size); }),
          {static_cast<const uint8_t*>(memory), size}};
}

[[noreturn]] void report_damage(const std::string& origin, const std::string& reason) {
  throw Error(ErrorCode::kBadFormat,
              origin + " is a damaged HDF5 file" + reason + "; fetch or save it again");
}

Hdf5Table read_table(int descriptor, uint64_t value_bytes, const std::string& origin) {
  const Mapping mapping = map_shared(descriptor, origin);
  if (mapping.bytes.size() > kTableLimitBytes)
    throw Error(ErrorCode::kLimitExceeded, origin + " has more names than 256 MiB hold");
  Hdf5Table table = parse_hdf5_table(mapping.bytes, value_bytes);
  if (table.outcome == Hdf5Outcome::kLimitExceeded)
    throw Error(ErrorCode::kLimitExceeded, origin + " " + table.reason);
  if (table.outcome == Hdf5Outcome::kDamaged) report_damage(origin, " (" + table.reason + ")");
  return table;
}

}  // namespace

Hdf5Content::Hdf5Content(std::string origin, Hdf5Table table, std::span<const uint8_t> values,
                         std::shared_ptr<const void> owner)
    : origin_(std::move(origin)),
      groups_(std::move(table.groups)),
      values_(values),
      owner_(std::move(owner)) {
  for (Hdf5Dataset& dataset : table.datasets) {
    std::string path = dataset.path;
    datasets_.emplace(std::move(path), std::move(dataset));
  }
  for (Hdf5Attribute& attribute : table.attributes)
    attributes_.emplace(std::pair(attribute.group, attribute.name), std::move(attribute.values));
}

Tensor Hdf5Content::tensor(const std::string& path) const {
  const auto found = datasets_.find(path);
  if (found == datasets_.end())
    throw Error(ErrorCode::kBadFormat, origin_ + " lists " + path + " but does not hold it");
  const Hdf5Dataset& dataset = found->second;
  if (!dataset.unread_type.empty()) {
    throw Error(ErrorCode::kBadFormat,
                origin_ + " holds " + path + " as " + dataset.unread_type +
                    ", where weights are float32; save the model in float32");
  }
  const auto* values = reinterpret_cast<const float*>(values_.data() + dataset.offset);
  return {dataset.shape, {values, static_cast<size_t>(element_count(dataset.shape))}, owner_};
}

const std::vector<std::string>* Hdf5Content::attribute(const std::string& group,
                                                       const std::string& name) const {
  const auto found = attributes_.find({group, name});
  return found == attributes_.end() ? nullptr : &found->second;
}

Hdf5Content read_hdf5(int descriptor, const std::string& origin) {
  const Descriptor table(shared_memory(origin));
  const Descriptor values(shared_memory(origin));
  const ChildTask task{descriptor, table.get(), values.get(), size_of(descriptor, origin)};
  const pid_t child = ::fork();
  if (child < 0) {
    throw Error(ErrorCode::kUnavailable,
                origin + " cannot be read: no process to be had (" + system_reason() + ")");
  }
  if (child == 0) run_child(task);
  if (!ended_well(child)) report_damage(origin, "");
  const Mapping mapping = map_shared(values.get(), origin);
  return {origin, read_table(table.get(), mapping.bytes.size(), origin), mapping.bytes,
          mapping.owner};
}

Hdf5Content read_hdf5(const std::filesystem::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) {
    throw Error(errno == ENOENT ? ErrorCode::kNotFound : ErrorCode::kReadFailed,
                path.string() + " cannot be opened: " + system_reason());
  }
  return read_hdf5(file.get(), path.string());
}

}  // namespace myolens
