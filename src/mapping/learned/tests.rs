//! What a learned model holds to: order, vague words, its own size.

use super::*;
use crate::mapping::labels::{Label, Labels};
use crate::mapping::{Known, Mapper};
use crate::taxonomy;

fn default_taxonomy() -> Taxonomy {
    taxonomy::load(taxonomy::DEFAULT).unwrap()
}

fn code(taxonomy: &Taxonomy, mapping: &Mapping) -> Option<String> {
    mapping.largest().map(|claim| taxonomy.get(claim.function).code.clone())
}

#[test]
fn the_embedded_model_is_for_the_embedded_taxonomy() {
    let taxonomy = default_taxonomy();
    let model = Model::embedded(&taxonomy).unwrap();
    assert_eq!(
        model.origin().taxonomy_sha256,
        taxonomy.sha256,
        "learn the model again: taxonomies/public-functions.labels.md"
    );
    assert!(Model::embedded(&taxonomy::load("gc-internal-services").unwrap()).is_none());
}

#[test]
fn vague_words_carry_nothing_alone() {
    let taxonomy = default_taxonomy();
    let mapper = Mapper::new(&taxonomy);
    let mut known = Known::default();
    for kind in [Kind::Process, Kind::Role, Kind::System] {
        for name in
            ["Officer", "Manager", "Project officer", "Band 6", "Support team", "Services", "Senior Manager", "X"]
        {
            for organisation in ["", "HM Prison Service", "Burnley Borough Council"] {
                let texts = Texts { name, organisation, unit: organisation, kind: Some(kind), ..Texts::default() };
                assert_eq!(code(&taxonomy, &mapper.map(&texts, &mut known)), None, "{texts:?}");
            }
        }
    }
    let texts = Texts { name: "Officer", unit: "Payroll", kind: Some(Kind::Role), ..Texts::default() };
    assert_eq!(code(&taxonomy, &mapper.map(&texts, &mut known)).as_deref(), Some("hr.payroll"));
}

#[test]
fn what_was_mapped_before_changes_nothing() {
    let taxonomy = default_taxonomy();
    let model = Model::embedded(&taxonomy).unwrap();
    let names = ["Payroll officer", "Council tax", "Border Force officer", "Zzyzx", "", "Café-Manager ’s Büro", "ICT"];
    let units = ["", "HR", "Revenues and Benefits"];
    let all: Vec<Texts<'_>> = names
        .iter()
        .flat_map(|name| {
            units.map(|unit| Texts { name, unit, organisation: "Kent", kind: Some(Kind::Role), ..Texts::default() })
        })
        .collect();
    let alone: Vec<Mapping> = all.iter().map(|texts| model.map(texts, None, &mut Scratch::default())).collect();
    let mut scratch = Scratch::default();
    for (texts, alone) in all.iter().zip(&alone).rev().chain(all.iter().zip(&alone)) {
        assert_eq!(model.map(texts, None, &mut scratch), *alone, "{texts:?}");
    }
    for mapping in &alone {
        let first = mapping.claims.first().map(|claim| claim.confidence);
        assert!(first.is_none_or(|sure| (CLAIM..=MACHINE_MOST).contains(&sure)));
        assert!(mapping.alternatives.windows(2).all(|pair| pair[0].1 >= pair[1].1), "{mapping:?}");
    }
}

#[test]
fn a_taxonomy_of_ones_own_can_be_learned() {
    let taxonomy = taxonomy::parse(
        "dupaudit: taxonomy/1\nid: own\nversion: '1'\ntitle: t\nsource: s\nlicence: l\nfunctions:\n\
         - {code: a, label: Animals}\n- {code: a.cats, label: Cats}\n- {code: a.dogs, label: Dogs}\n- {code: b, label: Boats}\n",
    )
    .unwrap();
    let find = |code| taxonomy.find(code).unwrap();
    let words = [
        ("a.cats", ["purring", "whiskers", "mice"]),
        ("a.dogs", ["barking", "bones", "walks"]),
        ("b", ["sails", "oars", "anchors"]),
    ];
    let labels: Vec<Label> = words
        .iter()
        .flat_map(|(code, words)| {
            words.iter().flat_map(move |one| words.map(|two| (code, format!("{one} {two} daily"))))
        })
        .flat_map(|(code, text)| [Kind::Process, Kind::Role].map(|kind| Label::new(kind, &text, find(code))))
        .collect();
    let files = [Labels { labels, sha256: "0".to_owned() }];
    let learnt = learn(&taxonomy, &files, &|| {}).unwrap();
    assert_eq!(learnt.bytes, learn(&taxonomy, &files, &|| {}).unwrap().bytes);
    assert!(learn(&taxonomy, &[], &|| {}).is_err());
    let model = Model::read(learnt.bytes.clone(), &taxonomy).unwrap();
    let mapping = model.map(
        &Texts { name: "oars and anchors", kind: Some(Kind::Process), ..Texts::default() },
        None,
        &mut Scratch::default(),
    );
    assert_eq!(code(&taxonomy, &mapping).as_deref(), Some("b"));
    let words =
        model.words(&Texts { name: "walks with the boat", ..Texts::default() }, find("a.dogs"), Some(find("b")));
    assert_eq!(words, [Telling { of: "", word: "walks".to_owned() }]);
    // Of a model for other functions, or of half a one, nothing is made.
    assert!(Model::read(learnt.bytes.clone(), &default_taxonomy()).is_err());
    for length in [0, 10, 40, 400, learnt.bytes.len() - 1] {
        assert!(Model::read(learnt.bytes[..length].to_vec(), &taxonomy).is_err(), "{length}");
    }
}
