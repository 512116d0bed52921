// Runs independent pieces of work on several threads.
#pragma once

#include <cstddef>
#include <functional>

namespace myolens {

// Calls work(i) for every i in [0, count), each once, on at most `threads` threads (at least one).
// The first exception stops the handing-out of further pieces and is thrown again here. Results
// must not depend on the order.
void parallel_for(size_t count, size_t threads, const std::function<void(size_t)>& work);

}  // namespace myolens
