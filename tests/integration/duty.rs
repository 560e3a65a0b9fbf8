//! Who is compared where a task is somebody's duty by law, whatever the words for their types (docs/model.md section 16.3).

use std::process::Command;

use serde_json::Value;

/// An audit of bodies: id, type, and what else the organisation says, with what each spends on two functions.
fn audit(bodies: &[(&str, &str, &str, &str, &str)]) -> Value {
    let folder = tempfile::tempdir().expect("a folder");
    for (id, kind, more, council_tax, births) in bodies {
        let text = format!(
            "dupaudit: 1\nperiod: 2025-26\norganisation: {{id: {id}, name: Body {id}, type: \"{kind}\"{more}}}\nprocesses:\n\
             - {{id: ct, name: Council tax, function: revenues.council-tax, other: {council_tax}}}\n\
             - {{id: rb, name: Registrars, function: registration.civil, other: {births}}}\n"
        );
        std::fs::write(folder.path().join(format!("{id}.yaml")), text).expect("written");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_dupaudit"))
        .args(["audit", "--format", "json", "--quiet", "--isolated"])
        .arg(folder.path())
        .output()
        .expect("the binary runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// The duplicated cost of council tax and of registration, and of all.
fn duplicated(report: &Value) -> [String; 3] {
    let of = |code: &str| {
        let functions = report["functions"].as_array().expect("functions");
        let function = functions.iter().find(|function| function["code"] == code).expect("the function");
        function["duplicated"]["excess"].to_string()
    };
    let all = report["totals"]["duplicated"]["excess"].to_string();
    [of("revenues.council-tax"), of("registration.civil"), all]
}

fn unknown(report: &Value) -> Vec<(String, String)> {
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    let findings = report["findings"].as_array().expect("findings").iter();
    let of_type = findings.filter(|finding| finding["code"] == "unknown-type");
    of_type.map(|finding| (text(finding, "message"), text(finding, "help"))).collect()
}

const D: (&str, &str, &str, &str, &str) = ("d", "District Council", "", "300_000.12", "0");
const U: (&str, &str, &str, &str, &str) = ("u", "Unitary", "", "500_000", "90_000.01");
const M: (&str, &str, &str, &str, &str) = ("m", "Met boroughs", "", "400_000.05", "80_000");
const C: (&str, &str, &str, &str, &str) = ("c", "The County Council", "", "40_000", "200_000");

#[test]
fn those_with_the_duty_are_one_comparison_set() {
    let report = audit(&[D, U, M, C]);
    assert_eq!(duplicated(&report), ["700000.17", "170000.01", "870000.18"]);
    assert!(unknown(&report).is_empty());
}

#[test]
fn a_family_counts_on_a_duty_only_where_all_who_have_it_declare_one() {
    let with = |body: (&'static str, &'static str, &str, &'static str, &'static str), family: &'static str| {
        (body.0, body.1, family, body.3, body.4)
    };
    let (north, south) = (", family: North", ", family: South");
    let some = audit(&[with(D, north), with(U, south), M, C]);
    assert_eq!(duplicated(&some), ["700000.17", "170000.01", "870000.18"]);
    // On registration the county declares none, so that families count on council tax only.
    let all = audit(&[with(D, north), with(U, south), with(M, ", family: north"), C]);
    assert_eq!(duplicated(&all), ["300000.12", "170000.01", "470000.13"]);
    let all = audit(&[with(D, north), with(U, south), with(M, ", family: north"), with(C, south)]);
    assert_eq!(duplicated(&all), ["300000.12", "90000.01", "390000.13"]);
}

#[test]
fn every_spelling_of_a_type_gives_the_same_figures() {
    let spelt = |a: &'static str, b: &'static str| {
        audit(&[("a", a, "", "300_000", "50_000"), ("b", b, "", "200_000", "60_000")])
    };
    let plain = spelt("district-council", "district-council");
    assert_eq!(duplicated(&plain), ["200000", "50000", "250000"]);
    for (a, b) in [
        ("District Council", "district_council"),
        ("DISTRICT", " Shire  District "),
        ("The District Councils", "Non-metropolitan District"),
    ] {
        let report = spelt(a, b);
        assert_eq!(report["totals"], plain["totals"], "{a}, {b}");
        assert_eq!(report["functions"], plain["functions"], "{a}, {b}");
        assert!(unknown(&report).is_empty(), "{a}, {b}");
    }
}

#[test]
fn what_an_unclear_type_takes_out_of_the_comparison_is_said() {
    let report = audit(&[D, ("x", "Distrct Councl", "", "200_000.03", "70_000"), U]);
    assert_eq!(duplicated(&report), ["300000.12", "0", "300000.12"]);
    let [(message, help)] = &unknown(&report)[..] else { panic!("{report}") };
    assert!(message.contains("£270,000.03") && help.contains("`district-council`"), "{message} {help}");

    // Spelt alike, unknown and ambiguous types still compare among themselves.
    let report = audit(&[
        ("a", "Lake Board", "", "300_000", "1_000"),
        ("b", "lake-boards", "", "200_000", "1_000"),
        ("c", "Borough Council", "", "150_000", "1_000"),
        ("e", "borough_council", "", "120_000", "1_000"),
    ]);
    assert_eq!(duplicated(&report)[0], "320000");
    let found = unknown(&report);
    assert_eq!(found.len(), 4);
    for candidate in ["district-council", "unitary-authority", "metropolitan-district", "london-borough"] {
        assert_eq!(found.iter().filter(|(message, _)| message.contains(candidate)).count(), 2, "{candidate}");
    }
}
