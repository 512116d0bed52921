#include <string>

#include "myolens/report/run_answers.h"
#include "myolens/report/sections.h"

namespace myolens {

namespace {

void entry(HtmlWriter& html, Literal name, const std::string& text) {
  html.markup("<dt>").markup(name).markup("</dt>");
  html.element("dd", text.empty() ? "not known to this run" : text).markup("\n");
}

void facts(HtmlWriter& html, const std::vector<Fact>& facts) {
  if (facts.empty()) {
    html.markup("<p>Not known to this run.</p>\n");
    return;
  }
  html.markup("<dl>\n");
  for (const Fact& fact : facts) {
    html.element("dt", fact.name).markup("<dd><code>").text(fact.value).markup("</code></dd>\n");
  }
  html.markup("</dl>\n");
}

void about(HtmlWriter& html, const ReportContent& content) {
  const RunAnswers run(content);
  html.markup("<dl class=\"card\">\n");
  entry(html, "Intended use",
        "Research on how well a network reads stress polar maps of myocardial perfusion SPECT. It "
        "is no medical device, and no patient may be treated by what it says.");
  entry(html, "Not intended for",
        "Maps of another kind than it was trained on (other colours, another view, other "
        "normalisation, rest instead of stress), and any use without a physician who reads the "
        "map.");
  entry(html, "Data", sentences({run.patients(), run.parts()}));
  entry(html, "Reference standard", run.reference_standard());
  entry(html, "Flow of pictures", run.flow());
  entry(html, "Preparation", run.preparation());
  entry(html, "Method", run.network());
  entry(html, "Starting weights", run.starting_weights());
  entry(html, "Training", run.training());
  entry(html, "Choice of the model", run.selection());
  entry(html, "Output", run.output());
  entry(html, "Performance", run.performance());
  html.markup("</dl>\n");
}

void limits(HtmlWriter& html, const ReportContent& content) {
  html.markup(
      "<h3>Limits</h3>\n<ul>\n<li>Every map is divided by its own maximum. Disease of all three "
      "vessels that lowers uptake evenly leaves no mark on such a map, and neither eye nor network "
      "can see it there.</li>\n<li>One stress map cannot tell ischaemia from scar: that needs the "
      "map at rest beside it.</li>\n");
  for (const std::string& limit : content.limits) html.element("li", limit).markup("\n");
  html.markup("</ul>\n");
}

}  // namespace

HtmlWriter model_card(const ReportContent& content) {
  HtmlWriter html;
  html.markup("<section id=\"model-card\">\n<h2>Model card</h2>\n");
  about(html, content);
  limits(html, content);
  html.markup("<h3>Versions</h3>\n");
  facts(html, content.card.versions);
  html.markup("<h3>Checksums (SHA-256)</h3>\n");
  facts(html, content.card.checksums);
  html.markup("</section>\n");
  return html;
}

}  // namespace myolens
