//! What returns cost that were written to be slow: `cargo bench --bench worst`.
//!
//! Each shape is made with so many entries and with twice as many. A power near 1 means that the work grows with the text;
//! 2 would mean that somebody looks at all pairs of entries, and that a document at the limit of its size takes an hour.

#![allow(clippy::print_stdout)] // what a benchmark is for

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

const ENTRIES: usize = 25_000;
const RUNS: usize = 2;

const HEAD: &str = "dupaudit: 1\nperiod: 2025-26\norganisation: {id: H1, name: Slowborough, type: county-council}\n";

/// A shape, and the text of its lists with so many entries.
type Shape = (&'static str, fn(usize) -> String);

const SHAPES: [Shape; 16] = [
    ("units, all items in the last", |n| {
        units(n) + &list("roles", n, |i| format!("{{id: r{i}, title: Clerk {i}, unit: u{}, cost: 9}}", n - 1))
    }),
    ("units, an item in each", |n| {
        units(n) + &list("roles", n, |i| format!("{{id: r{i}, title: Payroll {i}, unit: u{i}, cost: 900}}"))
    }),
    ("unknown units", |n| {
        units(n) + &list("roles", n, |i| format!("{{id: r{i}, title: Clerk {i}, unit: v{i}, cost: 9}}"))
    }),
    ("unknown processes", |n| {
        processes(n) + &list("roles", n, |i| format!("{{id: r{i}, title: Clerk, cost: 9, processes: [q{i}]}}"))
    }),
    ("unknown functions", |n| {
        list("processes", n, |i| format!("{{id: p{i}, name: Process, other: 9, function: finance.x{i}}}"))
    }),
    ("unknown keys", |n| list("roles", n, |i| format!("{{id: r{i}, titel{i}: Clerk, cots{i}: 9}}"))),
    ("unknown items", |n| processes(n) + &list("exceptions", n, |i| format!("{{item: q{i}, reason: statutory}}"))),
    ("an exception for each item", |n| {
        processes(n) + &list("exceptions", n, |i| format!("{{item: p{i}, reason: statutory}}"))
    }),
    ("exceptions, all for one function", |n| {
        processes(n)
            + &list("exceptions", n, |_| "{function: finance, reason: statutory, until: 2020-01-01}".to_owned())
    }),
    ("keys twice", |n| (0..2 * n).fold(String::new(), |text, i| text + &format!("k{}: 0\n", i % n))),
    ("links twice", |n| {
        let links: Vec<String> = (0..2 * n).map(|i| format!("p{}: 0", i % n)).collect();
        format!("roles:\n- {{id: r, title: Clerk, cost: 9, processes: {{{}}}}}\n", links.join(", "))
    }),
    ("links, all of one item", |n| {
        let links: Vec<String> = (0..n).map(|i| format!("p{i}")).collect();
        processes(n) + &format!("roles:\n- {{id: r, title: Clerk, cost: 9, processes: [{}]}}\n", links.join(", "))
    }),
    ("links, all to one process", |n| {
        processes(n) + &list("roles", n, |i| format!("{{id: r{i}, title: Clerk {i}, cost: 9, processes: [p0]}}"))
    }),
    ("one id", |n| list("roles", n, |_| "{id: r, title: Clerk, cost: 9}".to_owned())),
    ("one cost, one name", |n| list("systems", n, |i| format!("{{id: s{i}, name: Thing, cost: 500_000}}"))),
    ("products", |n| {
        list("systems", n, |i| {
            format!("{{id: s{i}, name: Thing {i}, product: Product {i}, vendor: Vendor {i}, cost: 9}}")
        })
    }),
];

fn main() -> anyhow::Result<()> {
    let made = tempfile::tempdir()?;
    let path = made.path().join("return.yaml");
    println!("{:34}{:>10}{:>10}{:>8}", "entries", ENTRIES, 2 * ENTRIES, "power");
    for (name, shape) in SHAPES {
        let mut seconds = [f64::INFINITY; 2];
        for (entries, least) in [ENTRIES, 2 * ENTRIES].into_iter().zip(&mut seconds) {
            std::fs::write(&path, HEAD.to_owned() + &shape(entries))?;
            for _ in 0..RUNS {
                *least = least.min(audit(&path)?);
            }
        }
        let [small, large] = seconds;
        println!("{name:34}{small:>9.2}s{large:>9.2}s{:>8.2}", (large / small).log2());
    }
    Ok(())
}

/// Seconds for the whole command.
fn audit(path: &Path) -> anyhow::Result<f64> {
    let start = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_dupaudit"));
    let status = command.args(["audit", "--quiet"]).arg(path).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    let seconds = start.elapsed().as_secs_f64();
    // Audited, or refused for what is wrong with it. One that broke down would look fast.
    anyhow::ensure!(matches!(status.code(), Some(0 | 4)), "{} ended with {status}", path.display());
    Ok(seconds)
}

fn units(count: usize) -> String {
    list("units", count, |i| format!("{{id: u{i}, name: Unit {i}}}"))
}

fn processes(count: usize) -> String {
    list("processes", count, |i| format!("{{id: p{i}, name: Paying invoices {i}, other: 900}}"))
}

fn list(key: &str, count: usize, entry: impl Fn(usize) -> String) -> String {
    let mut text = format!("{key}:\n");
    for number in 0..count {
        writeln!(text, "- {}", entry(number)).expect("a text takes what is written");
    }
    text
}
