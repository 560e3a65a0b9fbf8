//! One file a format. Writers hold no state and decide no order: the report is finished when it comes here.

mod brief;
mod check;
mod claims;
mod csv;
mod delivery;
mod document;
mod evaluation;
pub mod exchange;
mod explain;
mod explained;
mod facts;
mod findings;
mod first_page;
mod folder;
mod format;
mod front;
mod glossary;
mod graph;
mod html;
mod import;
mod json;
mod key_figures;
mod mapping;
mod next;
mod one_off;
mod options;
mod options_words;
mod partners;
mod partners_words;
mod payers;
mod place;
mod plan;
mod publish;
mod reorganised;
mod rules;
mod runner;
mod savings_words;
mod schemas;
mod since;
mod sqlite;
mod svg;
mod table;
mod table_markdown;
mod terminal;
mod terminal_frontline;
mod terminal_joint;
mod terminal_left;
mod terminal_savings;
mod terminal_suppliers;
mod terminal_value;
mod terminal_within;
mod text;
mod to_add;
mod tracking;
mod tracking_words;
mod xlsx;

pub use brief::write_brief;
pub use check::{Look, shown, write_check};
pub use csv::{write_csv, write_csv_table};
pub use delivery::{write_cases, write_delivery, write_delivery_json, write_sale};
pub use evaluation::{write_evaluation, write_evaluation_json};
pub use explain::{write_explained_function, write_explained_item, write_explained_json};
pub use explained::{Figure, write_figure};
pub use facts::{write_facts, write_facts_json};
pub use findings::write_findings;
pub use folder::Folder;
pub use format::{
    AuditFormat, CheckFormat, CompareFormat, Format, GraphFormat, MapFormat, OptionsFormat, PartnersFormat,
    PlainFormat, RulesFormat, SavingsFormat,
};
pub use glossary::{Term, write_term};
pub use graph::{write_dot, write_graph, write_graph_json, write_graphml, write_picture};
pub use html::{
    write_cases_html, write_compare_html, write_delivery_html, write_html, write_options_html, write_partners_html,
    write_sale_html, write_savings_html,
};
pub use import::{ImportSummary, ImportedFrom, LargestRow, write_guess, write_import, write_import_json, write_items};
pub use json::{write_json, write_map_json, write_savings_json};
pub use mapping::write_map;
pub use options::{write_options, write_options_json};
pub use partners::{write_partners, write_partners_json};
pub use place::{Target, abandon, clean, replace_file, wrap};
pub use publish::{Licence, published_files, unpublishable, write_published};
pub use rules::{RuleRow, write_rule, write_rules, write_rules_json, write_rules_page};
pub use runner::{Hash, Neutral};
pub use schemas::{ResultSchema, result_schema};
pub use sqlite::{write_sqlite, write_tables_sqlite};
pub use table::{Align, Column, write_table};
pub use table_markdown::write_markdown_table;
pub use terminal::write_report;
pub use terminal_savings::write_savings;
pub use text::{looks_like_formula, one_line};
pub use tracking::{write_compare, write_compare_json};
pub use xlsx::{write_options_xlsx, write_tables_xlsx, write_xlsx};
