#include "myolens/classifier/clinical_json.h"

#include <nlohmann/json.hpp>

namespace myolens {
using Json = nlohmann::json;

Json clinical_json(const ClinicalEncoding& encoding) {
  Json columns = Json::array();
  for (const ClinicalColumn& column : encoding.columns()) {
    columns.push_back({{"name", column.name},
                       {"mean", column.mean},
                       {"deviation", column.deviation},
                       {"texts", column.texts},
                       {"may_be_missing", column.may_be_missing}});
  }
  return columns;
}

ClinicalEncoding parse_clinical(const Json& json) {
  std::vector<ClinicalColumn> columns;
  for (const Json& one : json.get_ref<const Json::array_t&>()) {
    ClinicalColumn column;
    one.at("name").get_to(column.name);
    one.at("mean").get_to(column.mean);
    one.at("deviation").get_to(column.deviation);
    one.at("texts").get_to(column.texts);
    one.at("may_be_missing").get_to(column.may_be_missing);
    columns.push_back(std::move(column));
  }
  return ClinicalEncoding::from(std::move(columns));
}

}  // namespace myolens
