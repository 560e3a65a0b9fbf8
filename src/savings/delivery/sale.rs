//! Selling a service to others: revenue is a transfer inside the public sector, and only the difference in cost is saved.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_yaml::Value;

use crate::money::{Money, ONE, Share};
use crate::savings::ScenarioError;
use crate::savings::facts::fact;
use crate::savings::parameters::share_of;
use crate::savings::scenario::unknown;
use crate::table::rows;

/// On what terms a service is sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// The share of the customers' cost that moves.
    pub adoption: Share,
    /// The price as a share of what moves.
    pub price: Share,
    /// What it costs the provider, as such a share.
    pub marginal: Share,
}

rows! {
    /// Who gains by a sale. `system_saving = customer_saving + provider_margin`.
    @[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct Sale {
        pub moved: Money => "Moved", "What moves.";
        pub revenue: Money => "Revenue", "Revenue of the seller: a transfer inside the public sector, not a saving.";
        pub provider_cost: Money => "Seller's cost", "Its cost.";
        pub customer_saving: Money => "Saved by customers", "Customers' cost less their payments.";
        pub provider_margin: Money => "Seller's margin", "Revenue less cost.";
        pub system_saving: Money => "Saved in all", "Customers and seller together.";
    }
}

impl Terms {
    const KEYS: [&'static str; 3] = ["adoption", "price", "marginal"];

    /// The terms of the facts, changed by keys.
    ///
    /// # Errors
    /// A key that is none of them, or a value that is no share.
    pub fn from_keys(keys: &BTreeMap<String, Value>) -> Result<Self, ScenarioError> {
        let mut values = fact("delivery.sell").read::<BTreeMap<String, Value>>();
        for (key, value) in keys {
            if !Self::KEYS.contains(&key.as_str()) {
                return Err(unknown("key of a sale", key, &Self::KEYS));
            }
            values.insert(key.clone(), value.clone());
        }
        let share = |key: &str, most: u32| {
            let share = values.get(key).and_then(share_of).filter(|share| share.0 <= most * ONE);
            share.ok_or_else(|| ScenarioError(format!("`{key}` takes a share between 0 and {most}")))
        };
        Ok(Self { adoption: share("adoption", 1)?, price: share("price", 5)?, marginal: share("marginal", 5)? })
    }

    /// What comes of a sale to customers who spend `cost` today.
    pub fn sell(self, cost: Money) -> Sale {
        let moved = cost.times(self.adoption);
        let (revenue, provider_cost) = (moved.times(self.price), moved.times(self.marginal));
        Sale {
            moved,
            revenue,
            provider_cost,
            customer_saving: moved - revenue,
            provider_margin: revenue - provider_cost,
            system_saving: moved - provider_cost,
        }
    }
}
