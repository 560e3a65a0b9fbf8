//! Titles and lines as payrolls and ledgers write them.

use std::path::Path;

use dupaudit::mapping::{Known, Mapper, Texts, texts_of};
use dupaudit::returns::{Kind, Loaded, Return, load};
use dupaudit::source::Document;
use dupaudit::taxonomy::{self, DEFAULT, Taxonomy};
use proptest::prelude::*;

/// The returns of the examples that are files of one document.
fn examples() -> Vec<Return> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    files
        .filter(|file| file.path().extension().is_some_and(|ending| ending == "yaml"))
        .filter_map(|file| std::fs::read_to_string(file.path()).ok())
        .filter_map(|text| match load(&Document { text, first_line: 1, json: false }) {
            Loaded::Return(declared) => Some(*declared),
            _ => None,
        })
        .collect()
}

fn code<'t>(taxonomy: &'t Taxonomy, mapper: &Mapper<'_>, texts: &Texts<'_>) -> Option<&'t str> {
    let mapping = mapper.map(texts, &mut Known::default());
    mapping.largest().map(|claim| &*taxonomy.get(claim.function).code)
}

/// What a payroll writes behind a title.
fn suffix() -> impl Strategy<Value = String> {
    let number = (1..15_u8).prop_map(|number| number.to_string());
    let letter = prop::sample::select(vec!["A", "C", "8a", "II", "iv"]).prop_map(str::to_owned);
    let scale = prop::sample::select(vec!["Grade", "Band", "Level", "Step", "Scale", "AFC", "GRADE"]);
    let code = prop::sample::select(vec!["SO", "PO", "Sc", "G", "SCP"]);
    let status = prop::sample::select(vec![
        "(new)",
        "(vacant)",
        "- Part Time",
        "(full time)",
        "- fixed term",
        "(maternity cover)",
        "- Temporary",
        "0.5 FTE",
        "(job share)",
        "II",
        "III",
        "- acting",
        "(seconded)",
        "PERMANENT",
        "- term time only",
        "(casual)",
    ]);
    prop_oneof![
        (scale, prop_oneof![number.clone(), letter]).prop_map(|(scale, step)| format!("({scale} {step})")),
        (code, number).prop_map(|(code, number)| format!("- {code}{number}")),
        status.prop_map(str::to_owned),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn a_grade_a_step_or_a_status_changes_no_mapping(suffixes in prop::collection::vec(suffix(), 1..3)) {
        let taxonomy = taxonomy::load(DEFAULT).expect("the list");
        let mapper = Mapper::new(&taxonomy);
        let suffix = suffixes.join(" ");
        let mut known = Known::default();
        for declared in examples() {
            let texts_of = texts_of(&declared);
            for item in declared.items().filter(|item| item.kind == Kind::Role) {
                let texts = texts_of(&item);
                let longer = format!("{} {suffix}", texts.name);
                let mapping = mapper.map(&texts, &mut known);
                let other = mapper.map(&Texts { name: &longer, ..texts }, &mut known);
                prop_assert_eq!(mapping, other, "{}", longer);
            }
        }
    }
}

/// Kind, text, unit, body, type of body, profession, grade; and the codes of which one is right. `-` is no claim.
const CASES: &str = "
role|Payroll officer|||district-council|||hr.payroll
role|Payroll officer (Grade 5)|||district-council|||hr.payroll
role|Payrol officer|||district-council|||hr.payroll
role|Accountant - Band 6|||district-council|||finance.general-ledger finance.management-accounting finance.financial-reporting finance
role|Accountant II (new)|Administrative Services|X|state-agency|||finance.general-ledger
role|Office Specialist (new)|Administrative Services|X|state-agency|||management.business-support
role|Office Technician (new)|Administrative Services|X|state-agency|||management.business-support
role|Administrative Technician (new)|Administrative Services|X|state-agency|||management.business-support
role|Administrator|Country Programmes|Department for International Development|ministry|Policy|A1 (G6)|strategy.policy management.service -
role|Administrator|Corporate Performance|Department for International Development|ministry|Information Technology|A2 (G7)|it.management it -
role|Administrator|Corporate Performance|Department for International Development|ministry|Human Resources|A2 (G7)|hr.management hr -
role|Administrator|Corporate Performance|Department for International Development|ministry|Communications|A2L (SEO)|communications.management communications -
role|Project Manager|Programme Office|Calderbrook Council|district-council|Programme and Project Management (PPM)||strategy.project-management
role|Project Manager|PMO|Calderbrook Council|district-council|||strategy.project-management
role|COUNCIL MEMBER|COUNCILS' OFFICE|X|city|||nonservice.members-allowances
role|SENIOR COUNCIL AIDE (EXE LEV)|COUNCILS' OFFICE|X|city|||governance.secretariat
role|COLLECTIONS REPRESENTATIVE I|FIN-Collections (003)|X|city|||finance.debt-recovery revenues.tax-collection
role|CROSSING GUARD|TRANS-Crossing Guards (786)|X|city|||frontline.highways-and-transport
role|UTILITY WORKER|PUBLIC WORKS & ENGINEERING|X|city|||frontline.energy-and-infrastructure
role|DISTRICT CHIEF|FIRE|X|city|||frontline.fire-and-rescue
role|JAIL ATTENDANT|POLICE|X|city|||frontline.justice frontline.policing
role|EQUIPMENT WORKER|PUBLIC WORKS & ENGINEERING|X|city|||frontline.highways-and-transport
role|9-1-1 TELECOMMUNICATOR|HOUSTON EMERGENCY CENTER|X|city|||frontline.policing
role|3-1-1 TELECOMMUNICATOR|ADMINISTRATION & REGULATORY AFFAIRS|X|city|||customer.contact-centre
role|PROFESSOR|MATHEMATICS|X|university|||frontline.education
role|PROFESSOR|ARCHITECTURE|X|university|||frontline.education
role|PROFESSOR|FINANCE|X|university|||frontline.education
role|ASSOCIATE PROFESSOR|COMMUNICATION|X|university|||frontline.education
role|ASSISTANT PROFESSOR|ACCOUNTING|X|university|||frontline.education
role|PROFESSOR & CHAIRMAN|OFFICE OF THE DEAN|X|university|||frontline.education
role|COACH|ATHLETIC DIRECTOR|X|university|||frontline.culture-and-leisure frontline.education
role|ASST COACH|ATHLETIC DIRECTOR|X|university|||frontline.culture-and-leisure frontline.education
role|Lecturer|ENGLISH|X|university|||frontline.education
role|Revs & bens officer|||district-council|||revenues.benefits revenues.council-tax revenues
role|Librarian|Libraries|Westmere City Council|unitary|||frontline.culture-and-leisure
role|Solicitor (Housing)||Westmere City Council|unitary|||legal.advice legal.litigation legal.contracts legal
role|H.R. Officer||Westmere City Council|unitary|||hr.employee-relations hr.management hr.recruitment hr.employee-records hr
role|Book-keeper|||district-council|||finance.general-ledger
role|Senior EHO|||district-council|||frontline.regulation
process|Agency Staff|Adult Social Care|X|county-council|||hr.temporary-staffing
process|Telephony|Libraries|X|county-council|||it.networks
process|Sub Contractors R & M|Housing|X|district-council|||property.maintenance
process|LEARN DIS 18-64 LT||X|unitary|||frontline.adult-social-care
process|Minimum revenue provision||X|unitary|||nonservice.debt-financing
process|Parish precepts||X|unitary|||nonservice.precepts-and-levies
process|Collection Fund||X|unitary|||nonservice.holding-accounts
process|Members Allowances||X|unitary|||nonservice.members-allowances
process|Not payroll||X|unitary|||-
process|Corporate and Democratic Core||X|unitary|||-
process|Internal Services||X|department|||-
process|Central support||X|unitary|||-
process|Management and support||X|unitary|||-
process|Other services||X|unitary|||-
process|Non distributed costs||X|unitary|||-
";

#[test]
fn titles_and_lines_mean_what_a_reader_takes_them_for() {
    let taxonomy = taxonomy::load(DEFAULT).expect("the list");
    let mapper = Mapper::new(&taxonomy);
    let mut wrong = Vec::new();
    for case in CASES.trim().lines() {
        let cells: Vec<&str> = case.split('|').collect();
        let [kind, name, unit, organisation, body, profession, grade, right] = cells[..] else { panic!("{case}") };
        let kind = Some(if kind == "role" { Kind::Role } else { Kind::Process });
        let texts = Texts { name, unit, organisation, body, profession, grade, kind, ..Texts::default() };
        let found = code(&taxonomy, &mapper, &texts).unwrap_or("-");
        if !right.split(' ').any(|right| right == found) {
            wrong.push(format!("{case}: {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A name of one function and of no other is that function, whatever the model would make of its words.
#[test]
fn exact_names_win() {
    let taxonomy = taxonomy::load(DEFAULT).expect("the list");
    let mapper = Mapper::new(&taxonomy);
    let (mut all, mut right) = (0, 0);
    for (_, function) in taxonomy.iter().filter(|(_, function)| function.is_leaf) {
        for title in &function.vocabulary.titles {
            let texts = Texts { name: title, kind: Some(Kind::Role), ..Texts::default() };
            all += 1;
            right += usize::from(code(&taxonomy, &mapper, &texts) == Some(&*function.code));
        }
    }
    // Some titles stand under two functions, and some hold vague words only.
    assert!(right * 100 >= all * 93, "{right} of {all}");
}
