#include "apps/myolens/interrupt.h"

#include <csignal>
#include <cstdlib>

#include "apps/myolens/exit_codes.h"

namespace myolens {
namespace {

// A signal handler can reach nothing but a global.
volatile std::sig_atomic_t received_signal = 0;

void remember(int signal) { received_signal = signal; }

}  // namespace

void handle_signals() {
  struct sigaction action {};
  action.sa_handler = remember;
  action.sa_flags = SA_RESETHAND | SA_RESTART;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::sigaction(signal, &action, nullptr);
  std::signal(SIGXFSZ, SIG_IGN);
}

void throw_if_interrupted() {
  if (received_signal != 0) throw Interrupted();
}

void end_as_interrupted() {
  const int signal = received_signal;
  std::signal(signal, SIG_DFL);
  std::raise(signal);
  std::_Exit(kExitFailed);
}

}  // namespace myolens
