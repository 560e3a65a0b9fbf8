//! Rows of all tables, gathered into the items of each body: posts of one kind are one role.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::grid::cut;
use super::instructions::Named;
use super::meaning::TableKind;
use super::payee;
use crate::finding::{Code, Finding};
use crate::money::{MilliFte, Money, agree, count_of};
use crate::returns::import::draft::{Draft, DraftItem, plain_fte, plain_money};
use crate::returns::import::ids::{Ids, slug};
use crate::returns::model::{Inclusion, Kind};
use crate::returns::personal::{names_somebody, number_or_address};

/// The most characters of descriptions that are joined.
const DESCRIPTION: usize = 500;

/// Different descriptions of an item that are kept.
const MOST_DESCRIPTIONS: usize = 200;

/// A row that is of use.
#[derive(Debug, Clone, Default)]
pub(super) struct Entry {
    /// Its own id, where the table has one.
    pub(super) id: String,
    pub(super) name: String,
    pub(super) unit: String,
    pub(super) grade: String,
    pub(super) profession: String,
    pub(super) category: Option<&'static str>,
    pub(super) function: String,
    pub(super) product: String,
    pub(super) vendor: String,
    pub(super) status: Option<&'static str>,
    pub(super) descriptions: Vec<String>,
    /// In thousandths.
    pub(super) fte: Option<i64>,
    /// Posts in thousandths: full-time equivalents where they are known.
    pub(super) posts: i64,
    /// In pence: cost of a role, a system or a line, full cost of a service.
    pub(super) cost: Option<i128>,
    /// In pence: of a service, what no role and no system holds.
    pub(super) other: Option<i128>,
    /// In pence, with its kind: what comes in. As the table writes it, negative where costs are above it.
    pub(super) income: Option<(&'static str, i128)>,
    pub(super) end: Option<Date>,
    /// In millionths.
    pub(super) volume: Option<i128>,
    pub(super) volume_unit: String,
    /// A line of a ledger that pays staff.
    pub(super) is_pay: bool,
}

/// What makes rows one item. Priced and unpriced posts stay apart, so that it can be seen what has no cost.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    kind: Kind,
    is_line: bool,
    name: String,
    unit: String,
    grade: String,
    others: [String; 6],
    is_unpriced: bool,
    is_pay: bool,
}

/// A table and a line of it.
type Place = (usize, u64);

/// Rows that are one item.
#[derive(Debug, Clone, Default)]
struct Group {
    entry: Entry,
    descriptions: BTreeSet<String>,
    /// By kind, in pence.
    income: BTreeMap<&'static str, i128>,
    /// How many rows of which table, and the first line.
    rows: BTreeMap<usize, (usize, u64)>,
}

/// A body and its items.
#[derive(Debug, Default)]
struct Body {
    named: Named,
    names: BTreeMap<String, usize>,
    groups: BTreeMap<Key, Group>,
}

/// The items of every body.
#[derive(Debug, Default)]
pub(super) struct Gather {
    bodies: BTreeMap<String, Body>,
}

/// What was made of the rows.
pub(super) struct Gathered {
    /// One a body, in the order of their ids.
    pub(super) drafts: Vec<Draft>,
    /// What is wrong with items.
    pub(super) findings: Vec<(Place, Finding)>,
    /// What became of the rows of each table.
    pub(super) rows: BTreeMap<usize, Ended>,
    /// What comes in for the items, in pence.
    pub(super) income: i128,
    /// What items come to that are negative and have no cost, in pence.
    pub(super) below_nothing: i128,
}

/// Where rows of a table ended.
#[derive(Debug, Default)]
pub(super) struct Ended {
    /// Rows in items.
    pub(super) in_items: usize,
    /// Lines that pay staff: the first of each item that they would have been, how many, and their pence.
    pub(super) pay_lines: Vec<(u64, usize, i128)>,
    /// The first lines of systems that have only their supplier's name.
    pub(super) only_suppliers: Vec<u64>,
    /// Those of suppliers that are not named, with their pence.
    pub(super) other_suppliers: Vec<(u64, i128)>,
}

/// What all returns have in common.
pub(super) struct Common<'c> {
    pub(super) period: &'c str,
    pub(super) currency: &'c str,
    pub(super) on_costs: Option<Inclusion>,
    pub(super) origin: Vec<String>,
}

/// Words that are compared: case and white space do not count.
fn alike(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// `PAYROLL OFFICER`
fn shouts(text: &str) -> bool {
    !text.chars().any(char::is_lowercase)
}

impl Gather {
    /// Adds a row. `body` is what the table calls the body, `named` who that is, as far as somebody says.
    pub(super) fn add(&mut self, kind: TableKind, body: &str, named: Named, entry: Entry, place: Place) {
        let body = self.bodies.entry(if named.id.is_empty() { alike(body) } else { named.id.clone() }).or_default();
        if let Some(name) = &named.name {
            *body.names.entry(name.clone()).or_default() += 1;
        }
        body.named.id = named.id;
        body.named.kind = body.named.kind.take().or(named.kind);
        let key = Key {
            kind: kind.item(),
            is_line: kind == TableKind::Costs,
            name: alike(&entry.name),
            unit: alike(&entry.unit),
            grade: alike(&entry.grade),
            others: [
                alike(&entry.id),
                alike(&entry.profession),
                entry.category.unwrap_or_default().to_owned(),
                entry.function.clone(),
                alike(&entry.vendor),
                alike(&entry.product),
            ],
            is_unpriced: entry.cost.is_none() && entry.other.is_none() && entry.income.is_none(),
            is_pay: entry.is_pay,
        };
        let group = body.groups.entry(key).or_default();
        let rows = group.rows.entry(place.0).or_insert((0, place.1));
        rows.0 += 1;
        // Descriptions are cut when they are joined; more than that are of no use.
        if group.descriptions.len() < MOST_DESCRIPTIONS {
            group.descriptions.extend(entry.descriptions.iter().cloned());
        }
        if let Some((kind, pence)) = entry.income {
            *group.income.entry(kind).or_default() += pence;
        }
        group.entry.take(entry);
    }

    /// Makes returns of what was gathered. `has_roles` says of an id whether its return declares roles already.
    pub(super) fn finish(mut self, common: &Common<'_>, has_roles: &dyn Fn(&str) -> bool) -> Gathered {
        let mut gathered =
            Gathered { drafts: Vec::new(), findings: Vec::new(), rows: BTreeMap::new(), income: 0, below_nothing: 0 };
        let mut ids = Ids::default();
        let mut groups = self.bodies.values_mut().flat_map(|body| body.groups.values_mut());
        let comes_in: i128 = groups.by_ref().flat_map(|group| group.income.values()).sum();
        if comes_in < 0 {
            // A table that writes all that comes in negative.
            let groups = self.bodies.values_mut().flat_map(|body| body.groups.values_mut());
            groups.flat_map(|group| group.income.values_mut()).for_each(|pence| *pence = -*pence);
        }
        for (key, mut body) in self.bodies {
            // Of several ways to write it the commonest, of equals one that does not shout.
            let name = body.names.iter().max_by_key(|(name, count)| (**count, !shouts(name), std::cmp::Reverse(*name)));
            let name = name.map_or_else(|| key.clone(), |(name, _)| name.clone());
            let id = if body.named.id.is_empty() { ids.give(&name) } else { body.named.id.clone() };
            if let Some((place, finding)) = in_two_tables(&body.groups, &name) {
                gathered.findings.push((place, finding.organisation(&id)));
            }
            let is_priced = |(key, _): (&Key, &Group)| key.kind == Kind::Role && !key.is_unpriced;
            let pays = body.groups.iter().any(is_priced) || has_roles(&id);
            let (kept, paid): (BTreeMap<Key, Group>, BTreeMap<Key, Group>) =
                std::mem::take(&mut body.groups).into_iter().partition(|(key, _)| !(key.is_pay && pays));
            for group in paid.into_values() {
                for (table, (rows, line)) in group.rows {
                    let left_out = &mut gathered.rows.entry(table).or_default().pay_lines;
                    left_out.push((line, rows, group.entry.cost.unwrap_or_default()));
                }
            }
            let mut draft = Draft {
                origin: common.origin.clone(),
                period: common.period.to_owned(),
                currency: Some(common.currency.to_owned()),
                id,
                name,
                kind: body.named.kind,
                on_costs: common.on_costs.filter(|_| kept.keys().any(|key| key.kind == Kind::Role)),
                ..Draft::default()
            };
            let mut groups = without_persons(pooled(lines_of_one_name(kept)), &mut gathered.rows);
            groups.values_mut().for_each(Group::net_income);
            for (key, group) in &groups {
                for (table, (rows, _)) in &group.rows {
                    gathered.rows.entry(*table).or_default().in_items += rows;
                }
                let first = group.rows.iter().next().filter(|_| group.has_only_a_supplier(key));
                if let Some((table, (_, line))) = first {
                    gathered.rows.entry(*table).or_default().only_suppliers.push(*line);
                }
            }
            gathered.income += groups.values().flat_map(|group| group.income.values()).sum::<i128>();
            gathered.below_nothing += fill(&mut draft, groups, &mut gathered.findings);
            gathered.drafts.push(draft);
        }
        gathered.drafts.sort_by(|a, b| a.id.cmp(&b.id));
        gathered
    }
}

impl Entry {
    /// Adds another row of the same item.
    fn take(&mut self, other: Self) {
        let is_first = self.name.is_empty();
        let sum = |a: Option<i128>, b: Option<i128>| match (a, b) {
            (Some(a), Some(b)) => Some(a.saturating_add(b)),
            (a, b) => a.or(b),
        };
        self.cost = sum(self.cost, other.cost);
        self.other = sum(self.other, other.other);
        self.volume = sum(self.volume, other.volume);
        self.posts = self.posts.saturating_add(other.posts);
        self.fte = match (self.fte, other.fte) {
            (Some(a), Some(b)) => Some(a.saturating_add(b)),
            (a, b) => a.or(b),
        };
        // The contract that runs longest is the one that ends last.
        self.end = self.end.max(other.end);
        if is_first {
            let (fte, cost, of_none, end, volume) = (self.fte, self.cost, self.other, self.end, self.volume);
            *self = Self { fte, cost, other: of_none, end, volume, posts: self.posts, ..other };
            return;
        }
        for (own, text) in [
            (&mut self.id, other.id),
            (&mut self.name, other.name),
            (&mut self.unit, other.unit),
            (&mut self.grade, other.grade),
            (&mut self.profession, other.profession),
            (&mut self.product, other.product),
            (&mut self.vendor, other.vendor),
            (&mut self.volume_unit, other.volume_unit),
        ] {
            // Of several ways to write one name the same is taken whatever the order of the rows.
            if !text.is_empty() && (own.is_empty() || (shouts(&text), text.as_str()) < (shouts(own), own.as_str())) {
                *own = text;
            }
        }
        self.status = self.status.max(other.status);
    }
}

impl Group {
    /// Whether nothing says what a system is but who sells it.
    fn has_only_a_supplier(&self, key: &Key) -> bool {
        let entry = &self.entry;
        let is_said = !entry.product.is_empty() || !entry.function.is_empty() || !self.descriptions.is_empty();
        !entry.vendor.is_empty() && key.kind == Kind::System && !is_said && alike(&entry.name) == alike(&entry.vendor)
    }
}

/// Lines of a ledger that pay staff, where they are kept, belong to the process of the other lines.
fn lines_of_one_name(groups: BTreeMap<Key, Group>) -> BTreeMap<Key, Group> {
    let mut one: BTreeMap<Key, Group> = BTreeMap::new();
    for (mut key, group) in groups {
        key.is_pay = false;
        merge(&mut one, key, group);
    }
    one
}

/// Single posts of several grades are one role if they have title and unit in common: what one person earns is nobody's
/// business, and no pound is lost.
fn pooled(groups: BTreeMap<Key, Group>) -> BTreeMap<Key, Group> {
    const ONE_POST: i64 = 1000;
    let mut bases: BTreeMap<Key, (usize, bool)> = BTreeMap::new();
    let base = |key: &Key| Key { grade: String::new(), ..key.clone() };
    for (key, group) in groups.iter().filter(|(key, _)| key.kind == Kind::Role && !key.is_unpriced) {
        let (count, is_single) = bases.entry(base(key)).or_default();
        *count += 1;
        *is_single |= group.entry.posts > 0 && group.entry.posts <= ONE_POST;
    }
    let mut pooled = BTreeMap::new();
    for (key, mut group) in groups {
        match bases.get(&base(&key)) {
            Some((2.., true)) => {
                group.entry.grade.clear();
                merge(&mut pooled, base(&key), group);
            }
            _ => merge(&mut pooled, key, group),
        }
    }
    pooled
}

/// Suppliers that nothing but their name says anything of, and that may be persons, are one item of their unit; so are those
/// who were paid less than nothing.
fn without_persons(groups: BTreeMap<Key, Group>, ended: &mut BTreeMap<usize, Ended>) -> BTreeMap<Key, Group> {
    let mut named = BTreeMap::new();
    for (key, mut group) in groups {
        let is_credit = group.entry.cost.is_some_and(|cost| cost < 0);
        if !group.has_only_a_supplier(&key) || payee::is_body(&group.entry.vendor) && !is_credit {
            merge(&mut named, key, group);
            continue;
        }
        for (place, (table, (_, line))) in group.rows.iter().enumerate() {
            let pence = group.entry.cost.filter(|_| place == 0).unwrap_or_default();
            ended.entry(*table).or_default().other_suppliers.push((*line, pence));
        }
        let (unit, cost, posts) = (group.entry.unit.clone(), group.entry.cost, group.entry.posts);
        group.entry = Entry { name: OTHER_SUPPLIERS.to_owned(), unit, cost, posts, ..Entry::default() };
        let others = <[String; 6]>::default();
        merge(
            &mut named,
            Key { name: alike(OTHER_SUPPLIERS), grade: String::new(), others, is_unpriced: false, ..key },
            group,
        );
    }
    named
}

/// What suppliers are called that are not named.
const OTHER_SUPPLIERS: &str = "Other suppliers";

fn merge(groups: &mut BTreeMap<Key, Group>, key: Key, group: Group) {
    let whole = groups.entry(key).or_default();
    whole.descriptions.extend(group.descriptions);
    for (kind, pence) in group.income {
        *whole.income.entry(kind).or_default() += pence;
    }
    for (table, (rows, line)) in group.rows {
        let entry = whole.rows.entry(table).or_insert((0, line));
        *entry = (entry.0 + rows, entry.1.min(line));
    }
    whole.entry.take(group.entry);
}

/// Groups become items. Returned is what those come to that are negative, in pence.
fn fill(draft: &mut Draft, groups: BTreeMap<Key, Group>, findings: &mut Vec<(Place, Finding)>) -> i128 {
    let mut below = Below::default();
    let mut unit_ids = Ids::default();
    let mut units: BTreeMap<String, String> = BTreeMap::new();
    for (key, group) in groups.iter().filter(|(key, _)| !key.unit.is_empty()) {
        units.entry(key.unit.clone()).or_insert_with(|| {
            let id = unit_ids.give(&key.unit);
            draft.units.insert(id.clone(), group.entry.unit.clone());
            id
        });
    }
    let mut ids: BTreeMap<Kind, Ids> = BTreeMap::new();
    let mut personal = BTreeMap::<&'static str, (usize, Place)>::new();
    let unit_counts = counts(groups.keys());
    for (key, group) in groups {
        let ids = ids.entry(key.kind).or_default();
        let entry = group.entry;
        let place = group.rows.iter().map(|(table, (_, line))| (*table, *line)).next().unwrap_or_default();
        let description = joined(&group.descriptions);
        // An id says as much as it must to be this item's alone, so that it stays when others come and go.
        let mut named = vec![entry.name.as_str(), entry.grade.as_str()];
        if unit_counts.get(&(key.kind, slug(&key.name), slug(&key.grade))).is_some_and(|count| *count > 1) {
            named.push(entry.unit.as_str());
        }
        let id = if entry.id.is_empty() { ids.give(&named.join(" ")) } else { ids.give(&entry.id) };
        for text in [&entry.name, &entry.unit, &description] {
            let what = number_or_address(text).or_else(|| {
                let is_person = key.kind == Kind::Role || text == &description;
                (is_person && names_somebody(text)).then_some("a person's name")
            });
            if let Some(what) = what {
                let seen = personal.entry(what).or_insert((0, place));
                seen.0 += 1;
            }
        }
        let mut item = DraftItem { kind: key.kind, id, name: entry.name, texts: Vec::new(), figures: Vec::new() };
        let said = |text: String| Some(text).filter(|text| !text.is_empty());
        item.say("unit", units.get(&key.unit).cloned());
        item.say("function", said(entry.function));
        item.say("grade", said(entry.grade));
        item.say("profession", said(entry.profession));
        item.say("category", entry.category);
        item.say("product", said(entry.product));
        item.say("vendor", said(entry.vendor));
        item.say("status", entry.status);
        item.say("description", said(description));
        let mut amount = |key: &'static str, pence: Option<i128>| {
            let pence = pence?;
            let money = i64::try_from(pence).ok().map(Money).filter(|money| (0..=Money::LARGEST.0).contains(&money.0));
            if money.is_none() {
                if pence < 0 {
                    below.see(&item.name, pence, place);
                } else {
                    let message = format!(
                        "`{}` of {} is beyond what an amount may be in all, and is kept without `{key}`",
                        item.name, draft.name
                    );
                    let finding = Finding::new(Code::NegativeRows, message).help("look at the rows it is made of");
                    findings.push((place, finding.organisation(&draft.id).item(&item.id)));
                }
            }
            money.map(plain_money)
        };
        let (cost, other) = (amount("cost", entry.cost), amount("other", entry.other));
        let fte = entry.fte.map(|fte| plain_fte(MilliFte(fte.clamp(0, MilliFte::LARGEST.0))));
        let volume = entry.volume.filter(|volume| *volume >= 0 && i64::try_from(*volume).is_ok());
        match (key.kind, key.is_line) {
            (Kind::Process, true) => item.figure("other", cost),
            (Kind::Process, false) => {
                item.figure("total", cost);
                item.figure("other", other);
            }
            (Kind::Role | Kind::System, _) => {
                item.figure("fte", fte.clone().filter(|_| key.kind == Kind::Role));
                item.figure("cost", cost);
            }
        }
        if key.kind == Kind::Process {
            item.figure("volume", volume.map(plain_volume));
            if volume.is_some() && !entry.volume_unit.is_empty() {
                item.say("volume_unit", Some(entry.volume_unit));
            }
            item.figure("fte", fte);
        }
        item.figure("income", income(&group.income));
        item.figure("contract_end", entry.end.map(|end| end.to_string()));
        draft.items.push(item);
    }
    for (what, (count, place)) in personal {
        // The texts are not repeated, nor ids made of them: a finding may end in a public log.
        let texts = if count == 1 { "a text holds".to_owned() } else { format!("{count} texts hold") };
        let finding = Finding::new(Code::PersonalData, format!("{texts} what looks like {what}"))
            .help(
                "name the post instead of its holder in the source, or write `private` for the column in the mapping file",
            )
            .organisation(&draft.id);
        findings.push((place, finding));
    }
    draft.items.sort_by(|a, b| (a.kind, &a.id).cmp(&(b.kind, &b.id)));
    findings.extend(below.told(draft));
    below.pence
}

/// Items that come to less than nothing.
#[derive(Debug, Default)]
struct Below {
    names: Vec<String>,
    pence: i128,
    place: Option<Place>,
}

impl Below {
    fn see(&mut self, name: &str, pence: i128, place: Place) {
        self.names.push(format!("`{name}`"));
        self.pence += pence;
        self.place = Some(self.place.map_or(place, |first| first.min(place)));
    }

    fn told(&self, draft: &Draft) -> Option<(Place, Finding)> {
        const SHOWN: usize = 5;
        let place = self.place?;
        let more = if self.names.len() > SHOWN { ", …" } else { "" };
        let sum =
            Money(i64::try_from(self.pence).unwrap_or(i64::MIN)).exact(draft.currency.as_deref().unwrap_or("GBP"));
        let message = format!(
            "{} of {} {} negative in all ({sum}), and {} kept without a cost: {}{more}",
            count_of(self.names.len(), "item"),
            draft.name,
            agree(self.names.len(), "is", "are"),
            agree(self.names.len(), "is", "are"),
            self.names[..self.names.len().min(SHOWN)].join(", ")
        );
        let finding = Finding::new(Code::NegativeRows, message)
            .help("look at the rows they are made of: credits and income are no cost")
            .organisation(&draft.id);
        Some((place, finding))
    }
}

impl Group {
    /// What was given back is taken off the kinds that came in, the largest first. What is left of it is a cost.
    fn net_income(&mut self) {
        let mut given_back = -self.income.values().filter(|pence| **pence < 0).sum::<i128>();
        if given_back == 0 {
            return;
        }
        self.income.retain(|_, pence| *pence > 0);
        let mut largest: Vec<(&&str, &mut i128)> = self.income.iter_mut().collect();
        largest.sort_by_key(|(kind, pence)| (std::cmp::Reverse(**pence), **kind));
        for (_, pence) in largest {
            let part = given_back.min(*pence);
            *pence -= part;
            given_back -= part;
        }
        self.income.retain(|_, pence| *pence > 0);
        if given_back > 0 {
            *self.entry.cost.get_or_insert(0) += given_back;
        }
    }
}

/// What comes in for a process, as a return writes it.
fn income(by_kind: &BTreeMap<&'static str, i128>) -> Option<String> {
    let entry = |(kind, pence): (&&str, &i128)| {
        let amount = i64::try_from(*pence).ok().map(Money).filter(|money| money.0 > 0 && *money <= Money::LARGEST)?;
        Some(format!("{{kind: {kind}, amount: {}}}", plain_money(amount)))
    };
    let entries: Vec<String> = by_kind.iter().filter_map(entry).collect();
    (!entries.is_empty()).then(|| format!("[{}]", entries.join(", ")))
}

/// Posts of one title that stand in two tables of a body: a chart and a salary list hold the same people.
fn in_two_tables(groups: &BTreeMap<Key, Group>, body: &str) -> Option<(Place, Finding)> {
    /// Of a title in a table: its units, its posts, its pence and its first line.
    type Stands<'g> = (BTreeSet<&'g str>, i64, i128, u64);
    let mut titles: BTreeMap<&str, BTreeMap<usize, Stands<'_>>> = BTreeMap::new();
    for (key, group) in groups.iter().filter(|(key, _)| key.kind == Kind::Role) {
        for (table, (_, line)) in &group.rows {
            let stands =
                titles.entry(&key.name).or_default().entry(*table).or_insert_with(|| (BTreeSet::new(), 0, 0, *line));
            stands.0.insert(&key.unit);
            stands.1 += group.entry.posts;
            stands.2 += group.entry.cost.unwrap_or(0);
            stands.3 = stands.3.min(*line);
        }
    }
    let (mut count, mut shown, mut place) = (0_usize, Vec::new(), None);
    for (title, tables) in titles.iter().filter(|(_, tables)| tables.len() > 1) {
        let mut tables = tables.iter();
        let Some((_, first)) = tables.next() else { continue };
        let again = tables.find(|(_, other)| {
            let has_none = |units: &BTreeSet<&str>| units.contains("");
            has_none(&first.0) || has_none(&other.0) || first.0.intersection(&other.0).next().is_some()
        });
        if let Some((table, other)) = again {
            count += 1;
            if shown.len() < 5 {
                shown.push(format!("`{title}`"));
            }
            place.get_or_insert((*table, other.3));
        }
    }
    let more = if count > shown.len() { ", …" } else { "" };
    let message = format!(
        "{} of {body} {} in two of the tables, and may count twice: {}{more}",
        count_of(count, "title"),
        agree(count, "stands", "stand"),
        shown.join(", ")
    );
    let help = "where a chart and a salary list hold the same posts, import the one with the pay";
    place.map(|place| (place, Finding::new(Code::PostsInTwoTables, message).help(help)))
}

/// In how many units a name with its grade stands.
fn counts<'k>(keys: impl Iterator<Item = &'k Key>) -> BTreeMap<(Kind, String, String), usize> {
    let mut units: BTreeMap<(Kind, String, String), BTreeSet<&str>> = BTreeMap::new();
    for key in keys {
        units.entry((key.kind, slug(&key.name), slug(&key.grade))).or_default().insert(&key.unit);
    }
    units.into_iter().map(|(name, units)| (name, units.len())).collect()
}

/// Different descriptions in one text.
fn joined(descriptions: &BTreeSet<String>) -> String {
    let mut out = String::new();
    for text in descriptions {
        let more = text.len() + 2;
        if !out.is_empty() && out.len() + more > DESCRIPTION {
            out.push_str("; …");
            break;
        }
        if !out.is_empty() {
            out.push_str("; ");
        }
        out.push_str(cut(text, 2000));
    }
    out
}

fn plain_volume(millionths: i128) -> String {
    let text = format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
