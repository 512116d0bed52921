// The search for the head as options of a command.
#pragma once

#include <optional>

#include "myolens/search/head_search.h"

namespace CLI {
class App;
}

namespace myolens {

struct SearchOptions {
  bool wanted = false;
  HeadSearchSettings search;
};

// `options` must outlive `app`.
void add_search_options(SearchOptions& options, CLI::App& app);

// Nothing unless it is wanted.
std::optional<HeadSearchSettings> head_search(const SearchOptions& options);

}  // namespace myolens
