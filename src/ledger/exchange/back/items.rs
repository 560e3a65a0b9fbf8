//! Rows of items: what they are mapped to, where their pounds are, and what is excepted.

use super::{Builder, MOST_MFTE, Take, among, place, word};
use crate::ledger::exchange::out::why;
use crate::ledger::exchange::tables::{
    AlternativeRow, ClaimRow, CostRow, ExceptionItemRow, ExceptionRow, ItemRow, LooseRow, VolumeRow,
};
use crate::ledger::exchange::value::start;
use crate::ledger::facts::{Cost, ExceptionFact, ItemFact, Layer, Loose, Pool, ProductId, VolumeFact, Why};
use crate::mapping::{Claim, Claims, Grounds, Mapping};
use crate::money::{Fte, ONE};
use crate::returns::Kind;

impl Take for ItemRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        let source = word("source", &self.source)?;
        let kind: Kind = word("kind", &self.kind)?;
        if self.item.strip_prefix(kind.word()).and_then(|rest| rest.strip_prefix('/')) != Some(self.id.as_str()) {
            return Err(format!("`item` is `{}`, which is not its kind and id", start(&self.item)));
        }
        let (facts, here) = builder.body(&self.organisation, &self.period)?;
        facts.items.push(ItemFact {
            kind,
            id: self.id.into(),
            text: self.text.into(),
            unit: here.unit(&self.unit)?,
            index: self.place,
            mapping: Mapping { comparable: self.comparable, ..Mapping::new(source, Claims::new(), Box::default()) },
            position: place(self.line, self.column),
            grounds: self.reason.map(|reason| Box::new(Grounds { reason, others: Vec::new() })),
            leaf: self.leaf,
            fte: self.fte_mfte,
            cost: self.cost_pence,
            failure_demand: self.failure_demand_ppm,
        });
        Ok(())
    }
}

impl Take for ClaimRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        let function = builder.function(&self.function)?;
        let (facts, here) = builder.body(&self.organisation, &self.period)?;
        let claims = &mut facts.items[here.item("item", &self.item)? as usize].mapping.claims;
        claims.push(Claim { function, share: self.share_ppm, confidence: self.confidence_ppm });
        let shares: u64 = claims.iter().map(|claim| u64::from(claim.share.0)).sum();
        if shares > u64::from(ONE) {
            return Err(format!("`share_ppm`: the shares of `{}` are more than one whole", start(&self.item)));
        }
        Ok(())
    }
}

impl Take for AlternativeRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        let function = builder.function(&self.function)?;
        let (facts, here) = builder.body(&self.organisation, &self.period)?;
        let item = &mut facts.items[here.item("item", &self.item)? as usize];
        // Three at most: there is no list to grow.
        let others = item.mapping.alternatives.iter().copied();
        item.mapping.alternatives = others.chain([(function, self.confidence_ppm)]).collect();
        if let Some((grounds, reason)) = item.grounds.as_mut().zip(self.reason) {
            grounds.others.push(reason);
        }
        Ok(())
    }
}

impl Take for CostRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        let function = builder.function(&self.function)?;
        let known = builder.taxonomy.get(function);
        if !known.is_leaf || known.category.is_none() {
            return Err(format!("`function` is `{}`, on which no cost can be", known.code));
        }
        let pool: Pool = word("pool", &self.pool)?;
        among("layer", &self.layer, &[pool.layer()], Layer::word)?;
        let category = word("category", &self.category)?;
        if !(0..=MOST_MFTE).contains(&self.fte_mfte) || !(0..Fte::PER_MILLI).contains(&i128::from(self.fte_rest)) {
            return Err("`fte_mfte` or `fte_rest` is out of range".to_owned());
        }
        let (facts, here) = builder.body(&self.organisation, &self.period)?;
        let product = self.product.map(|product| here.product(&product)).transpose()?.map(ProductId::new);
        if (pool == Pool::Systems) != product.is_some() {
            return Err("`product` is given for systems, and for nothing else".to_owned());
        }
        facts.costs.push(Cost {
            unit: here.unit(&self.unit)?,
            pool,
            function,
            category,
            amount: self.amount_pence,
            fte: Fte(i128::from(self.fte_mfte) * Fte::PER_MILLI + i128::from(self.fte_rest)),
            confidence: self.confidence_ppm,
            product,
            item: here.item("item", &self.item)?,
            mapped_by: here.item("mapped_by", &self.mapped_by)?,
        });
        Ok(())
    }
}

impl Take for LooseRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        let function = builder.some_function(self.function)?;
        let kinds = [
            Some(Why::NoFunction),
            Some(Why::AboveProcessTotal),
            function.map(Why::Group),
            function.map(Why::NoCategory),
        ];
        let known: Vec<Why> = kinds.into_iter().flatten().collect();
        let reason = among("why", &self.why, &known, |one| why(one).0)?;
        let (facts, here) = builder.body(&self.organisation, &self.period)?;
        facts.loose.push(Loose { item: here.item("item", &self.item)?, amount: self.amount_pence, why: reason });
        Ok(())
    }
}

impl Take for VolumeRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        let (facts, here) = builder.body(&self.organisation, &self.period)?;
        let item = here.item("item", &self.item)?;
        facts.volumes.push(VolumeFact { item, volume: self.volume_millionths, unit: self.volume_unit });
        Ok(())
    }
}

impl Take for ExceptionRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        let function = builder.some_function(self.function)?;
        let reason = word("reason", &self.reason)?;
        let (facts, here) = builder.body(&self.organisation, &self.period)?;
        facts.exceptions.push(ExceptionFact {
            items: Vec::new(),
            unit: self.unit.map(|unit| here.unit(&unit)).transpose()?,
            function,
            reason,
            note: self.note,
            until: self.until,
            index: self.exception,
            position: place(self.line, self.column),
        });
        Ok(())
    }
}

impl Take for ExceptionItemRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        let (facts, here) = builder.body(&self.organisation, &self.period)?;
        let item = here.item("item", &self.item)?;
        match facts.exceptions.iter_mut().find(|exception| exception.index == self.exception) {
            Some(exception) => exception.items.push(item),
            None => return Err(format!("`exception` is {}, which the organisation does not have", self.exception)),
        }
        Ok(())
    }
}
