//! `schema`: JSON Schemas made from the types.

use std::io::{self, Write};

use clap::ValueEnum;
use clap::builder::PossibleValue;

use super::Exit;
use crate::output::{ResultSchema, result_schema};
use crate::returns;

/// Arguments of `schema`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The format: `return`, or the name of a JSON result
    what: What,
}

#[derive(Debug, Clone, Copy)]
enum What {
    /// The format of returns, version 1.
    Return,
    /// A result.
    Result(ResultSchema),
}

impl ValueEnum for What {
    fn value_variants<'a>() -> &'a [Self] {
        static ALL: std::sync::LazyLock<Vec<What>> = std::sync::LazyLock::new(|| {
            let results = ResultSchema::value_variants().iter().copied().map(What::Result);
            std::iter::once(What::Return).chain(results).collect()
        });
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        match self {
            Self::Return => Some(PossibleValue::new("return").help("The format of returns, version 1")),
            Self::Result(result) => result.to_possible_value(),
        }
    }
}

/// Prints a schema.
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let mut stdout = io::stdout().lock();
    match args.what {
        What::Return => serde_json::to_writer_pretty(&mut stdout, returns::schema()),
        What::Result(result) => serde_json::to_writer_pretty(&mut stdout, &result_schema(result)),
    }
    .map_err(io::Error::from)?;
    writeln!(stdout)?;
    Ok(Exit::Done)
}
