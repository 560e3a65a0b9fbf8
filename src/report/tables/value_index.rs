//! What the public gets for its money, with the parts of the index.

use super::{Definition, count, list, number, share, text, wide};
use crate::report::value_index::ValueIndexRow;

pub(super) static VALUE_INDEX: Definition<ValueIndexRow> = Definition {
    name: "value_index",
    title: "Public value index",
    about: "The public value index of one organisation, type or region, or of all. Ours; no league table: read it with its parts, among peers.",
    key: 2,
    references: &[],
    rows: |report, each| report.value_index.rows.iter().try_for_each(each),
    fields: &[
        wide(14, text("level", "Level", "organisation, type, region or all.", |row| row.level.into())),
        wide(20, text("id", "Id", "Id of the organisation, or name of the type or region.", |row| (&row.id).into())),
        count("bodies", "Bodies", "How many organisations it is of.", |row| row.bodies.into()),
        share("frontline_share", "Frontline", "Frontline cost of the total.", |row| row.frontline_share.into()),
        share("unduplicated_share", "Unduplicated", "What is not duplicated of the total.", |row| {
            row.unduplicated_share.into()
        }),
        share(
            "outcome_rank",
            "Outcomes",
            "Weighted mid-rank among peers of outcome per pound; 0.5 is the middle.",
            |row| row.outcome_rank.into(),
        ),
        share("coverage", "Mapped", "What of the spending is mapped.", |row| row.coverage.into()),
        number(
            "index",
            "Index",
            1,
            "Geometric mean of the three parts times 100; nothing where not published.",
            |row| row.index.into(),
        ),
        wide(
            40,
            text("cautions", "Cautions", "Why it is not published, or to be read with caution.", |row| {
                list(&row.cautions)
            }),
        ),
        wide(40, text("measures", "Measures", "The outcomes that were ranked.", |row| list(&row.measures))),
    ],
};
