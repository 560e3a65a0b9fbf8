//! A table as Parquet: text as UTF-8 strings, numbers as 64-bit integers, flags as booleans, days as dates.

use std::cell::Cell as Flag;
use std::fs::File;
use std::io::{self, Seek, Write};
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Once};
use std::vec::IntoIter;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};

use super::{Problem, Taker};
use crate::ledger::exchange::FactTable;
use crate::table::{Cell, Column, Kind, Table};

/// So many rows are in memory at a time; while a table is read, twice as many.
const GROUP: usize = 1 << 16;

/// Writes a table, and says how many rows it has.
pub(super) fn write<S>(out: &mut dyn Write, table: &dyn Table<S>, source: &S) -> io::Result<u64> {
    // The writer wants a file of its own that it may hand from thread to thread.
    let mut file = tempfile::tempfile()?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(format!("dupaudit {}", env!("CARGO_PKG_VERSION")))
        .build();
    let columns = table.columns();
    let schema = schema(table.name(), &columns).map_err(io::Error::other)?;
    let mut writer =
        SerializedFileWriter::new(file.try_clone()?, schema, Arc::new(properties)).map_err(io::Error::other)?;
    let mut held: Vec<Held> = columns.iter().map(|_| Held::default()).collect();
    let mut group = |held: &mut Vec<Held>| -> Result<(), ParquetError> {
        let mut group = writer.next_row_group()?;
        for (column, held) in columns.iter().zip(held) {
            std::mem::take(held).write(column, &mut group)?;
        }
        group.close().map(|_| ())
    };
    let mut rows = 0;
    table.rows(source, &mut |cells| {
        held.iter_mut().zip(cells).for_each(|(held, cell)| held.push(cell));
        rows += 1;
        if rows % GROUP == 0 { group(&mut held).map_err(io::Error::other) } else { Ok(()) }
    })?;
    if rows % GROUP != 0 {
        group(&mut held).map_err(io::Error::other)?;
    }
    writer.close().map_err(io::Error::other)?;
    file.rewind()?;
    io::copy(&mut file, out)?;
    Ok(rows as u64)
}

/// The day from which days are counted.
const EPOCH: Date = date(1970, 1, 1);

fn since_epoch(day: Date) -> i32 {
    day.since(EPOCH).map_or(0, |span| span.get_days())
}

fn schema(name: &str, columns: &[Column]) -> Result<TypePtr, ParquetError> {
    let fields = columns.iter().map(|column| {
        let (physical, logical) = match column.kind {
            Kind::Count => (Physical::INT64, None),
            Kind::Flag => (Physical::BOOLEAN, None),
            Kind::Date => (Physical::INT32, Some(LogicalType::Date)),
            _ => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        };
        let repetition = if column.optional { Repetition::OPTIONAL } else { Repetition::REQUIRED };
        let field = Type::primitive_type_builder(column.key, physical).with_repetition(repetition);
        field.with_logical_type(logical).build().map(Arc::new)
    });
    let fields = fields.collect::<Result<_, _>>()?;
    Type::group_type_builder(name).with_fields(fields).build().map(Arc::new)
}

/// The values of one column of a group. Texts stand one behind the other: that takes no room of its own for each.
#[derive(Default)]
struct Held {
    /// 1 for a value, 0 for nothing.
    levels: Vec<i16>,
    texts: Vec<u8>,
    ends: Vec<usize>,
    counts: Vec<i64>,
    flags: Vec<bool>,
    /// Days since the first of January 1970.
    days: Vec<i32>,
}

impl Held {
    fn push(&mut self, cell: &Cell<'_>) {
        self.levels.push(i16::from(*cell != Cell::Empty));
        match cell {
            Cell::Empty => {}
            Cell::Count(count) => self.counts.push(*count),
            Cell::Flag(flag) => self.flags.push(*flag),
            Cell::Date(day) => self.days.push(since_epoch(*day)),
            text => {
                self.texts.extend_from_slice(text.plain().as_bytes());
                self.ends.push(self.texts.len());
            }
        }
    }

    fn write<W: Write + Send>(
        self,
        column: &Column,
        group: &mut SerializedRowGroupWriter<'_, W>,
    ) -> Result<(), ParquetError> {
        let levels = column.optional.then_some(self.levels.as_slice());
        let Some(mut writer) = group.next_column()? else {
            return Err(ParquetError::General(format!("there is no column for `{}`", column.key)));
        };
        match column.kind {
            Kind::Count => writer.typed::<Int64Type>().write_batch(&self.counts, levels, None)?,
            Kind::Flag => writer.typed::<BoolType>().write_batch(&self.flags, levels, None)?,
            Kind::Date => writer.typed::<Int32Type>().write_batch(&self.days, levels, None)?,
            _ => {
                let texts = ByteArray::from(self.texts);
                let starts = [0].into_iter().chain(self.ends.iter().copied());
                let values: Vec<ByteArray> =
                    starts.zip(&self.ends).map(|(start, end)| texts.slice(start, end - start)).collect();
                writer.typed::<ByteArrayType>().write_batch(&values, levels, None)?
            }
        };
        writer.close()
    }
}

thread_local! {
    /// Whether a panic of this thread is expected and says nothing.
    static QUIET: Flag<bool> = const { Flag::new(false) };
}

/// Reads a table. The library panics at some files that are made up, where it should refuse them; that is caught, and the
/// file is refused.
pub(super) fn read(file: File, table: &FactTable, each: Taker<'_>) -> Result<(), Problem> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |what| {
            if !QUIET.get() {
                usual(what);
            }
        }));
    });
    without_panic(|| read_trusting(file, table, each))
}

fn without_panic<T>(read: impl FnOnce() -> Result<T, Problem>) -> Result<T, Problem> {
    let before = QUIET.replace(true);
    let read = panic::catch_unwind(AssertUnwindSafe(read));
    QUIET.set(before);
    read.unwrap_or_else(|_| Err(Problem::of("this is not Parquet that can be read")))
}

/// One group is decoded while the rows of the one before it are taken.
fn read_trusting(file: File, table: &FactTable, each: Taker<'_>) -> Result<(), Problem> {
    let reader = SerializedFileReader::new(file).map_err(Problem::of)?;
    let expected = schema(table.name, table.columns).map_err(Problem::of)?;
    let found = reader.metadata().file_metadata().schema();
    let alike = |found: &TypePtr, expected: &TypePtr| {
        found.is_primitive()
            && found.name() == expected.name()
            && (found.get_physical_type() == expected.get_physical_type()
                // Days were texts once.
                || expected.get_physical_type() == Physical::INT32 && found.get_physical_type() == Physical::BYTE_ARRAY)
            && found.get_basic_info().repetition() == expected.get_basic_info().repetition()
    };
    let fields = (found.get_fields(), expected.get_fields());
    if fields.0.len() != fields.1.len()
        || !fields.0.iter().zip(fields.1).all(|(found, expected)| alike(found, expected))
    {
        return Err(Problem::other_columns(table));
    }
    let group = |number: usize| {
        if number == reader.num_row_groups() {
            return Ok(None);
        }
        without_panic(|| columns(&*reader.get_row_group(number).map_err(Problem::of)?, table)).map(Some)
    };
    let (mut number, mut row) = (0, 0);
    let mut decoded = group(0)?;
    while let Some((length, mut columns)) = decoded {
        number += 1;
        let take = || {
            (0..length).try_for_each(|_| {
                row += 1;
                let mut cells: Vec<_> = columns.iter_mut().map(|column| column.next().unwrap_or_default()).collect();
                each(&mut cells).map_err(|what| Problem::at(row, what))
            })
        };
        let (next, taken) = rayon::join(|| group(number), take);
        taken?;
        decoded = next?;
    }
    Ok(())
}

/// How many rows a group has, and its columns.
fn columns(group: &dyn RowGroupReader, table: &FactTable) -> Result<(usize, Vec<IntoIter<Cell<'static>>>), Problem> {
    let length = usize::try_from(group.metadata().num_rows()).unwrap_or(usize::MAX);
    if length > GROUP {
        return Err(Problem::of(format!("a group has {length} rows, more than {GROUP}")));
    }
    let columns = table.columns.iter().enumerate().map(|(place, column)| {
        let cells = cells(group.get_column_reader(place).map_err(Problem::of)?, column, length);
        Ok(cells.map_err(|error| Problem::of(format!("`{}`: {error}", column.key)))?.into_iter())
    });
    Ok((length, columns.collect::<Result<_, _>>()?))
}

/// The cells of one column of a group.
fn cells(reader: ColumnReader, column: &Column, length: usize) -> Result<Vec<Cell<'static>>, ParquetError> {
    match reader {
        ColumnReader::ByteArrayColumnReader(reader) => {
            values(reader, column, length, |bytes: ByteArray| bytes.as_utf8().map(|text| Cell::from(text.to_owned())))
        }
        ColumnReader::Int64ColumnReader(reader) => values(reader, column, length, |number| Ok(Cell::Count(number))),
        ColumnReader::Int32ColumnReader(reader) => values(reader, column, length, |days| {
            let day =
                EPOCH.checked_add(days.days()).map_err(|_| ParquetError::General("has no such day".to_owned()))?;
            Ok(Cell::Date(day))
        }),
        ColumnReader::BoolColumnReader(reader) => values(reader, column, length, |flag| Ok(Cell::Flag(flag))),
        _ => Err(ParquetError::General("is of another type".to_owned())),
    }
}

fn values<T: DataType>(
    mut reader: ColumnReaderImpl<T>,
    column: &Column,
    length: usize,
    cell: impl Fn(T::T) -> Result<Cell<'static>, ParquetError>,
) -> Result<Vec<Cell<'static>>, ParquetError> {
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    let mut read = 0;
    while read < length {
        let wanted = column.optional.then_some(&mut levels);
        let (records, _, _) = reader.read_records(length - read, wanted, None, &mut values)?;
        if records == 0 {
            return Err(ParquetError::General(format!("has {read} of {length} rows")));
        }
        read += records;
    }
    let mut values = values.into_iter();
    let mut next = || values.next().map_or_else(|| Err(ParquetError::General("lacks values".to_owned())), &cell);
    if column.optional {
        levels.iter().map(|level| if *level == 1 { next() } else { Ok(Cell::Empty) }).collect()
    } else {
        (0..length).map(|_| next()).collect()
    }
}
