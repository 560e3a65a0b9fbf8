//! Declared functions that the text of the item speaks against.

use crate::finding::{Code, Finding, Findings};
use crate::mapping::{Known, Mapper, Mapping, Source, Texts, texts_of};
use crate::money::Share;
use crate::returns::Return;
use crate::source::Route;
use crate::taxonomy::Taxonomy;

/// So sure must the text be before it is held against what the organisation says of itself.
const SURE: Share = Share(900_000);

/// Compares declared functions with what the mapper would have said. Only items with a declared function are mapped for
/// it; the others are mapped anyway.
pub(super) fn contradicted(
    declared: &Return,
    mappings: &[Mapping],
    taxonomy: &Taxonomy,
    mapper: &Mapper<'_>,
    known: &mut Known,
    findings: &mut Findings,
) {
    let texts_of = texts_of(declared);
    for (item, mapping) in declared.items().zip(mappings).filter(|(_, mapping)| mapping.source == Source::Declared) {
        let said = mapper.map(&texts_of(&item), known);
        let Some(claim) = said.largest().filter(|claim| claim.confidence >= SURE) else { continue };
        let group = taxonomy.group(claim.function);
        if mapping.claims.iter().any(|declared| taxonomy.group(declared.function) == group) {
            continue;
        }
        // `Recruitment of care workers` is about care for the mapper, and still says recruitment.
        let speaks_of =
            |function| mapping.claims.iter().any(|own| taxonomy.group(own.function) == taxonomy.group(function));
        if mapper.search(&Texts { name: item.text, ..Texts::default() }).into_iter().any(speaks_of) {
            continue;
        }
        let Some(own) = mapping.largest() else { continue };
        let message = format!(
            "the {} `{}` is declared as `{}`, and its text means `{}` ({:.2})",
            item.kind,
            item.text,
            taxonomy.get(own.function).code,
            taxonomy.get(claim.function).code,
            claim.confidence.as_f64()
        );
        let key = if item.function.is_some() { "function" } else { "functions" };
        findings.push(
            Finding::new(Code::ContradictedFunction, message)
                .help("correct the function, or let the text show what the work is; the declared function counts")
                .at(Route::item(item.kind.list(), item.index).key(key))
                .item(item.id),
        );
    }
}
