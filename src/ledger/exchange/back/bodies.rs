//! Rows of organisations, and of what a return says of the whole of one.

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error as NoPeriod;

use super::{Builder, Take, place, word};
use crate::ledger::exchange::tables::{
    DriverRow, NameRow, OrganisationRow, OutcomeRow, ProductRow, RechargeRow, SaleRow, TransferRow, UnitRow, VendorRow,
};
use crate::ledger::exchange::value::start;
use crate::ledger::facts::{
    Buckets, OrganisationFact, OutcomeFact, ProductFact, RechargeFact, ReturnFacts, SaleFact, TransferFact, VendorFact,
};
use crate::returns::{Accounting, Period};

impl Take for OrganisationRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        Period::deserialize(IntoDeserializer::<NoPeriod>::into_deserializer(self.period.as_str()))
            .map_err(|_| format!("`period` is `{}`; a period such as 2025-26 is expected", start(&self.period)))?;
        let included = |column: &str, text: Option<String>| text.map(|text| word(column, &text)).transpose();
        let accounting = Accounting {
            on_costs: included("accounting_on_costs", self.accounting_on_costs)?,
            recharges: self.accounting_recharges.map(|text| word("accounting_recharges", &text)).transpose()?,
            vat: included("accounting_vat", self.accounting_vat)?,
        };
        let number = builder.gathered.facts.len();
        if builder.places.insert(self.organisation.clone(), number).is_some() {
            return Err(format!("`organisation` is `{}` once more", start(&self.organisation)));
        }
        builder.gathered.facts.push(ReturnFacts {
            path: self.path.into(),
            line: self.line,
            organisation: OrganisationFact {
                id: self.organisation,
                name: self.name,
                kind: self.organisation_type,
                known_as: Vec::new(),
                family: self.family,
                region: self.region,
                period: self.period,
                currency: self.currency,
                accounting,
                drivers: Vec::new(),
                total: self.total_pence,
                total_source: word("total_source", &self.total_source)?,
                fte: self.fte_mfte,
                fte_itemised: self.fte_itemised_mfte,
                unpriced_fte: self.unpriced_fte_mfte,
                buckets: Buckets {
                    administrative: self.administrative_pence,
                    managerial: self.managerial_pence,
                    frontline: self.frontline_pence,
                    frontline_management: self.frontline_management_pence,
                    frontline_administration: self.frontline_administration_pence,
                    recharge_out: self.recharge_out_pence,
                    unmapped: self.unmapped_pence,
                    unitemised: self.unitemised_pence,
                },
                group_only: self.group_only_pence,
                not_admitted: self.not_admitted_pence,
            },
            units: Vec::new(),
            unit_names: Vec::new(),
            products: Vec::new(),
            items: Vec::new(),
            costs: Vec::new(),
            loose: Vec::new(),
            volumes: Vec::new(),
            outcomes: Vec::new(),
            recharges: Vec::new(),
            sales: Vec::new(),
            vendors: Vec::new(),
            transfers: Vec::new(),
            exceptions: Vec::new(),
        });
        Ok(())
    }
}

impl Take for NameRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        builder.body(&self.organisation, &self.period)?.0.organisation.known_as.push(self.known_as);
        Ok(())
    }
}

impl Take for DriverRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        let (facts, _) = builder.body(&self.organisation, &self.period)?;
        facts.organisation.drivers.push((self.driver, self.quantity_millionths));
        Ok(())
    }
}

impl Take for UnitRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        let (facts, _) = builder.body(&self.organisation, &self.period)?;
        facts.unit_names.push(self.name.unwrap_or_default().into());
        facts.units.push(self.unit);
        Ok(())
    }
}

impl Take for ProductRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        builder.body(&self.organisation, &self.period)?.0.products.push(ProductFact {
            key: self.product,
            name: self.name,
            vendor: self.vendor,
            contract_end: self.contract_end,
        });
        Ok(())
    }
}

impl Take for OutcomeRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        let outcome = OutcomeFact {
            measure: self.measure,
            kind: word("kind", &self.kind)?,
            value: self.value_millionths,
            better: word("better", &self.better)?,
            weight: self.weight_millionths,
            function: builder.some_function(self.function)?,
        };
        builder.body(&self.organisation, &self.period)?.0.outcomes.push(outcome);
        Ok(())
    }
}

impl Take for RechargeRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        let function = builder.some_function(self.function)?;
        let position = place(self.line, self.column);
        let recharge = RechargeFact { to: self.paid_to, function, amount: self.amount_pence, position };
        builder.body(&self.organisation, &self.period)?.0.recharges.push(recharge);
        Ok(())
    }
}

impl Take for SaleRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        let function = builder.some_function(self.function)?;
        builder.body(&self.organisation, &self.period)?.0.sales.push(SaleFact {
            to: self.sold_to,
            function,
            product: self.product,
            amount: self.amount_pence,
            position: place(self.line, self.column),
        });
        Ok(())
    }
}

impl Take for VendorRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        let (facts, here) = builder.body(&self.organisation, &self.period)?;
        facts.vendors.push(VendorFact {
            item: here.item("item", &self.item)?,
            product: here.product(&self.product)?,
            vendor: self.vendor,
            position: place(self.line, self.column),
        });
        Ok(())
    }
}

impl Take for TransferRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        let function = builder.some_function(self.function)?;
        let transfer = TransferFact { function, moved_in: self.moved_in_pence, moved_out: self.moved_out_pence };
        builder.body(&self.organisation, &self.period)?.0.transfers.push(transfer);
        Ok(())
    }
}
