#include <array>
#include <charconv>
#include <string>

#include "myolens/report/format.h"
#include "myolens/report/search_figure.h"
#include "myolens/report/sections.h"
#include "myolens/report/svg_plot.h"

namespace myolens {

namespace {

void fact(HtmlWriter& html, Literal name, std::string_view value) {
  if (value.empty()) return;
  html.markup("<dt>").markup(name).markup("</dt><dd>").text(value).markup("</dd>\n");
}

void model_facts(HtmlWriter& html, const ModelFacts& model) {
  html.markup("<dl>\n");
  fact(html, "Backbone", model.backbone);
  if (model.parameters > 0) fact(html, "Parameters", grouped(model.parameters));
  fact(html, "Starting weights", model.weights_origin);
  fact(html, "ImageNet training",
       model.imagenet_trained ? "yes: pre-trained on ImageNet"
                              : "no: these weights were not trained on ImageNet");
  fact(html, "Head", model.head);
  fact(html, "Learning-rate rule", model.learning_rate_rule);
  fact(html, "Epoch chosen by", model.selection_rule);
  fact(html, "Seed", std::to_string(model.seed));
  fact(html, "Myolens version", model.version);
  for (const Fact& item : model.further) {
    html.element("dt", item.name).element("dd", item.value).markup("\n");
  }
  html.markup("</dl>\n");
}

// As many as tell two rates apart; searched ones have all digits of a double.
double four_digits(double value) {
  std::array<char, 32> text;
  const auto result = std::to_chars(text.data(), text.data() + text.size(), value,
                                    std::chars_format::scientific, 3);
  std::from_chars(text.data(), result.ptr, value);
  return value;
}

std::string chosen_text(const TrainingStage& stage) {
  if (stage.chosen_epoch < 1) return "none (start kept)";
  return std::to_string(stage.chosen_epoch);
}

void stage_row(HtmlWriter& html, const TrainingStage& stage) {
  html.markup("<tr><th scope=\"row\">")
      .text(stage.name)
      .markup("</th><td class=\"words\"><code>")
      .text(stage.first_trained_layer)
      .markup("</code></td><td>")
      .text(grouped(stage.trained_parameters))
      .markup("</td><td>")
      .text(without_exponent(four_digits(stage.learning_rate)))
      .markup("</td><td>")
      .text(std::to_string(stage.epochs.size()))
      .markup("</td><td>")
      .text(chosen_text(stage))
      .markup("</td></tr>\n");
}

void stage_table(HtmlWriter& html, const ReportContent& content) {
  const ModelFacts& model = content.model;
  html.markup(kOpenScroll)
      .markup("<table>\n<caption>Training stages")
      .markup(synthetic_mark(content.cohort.synthetic))
      .markup(". The chosen epoch is the best one on the ")
      .text(selection_place(model.selection_set))
      .markup(
          ".</caption>\n<thead><tr><th scope=\"col\">Stage</th>"
          "<th scope=\"col\" class=\"words\">Trained from layer</th>"
          "<th scope=\"col\">Trained parameters</th><th scope=\"col\">Learning rate</th>"
          "<th scope=\"col\">Epochs</th><th scope=\"col\">Chosen "
          "epoch</th></tr></thead>\n<tbody>\n");
  for (const TrainingStage& stage : model.stages) stage_row(html, stage);
  html.markup("</tbody>\n</table></div>\n");
}

void history_figures(HtmlWriter& html, const ReportContent& content) {
  const HtmlWriter accuracy = history_plot(content.model, HistoryQuantity::kAccuracy);
  const HtmlWriter loss = history_plot(content.model, HistoryQuantity::kLoss);
  if (accuracy.str().empty() && loss.str().empty()) {
    html.markup("<p>No training curves were recorded.</p>\n");
    return;
  }
  html.markup("<figure>\n<div class=\"plots\">\n")
      .add(accuracy)
      .add(loss)
      .markup("</div>\n<figcaption>Accuracy and loss over the epochs of all stages")
      .markup(synthetic_mark(content.cohort.synthetic))
      .markup(".");
  if (content.model.stages.size() > 1) html.markup(" The vertical line parts two stages.");
  if (content.model.selection_set == kOutOfFold) {
    html.markup(
        " Out of fold: every training patient is scored by the model of a fold that did not train "
        "on it; the last fit on all of them has no such curve and is not drawn.");
  }
  html.markup("</figcaption>\n</figure>\n");
}

}  // namespace

std::string selection_place(const std::string& selection_set) {
  return selection_set + (selection_set == kOutOfFold ? " predictions" : " patients");
}

HtmlWriter training_section(const ReportContent& content) {
  HtmlWriter html;
  html.markup("<section id=\"training\">\n<h2>Model and training</h2>\n");
  model_facts(html, content.model);
  if (content.model.selected_on_test_set) {
    html.markup(
        "<p class=\"warning\">The epoch was chosen on the test patients themselves, as in the "
        "paper\u2019s protocol. Every number of the test set is therefore too optimistic.</p>\n");
  }
  if (content.cross_validation) {
    html.markup(
        "<p>The stages below are those of the last fit, to all patients. Cross-validation ran the "
        "same procedure anew for every fold.</p>\n");
  }
  if (!content.model.stages.empty()) stage_table(html, content);
  history_figures(html, content);
  html.markup("</section>\n");
  html.add(search_section(content));
  return html;
}

}  // namespace myolens
