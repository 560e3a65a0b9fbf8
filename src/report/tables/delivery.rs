//! What savings, delivery models, published cases and sales are as tables.

use std::collections::BTreeMap;
use std::io;

use crate::report::cases::CasesReport;
use crate::report::delivery::{DeliveryReport, SaleReport};
use crate::report::model::{Assumption, ScenarioValue};
use crate::report::payers::payers_again;
use crate::report::saved::SavingsReport;
use crate::table::{Definition, EachOf, Figures, Kind, PATHS, Table, Tabulated, dictionary, figures};

/// Hands out parameters, each with its key.
pub(super) fn assumptions(values: &BTreeMap<String, ScenarioValue>, each: EachOf<'_, Assumption>) -> io::Result<()> {
    values.iter().try_for_each(|(key, value)| each(&Assumption { key: key.clone(), value: value.clone() }))
}

impl Tabulated for SavingsReport {
    fn tables() -> &'static [&'static dyn Table<Self>] {
        static TABLES: [&dyn Table<SavingsReport>; 5] = [
            &Definition::list(|report: &SavingsReport| &report.savings.years),
            &Definition::list(|report: &SavingsReport| &report.savings.scenarios),
            &Definition::each(|report: &SavingsReport, each| payers_again(report, each)),
            &Definition::each(|report: &SavingsReport, each| assumptions(&report.scenario, each)),
            &dictionary(),
        ];
        &TABLES
    }

    fn title(&self) -> String {
        format!("Savings estimate {}", self.period)
    }

    fn currency(&self) -> &str {
        &self.currency
    }

    fn period(&self) -> &str {
        &self.period
    }

    fn audit_id(&self) -> String {
        let scenario = serde_json::to_string(&self.scenario).unwrap_or_default();
        self.manifest.id([self.schema, &self.period, &self.report_sha256, &scenario])
    }

    fn schema(&self) -> &'static str {
        self.schema
    }
}

impl Tabulated for DeliveryReport {
    fn tables() -> &'static [&'static dyn Table<Self>] {
        static TABLES: [&dyn Table<DeliveryReport>; 5] = [
            &Figures {
                name: "figures",
                title: "Figures",
                about: "One figure of the whole: an amount, a share or a word.",
                keys: PATHS,
                kinds: &[Kind::Money, Kind::Share, Kind::Text],
                rows: |report| figures("", report),
            },
            &Definition::list(|report: &DeliveryReport| &report.years),
            &Definition::list(|report: &DeliveryReport| &report.models),
            &Definition::each(|report: &DeliveryReport, each| assumptions(&report.parameters, each)).named(
                "assumptions",
                "Assumptions",
                "One parameter, with its source.",
            ),
            &dictionary(),
        ];
        &TABLES
    }

    fn title(&self) -> String {
        format!("Delivery model {}", self.model)
    }

    fn currency(&self) -> &str {
        &self.currency
    }

    fn schema(&self) -> &'static str {
        self.schema
    }
}

impl Tabulated for CasesReport {
    fn tables() -> &'static [&'static dyn Table<Self>] {
        static TABLES: [&dyn Table<CasesReport>; 2] =
            [&Definition::list(|report: &CasesReport| &report.cases), &dictionary()];
        &TABLES
    }

    fn title(&self) -> String {
        "Published cases".to_owned()
    }

    fn currency(&self) -> &str {
        self.currency
    }

    fn schema(&self) -> &'static str {
        self.schema
    }
}

impl Tabulated for SaleReport {
    fn tables() -> &'static [&'static dyn Table<Self>] {
        static TABLES: [&dyn Table<SaleReport>; 1] = [&Figures {
            name: "figures",
            title: "Sale",
            about: "The gains from the sale, one figure in each row.",
            keys: PATHS,
            kinds: &[Kind::Money, Kind::Share, Kind::Text],
            rows: |report| figures("", report),
        }];
        &TABLES
    }

    fn title(&self) -> String {
        "Sale of a service".to_owned()
    }

    fn currency(&self) -> &str {
        &self.currency
    }

    fn schema(&self) -> &'static str {
        self.schema
    }
}
