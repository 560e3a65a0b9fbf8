//! Tables of items: what they are mapped to, and where their pounds are.

use super::tables::define_tables;
use super::value::{Item, Leaf, Text, Unit, name, start};
use crate::ledger::facts::{Cost, ItemFact, Layer, Loose, Pool, ProductId, SpendCategory, VolumeFact, Why};
use crate::mapping::{Claim, Claims, Grounds, Mapping, Source};
use crate::money::{Fte, MilliFte, Money, ONE, Share};
use crate::returns::{Kind, Quantity};
use crate::source::Position;
use crate::taxonomy::FunctionId;
use crate::words::words;

/// The most staff that a cost may bring, with room for sums: a million times a million posts.
pub(super) const MOST_MFTE: i64 = 1_000_000_000_000;

words! {
    /// Why a pound has no function, without the function that [`Why`] may name.
    enum WhyWord {
        NoFunction = "no-function",
        Group = "group",
        AboveProcessTotal = "above-process-total",
        NoCategory = "no-category",
    }
}

fn why_of(why: Why) -> (WhyWord, Option<FunctionId>) {
    match why {
        Why::NoFunction => (WhyWord::NoFunction, None),
        Why::Group(group) => (WhyWord::Group, Some(group)),
        Why::AboveProcessTotal => (WhyWord::AboveProcessTotal, None),
        Why::NoCategory(function) => (WhyWord::NoCategory, Some(function)),
    }
}

define_tables! {
    /// One process, role or system.
    items(each facts) of in &facts.items => {
        item: String = name(of), "Kind and id, as in role/ct-officer: what other tables call it.";
        kind: Kind = of.kind, "process, role or system.";
        id: Text = &of.id, "Its id within the return.";
        text: Text = &of.text, "Its name or title, as declared.";
        unit: Unit = of.unit, "Id of its unit; - for none.";
        place: u32 = of.index, "Its place in its list of the return, from 0.";
        source: Source = of.mapping.source, "The source of the mapping: declared, decision, mapper or none.";
        comparable: bool = of.mapping.comparable, "No where a person decided that it is not comparable.";
        leaf: bool = of.leaf, "Whether its largest claim is a function, not a group.";
        fte_mfte: MilliFte = of.fte, "Its staff.";
        cost_pence: Money = of.cost, "The cost it brings in itself.";
        failure_demand_ppm: Option<Share> = of.failure_demand,
            "For a process: the share that is failure demand.";
        catch_all: bool = of.catch_all, "Whether its name is one for the work of several functions.";
        supplies: bool = of.supplies, "For a process: whether its other cost is supplies.";
        every: Option<u32> = of.every, "Over how many years its cost is spread; empty: it recurs every year.";
        once: bool = of.once, "Whether its cost is paid once and never again.";
        officer_ppm: Option<Share> = of.officer, "For a role: the share that is a statutory officer.";
        reason: Option<Text> = of.grounds.as_ref().map(|grounds| &*grounds.reason), "Why it was mapped so.";
        line: u32 = of.position.line, "Its line in the file.";
        column: u32 = of.position.column, "Its column in the line.";
    } => {
        let of = ItemFact {
            kind,
            id: id.into(),
            text: text.into(),
            unit,
            index: place,
            mapping: Mapping { comparable, ..Mapping::new(source, Claims::new(), Box::default()) },
            position: Position { line, column },
            grounds: reason.map(|reason| Box::new(Grounds { reason, others: Vec::new() })),
            leaf,
            fte: fte_mfte,
            cost: cost_pence,
            mapped: Money::ZERO,
            failure_demand: failure_demand_ppm,
            catch_all,
            supplies,
            every,
            once,
            officer: officer_ppm,
        };
        if item.strip_prefix(kind.word()).and_then(|rest| rest.strip_prefix('/')) != Some(&*of.id) {
            return Err(format!("`item` is `{}`, which is not its kind and id", start(&item)));
        }
        facts.items.push(of);
    };

    /// A function that an item was mapped to. The shares of an item add up to at most one whole.
    claims(each facts)
        (place, claim) in (facts.items.iter().zip(0..))
            .flat_map(|(of, place)| of.mapping.claims.iter().map(move |claim| (place, claim)))
    => {
        item: Item = place, "The item.";
        function: FunctionId = claim.function, "Code of the function, or of a group where only that is clear.";
        share_ppm: Share = claim.share, "How much of the item.";
        confidence_ppm: Share = claim.confidence, "The confidence.";
    } => {
        let claims = &mut facts.items[item as usize].mapping.claims;
        claims.push(Claim { function, share: share_ppm, confidence: confidence_ppm });
        if claims.iter().map(|claim| u64::from(claim.share.0)).sum::<u64>() > u64::from(ONE) {
            let item = name(&facts.items[item as usize]);
            return Err(format!("`share_ppm`: the shares of `{}` are more than one whole", start(&item)));
        }
    };

    /// A function that an item might be as well, likeliest first.
    alternatives(each facts)
        (place, of, number) in (facts.items.iter().zip(0..))
            .flat_map(|(of, place)| (0..of.mapping.alternatives.len()).map(move |number| (place, of, number)))
    => {
        item: Item = place, "The item.";
        function: FunctionId = of.mapping.alternatives[number].0, "Code of the function.";
        confidence_ppm: Share = of.mapping.alternatives[number].1, "How likely that is.";
        reason: Option<Text> = of.grounds.as_ref().and_then(|grounds| grounds.others.get(number).map(String::as_str)),
            "The reason.";
    } => {
        let of = &mut facts.items[item as usize];
        // Three at most: there is no list to grow.
        let others = of.mapping.alternatives.iter().copied();
        of.mapping.alternatives = others.chain([(function, confidence_ppm)]).collect();
        if let Some((grounds, reason)) = of.grounds.as_mut().zip(reason) {
            grounds.others.push(reason);
        }
    };

    /// A part of an item's cost that has a function.
    costs(each facts) cost in &facts.costs => {
        item: Item = cost.item, "Whose cost it is.";
        mapped_by: Item = cost.mapped_by, "The item whose mapping placed it: of linked cost, the process.";
        unit: Unit = cost.unit, "Id of the unit where it sits; - for none.";
        layer: Layer = cost.pool.layer(), "staff or systems.";
        pool: Pool = cost.pool, "roles, other, systems, or unspecified (known from a process total only).";
        function: Leaf = cost.function, "Code of the function.";
        category: SpendCategory = cost.category,
            "administrative, managerial, frontline, frontline_management, frontline_administration or non_service.";
        amount_pence: Money = cost.amount, "How much.";
        fte_mfte: i64 = i64::try_from(cost.fte.0.div_euclid(Fte::PER_MILLI)).unwrap_or(i64::MAX),
            "The staff that come with it, rounded down to thousandths.";
        fte_rest: i64 = i64::try_from(cost.fte.0.rem_euclid(Fte::PER_MILLI)).unwrap_or_default(),
            "The amount rounded off, in millionths of a thousand-millionth of a thousandth.";
        confidence_ppm: Share = cost.confidence, "The confidence of the mapping.";
        product: Option<ProductId> = cost.product, "The product, of systems.";
    } => {
        if layer != pool.layer() {
            return Err(format!("`layer` is `{layer}`; {} is expected", pool.layer()));
        }
        if !(0..=MOST_MFTE).contains(&fte_mfte) || !(0..Fte::PER_MILLI).contains(&i128::from(fte_rest)) {
            return Err("`fte_mfte` or `fte_rest` is out of range".to_owned());
        }
        if (pool == Pool::Systems) != product.is_some() {
            return Err("`product` is given for systems, and for nothing else".to_owned());
        }
        let fte = Fte(i128::from(fte_mfte) * Fte::PER_MILLI + i128::from(fte_rest));
        let (amount, confidence) = (amount_pence, confidence_ppm);
        facts.costs.push(Cost { unit, pool, function, category, amount, fte, confidence, product, item, mapped_by });
    };

    /// A part of an item's cost that has no function.
    loose(each facts) loose in &facts.loose => {
        item: Item = loose.item, "Whose cost it is.";
        mapped_by: Item = loose.mapped_by, "The item whose mapping left it without a function: of linked cost, the process.";
        why: WhyWord = why_of(loose.why).0, "no-function, group, above-process-total or no-category.";
        function: Option<FunctionId> = why_of(loose.why).1, "The group, or the function without a category.";
        amount_pence: Money = loose.amount, "How much.";
    } => {
        let why = match (why, function) {
            (WhyWord::NoFunction, _) => Why::NoFunction,
            (WhyWord::AboveProcessTotal, _) => Why::AboveProcessTotal,
            (WhyWord::Group, Some(group)) => Why::Group(group),
            (WhyWord::NoCategory, Some(function)) => Why::NoCategory(function),
            (_, None) => return Err(format!("`function` is empty; `{why}` needs one")),
        };
        facts.loose.push(Loose { item, mapped_by, amount: amount_pence, why });
    };

    /// How much of its work a process did.
    volumes(each facts) of in &facts.volumes => {
        item: Item = of.item, "The process.";
        volume_millionths: Quantity = of.volume, "How much.";
        volume_unit: Option<Text> = of.unit.as_deref(), "Of what.";
    } => facts.volumes.push(VolumeFact { item, volume: volume_millionths, unit: volume_unit });
}
