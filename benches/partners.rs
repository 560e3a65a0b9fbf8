//! How long the search for partners takes: `cargo bench --bench partners`.
//!
//! The bodies are made up: of one type, which is the hardest case, their sizes spread evenly over three orders of
//! magnitude. Each does most of 64 functions, on two layers, with spending that differs threefold for one size.

use std::collections::BTreeMap;

use divan::Bencher;
use divan::counter::ItemsCount;
use dupaudit::ledger::Layer;
use dupaudit::money::Money;
use dupaudit::overlap::partners::{Dimension, Profile, Rules, Spent, groups, pairs};
use dupaudit::taxonomy::{FunctionId, Scope};

const FUNCTIONS: u16 = 64;

fn main() {
    divan::main();
}

/// Numbers from 0 to below 1, the same in every run.
struct Numbers(u64);

impl Numbers {
    #[allow(clippy::cast_precision_loss)]
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[allow(clippy::cast_possible_truncation)]
fn bodies(count: u32) -> Vec<Profile<'static>> {
    let mut numbers = Numbers(20_180_328);
    let body = |organisation| {
        let size = 1e6 * 1000_f64.powf(numbers.next());
        let mut spent = Vec::new();
        for function in 0..FUNCTIONS {
            for layer in [Layer::Staff, Layer::Systems] {
                if numbers.next() < 0.7 {
                    let amount = Money((size * f64::from(function + 1) * (0.5 + numbers.next())) as i64);
                    let on = Dimension { function: FunctionId(function), layer, duty: false };
                    spent.push(Spent { on, scope: Scope::Any, amount });
                }
            }
        }
        Profile { organisation, family: Some("council"), region: None, spent, together: BTreeMap::new() }
    };
    (0..count).map(body).collect()
}

#[divan::bench(args = [2_000, 20_000], sample_count = 5, sample_size = 1)]
fn search(bencher: Bencher<'_, '_>, count: u32) {
    let bodies = bodies(count);
    bencher.counter(ItemsCount::new(count)).bench_local(|| pairs(&bodies, &Rules::default()).len());
}

#[divan::bench(args = [20_000], sample_count = 5, sample_size = 1)]
fn group(bencher: Bencher<'_, '_>, count: u32) {
    let bodies = bodies(count);
    let rules = Rules::default();
    let found = pairs(&bodies, &rules);
    bencher.counter(ItemsCount::new(count)).bench_local(|| groups(&bodies, &found, &rules).len());
}
