#include "apps/myolens/search_options.h"

#include <CLI/CLI.hpp>

namespace myolens {

void add_search_options(SearchOptions& options, CLI::App& app) {
  HyperbandSettings& hyperband = options.search.hyperband;
  SearchSpace& space = options.search.space;
  const std::string group = "Search by Hyperband";
  app.add_flag(
         "--search", options.wanted,
         "Find --units, --dropout, --a, --l2 and --batch on the predictions that choose the epochs")
      ->group(group);
  app.add_option("--search-epochs", hyperband.maximal_epochs, "Epochs of the longest trials")
      ->group(group);
  app.add_option("--search-factor", hyperband.factor, "One of so many trials goes on")
      ->group(group);
  app.add_option("--search-least-epochs", hyperband.minimal_epochs, "Epochs of the shortest trials")
      ->group(group);
  app.add_option("--search-layers", space.hidden_layers, "Numbers of hidden layers")->group(group);
  app.add_option("--search-units", space.units, "Units of a hidden layer")->group(group);
  app.add_option("--search-l2", space.l2, "L2 factors")->group(group);
  app.add_option("--search-batch", space.batch_sizes, "Pictures per step")->group(group);
  app.add_option("--search-least-dropout", space.least_dropout, "Lower end of the dropout rates")
      ->group(group);
  app.add_option("--search-most-dropout", space.most_dropout, "Upper end of the dropout rates")
      ->group(group);
  app.add_option("--search-least-a", space.least_a, "Lower end of a")->group(group);
  app.add_option("--search-most-a", space.most_a, "Upper end of a")->group(group);
}

std::optional<HeadSearchSettings> head_search(const SearchOptions& options) {
  return options.wanted ? std::optional(options.search) : std::nullopt;
}

}  // namespace myolens
