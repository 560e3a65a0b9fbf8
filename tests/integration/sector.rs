//! The audited bodies scaled to a sector: worked out by hand in docs/model.md section 16.23.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

/// Bodies of one type that spend 10,000, 20,000 and so on on payroll, each with a population of 1,000 times its number. The first
/// two run it together where `shared` says so.
fn returns(folder: &Path, bodies: u64, shared: bool) {
    let document = |number: u64| {
        let with = if shared && number <= 2 {
            format!("shared: [{{function: hr.payroll, with: [B{:02}]}}]\n", 3 - number)
        } else {
            String::new()
        };
        format!(
            "dupaudit: 1\nperiod: 2025-26\norganisation: {{id: B{number:02}, name: Body {number}, type: district-council, drivers: \
             {{population: {}}}}}\nroles: [{{id: p, title: Payroll officer, function: hr.payroll, fte: 2, cost: {}}}]\n{with}",
            number * 1000,
            number * 10_000
        )
    };
    let documents: Vec<String> = (1..=bodies).map(document).collect();
    std::fs::write(folder.join("returns.yaml"), documents.join("---\n")).expect("written");
}

fn audit(folder: &Path, sector: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dupaudit"))
        .args(["audit", "returns.yaml", "--quiet", "--format", "json", "--sector", sector])
        .current_dir(folder)
        .output()
        .expect("the binary runs")
}

fn report(folder: &Path, sector: &str) -> Value {
    let output = audit(folder, sector);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// 15 bodies spend 1,200,000, the largest 150,000. Twice as many bodies: 2,400,000 less 150,000. By heads, 120,000 are audited of
/// 180,000: 1,800,000 less 150,000.
#[test]
fn cost_is_scaled_by_bodies_or_by_heads_less_the_largest_provider() {
    let folder = tempfile::tempdir().expect("a folder");
    returns(folder.path(), 15, false);
    let by_bodies = report(folder.path(), "District Council=30");
    for row in [&by_bodies["sector"][0], &by_bodies["sector"][1]] {
        assert_eq!((&row["cost"], &row["duplicated"]), (&2_400_000.into(), &2_250_000.into()), "{row}");
        assert_eq!(row["gross_annual"], 900_000);
        assert_eq!(
            (&row["audited"], &row["scaled_by"], &row["illustration"]),
            (&15.into(), &"bodies".into(), &true.into())
        );
        let [low, middle, high] = ["p10", "p50", "p90"].map(|key| row[key].as_f64().expect("an amount"));
        assert!(low < middle && middle < high && low < 2_250_000.0 && 2_250_000.0 < high, "{row}");
    }
    assert_eq!(by_bodies["totals"]["duplicated"]["excess"], 1_050_000, "in no total");
    let by_heads = report(folder.path(), "district-council=30:180_000");
    let row = &by_heads["sector"][0];
    assert_eq!((&row["cost"], &row["duplicated"]), (&1_800_000.into(), &1_650_000.into()), "{row}");
    assert_eq!(row["scaled_by"], "heads");
    // Spending is the same for each head, so that only the largest provider is drawn.
    assert!(row["p90"].as_f64() <= Some(1_800_000.0 - 10_000.0), "{row}");
    let claims = by_bodies["claims"].as_array().expect("claims");
    let manifesto = claims.iter().find(|row| row["claim"] == "manifesto").expect("the claim");
    assert_eq!((&manifesto["claimed"], &manifesto["sector_gross"]), (&46_000_000_000_i64.into(), &900_000.into()));
    assert_eq!(manifesto["gross_here"], 420_000);
}

#[test]
fn too_few_are_refused_and_who_shares_is_drawn_together() {
    let folder = tempfile::tempdir().expect("a folder");
    returns(folder.path(), 14, false);
    let refused = audit(folder.path(), "district-council=30");
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("needs at least 15"));
    returns(folder.path(), 30, false);
    for wrong in ["district-council", "district-council=many", "district-council=29", "district-council=30:0"] {
        assert_eq!(audit(folder.path(), wrong).status.code(), Some(2), "{wrong}");
    }
    let alone = report(folder.path(), "district-council=60");
    assert_eq!(alone["sector"][0]["illustration"], false);
    returns(folder.path(), 30, true);
    let together = report(folder.path(), "district-council=60");
    assert_eq!(alone["sector"][0]["duplicated"], together["sector"][0]["duplicated"], "the largest is another");
    assert_ne!(alone["sector"][0]["p10"], together["sector"][0]["p10"], "two of them are one draw");
}
