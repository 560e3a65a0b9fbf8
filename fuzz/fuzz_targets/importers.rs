//! Any bytes as a table that bodies publish or keep: what is made of it are returns that read back and break no rule,
//! unless the figures of the table add up to more than there can be; every row is accounted for; and importing again
//! changes nothing.
#![no_main]

use std::sync::{Arc, LazyLock};

use dupaudit::finding::{Finding, Severity};
use dupaudit::returns::check;
use dupaudit::returns::import::{
    Draft, Instructions, Named, TableFile, TableKind, Unlisted, Wanted, organograms, tables, update, write_yaml,
};
use dupaudit::source::Document;
use dupaudit::taxonomy::{self, Taxonomy};
use libfuzzer_sys::fuzz_target;

static TAXONOMY: LazyLock<Taxonomy> = LazyLock::new(|| taxonomy::load(taxonomy::DEFAULT).expect("the built-in list"));

fuzz_target!(|bytes: &[u8]| {
    if let Ok(imported) = organograms(&[(Arc::from("staff.csv"), bytes.to_vec())], Some("2011-09-30"), None) {
        let roles: usize = imported.returns.iter().map(|draft| draft.items.len()).sum();
        assert!(roles <= imported.rows && imported.skipped <= imported.rows);
        imported.returns.iter().for_each(good);
    }
    let organisation = Some(Named { id: "x".to_owned(), ..Named::default() });
    for kind in [None].into_iter().chain(TableKind::ALL.map(Some)) {
        let file = TableFile { path: Arc::from("table.csv"), bytes: bytes.to_vec() };
        let (period, organisation) = (Some("2025-26".to_owned()), organisation.clone());
        let wanted = Wanted { kind, period, organisation, ..Wanted::default() };
        let Ok(imported) = tables(&[file], &wanted, &Instructions::default(), &|_| false) else { continue };
        let account = imported.account;
        let accounted = account.in_items + account.totals + account.headings + account.blank + account.vacant + account.left_out;
        assert_eq!(accounted, account.rows);
        // Places of columns and notes to the reader are no part of what is kept.
        let kept = Instructions::read("import.yaml", &imported.instructions.write()).expect("a mapping file");
        assert_eq!(Instructions::read("import.yaml", &kept.write()).expect("a mapping file"), kept);
        for draft in &imported.drafts {
            good(draft);
            let text = write_yaml(draft);
            let again = update(&text, draft, Unlisted::TakeOut).expect("what was written can be brought up to date");
            assert_eq!(again.text, text);
        }
    }
});

fn good(draft: &Draft) {
    let document = Document { text: write_yaml(draft), first_line: 1, json: false };
    let read = dupaudit_fuzz::loaded(&document).expect("an imported return is a return");
    assert_eq!(read.items().count(), draft.items.len());
    let beyond = |finding: &Finding| finding.message.contains("add up to more than");
    let errors = check(&read, &TAXONOMY).into_iter();
    let errors = errors.filter(|finding| finding.severity == Severity::Error && !beyond(finding));
    assert_eq!(errors.collect::<Vec<_>>(), []);
}
