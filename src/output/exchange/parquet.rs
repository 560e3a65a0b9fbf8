//! A table of facts as Parquet: text as UTF-8 strings, numbers as 64-bit integers, flags as booleans.

use std::cell::Cell as Flag;
use std::fs::File;
use std::io::{self, Seek, Write};
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Once};
use std::vec::IntoIter;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};

use super::Problem;
use crate::ledger::exchange::{Cell, Column, Each, Kind, Table};

/// So many rows are in memory at a time; while a table is read, twice as many.
const GROUP: usize = 1 << 16;

pub(super) fn write(
    out: &mut dyn Write,
    table: &Table,
    rows: &mut dyn FnMut(Each<'_>) -> io::Result<()>,
) -> io::Result<()> {
    // The writer wants a file of its own that it may hand from thread to thread.
    let mut file = tempfile::tempfile()?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(format!("dupaudit {}", env!("CARGO_PKG_VERSION")))
        .build();
    let schema = schema(table).map_err(io::Error::other)?;
    let mut writer =
        SerializedFileWriter::new(file.try_clone()?, schema, Arc::new(properties)).map_err(io::Error::other)?;
    let mut columns: Vec<Vec<Cell>> = vec![Vec::new(); table.columns.len()];
    let mut group = |columns: &mut Vec<Vec<Cell>>| -> Result<(), ParquetError> {
        let mut group = writer.next_row_group()?;
        for (column, cells) in table.columns.iter().zip(columns) {
            column_of(&mut group, column, std::mem::take(cells))?;
        }
        group.close().map(|_| ())
    };
    rows(&mut |cells| {
        for (column, cell) in columns.iter_mut().zip(cells) {
            column.push(cell);
        }
        if columns[0].len() == GROUP { group(&mut columns).map_err(io::Error::other) } else { Ok(()) }
    })?;
    if !columns[0].is_empty() {
        group(&mut columns).map_err(io::Error::other)?;
    }
    writer.close().map_err(io::Error::other)?;
    file.rewind()?;
    io::copy(&mut file, out).map(|_| ())
}

fn schema(table: &Table) -> Result<TypePtr, ParquetError> {
    let fields = table.columns.iter().map(|column| {
        let (physical, logical) = match column.kind {
            Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Kind::Number => (Physical::INT64, None),
            Kind::Flag => (Physical::BOOLEAN, None),
        };
        let repetition = if column.optional { Repetition::OPTIONAL } else { Repetition::REQUIRED };
        let field = Type::primitive_type_builder(column.key, physical).with_repetition(repetition);
        field.with_logical_type(logical).build().map(Arc::new)
    });
    let fields = fields.collect::<Result<_, _>>()?;
    Type::group_type_builder(table.name).with_fields(fields).build().map(Arc::new)
}

/// Writes the cells of one column.
fn column_of<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    column: &Column,
    cells: Vec<Cell>,
) -> Result<(), ParquetError> {
    let levels: Vec<i16> = cells.iter().map(|cell| i16::from(*cell != Cell::Null)).collect();
    let levels = column.optional.then_some(levels.as_slice());
    let Some(mut writer) = group.next_column()? else {
        return Err(ParquetError::General(format!("there is no column for `{}`", column.key)));
    };
    match column.kind {
        Kind::Text => {
            let values: Vec<ByteArray> = cells
                .into_iter()
                .filter_map(|cell| match cell {
                    Cell::Text(text) => Some(ByteArray::from(text.into_bytes())),
                    _ => None,
                })
                .collect();
            writer.typed::<ByteArrayType>().write_batch(&values, levels, None)?;
        }
        Kind::Number => {
            let values: Vec<i64> = cells
                .iter()
                .filter_map(|cell| match cell {
                    Cell::Number(number) => Some(*number),
                    _ => None,
                })
                .collect();
            writer.typed::<Int64Type>().write_batch(&values, levels, None)?;
        }
        Kind::Flag => {
            let values: Vec<bool> = cells
                .iter()
                .filter_map(|cell| match cell {
                    Cell::Flag(flag) => Some(*flag),
                    _ => None,
                })
                .collect();
            writer.typed::<BoolType>().write_batch(&values, levels, None)?;
        }
    }
    writer.close()
}

thread_local! {
    /// Whether a panic of this thread is expected and says nothing.
    static QUIET: Flag<bool> = const { Flag::new(false) };
}

/// Reads a table. The library panics at some files that are made up, where it should refuse them; that is caught, and the
/// file is refused.
pub(super) fn read(
    file: File,
    table: &Table,
    each: &mut (dyn FnMut(Vec<Cell>) -> Result<(), String> + Send),
) -> Result<(), Problem> {
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
    read.unwrap_or_else(|_| Err(Problem::of("this is no Parquet that can be read")))
}

/// One group is decoded while the rows of the one before it are taken.
fn read_trusting(
    file: File,
    table: &Table,
    each: &mut (dyn FnMut(Vec<Cell>) -> Result<(), String> + Send),
) -> Result<(), Problem> {
    let reader = SerializedFileReader::new(file).map_err(Problem::of)?;
    let expected = schema(table).map_err(Problem::of)?;
    let found = reader.metadata().file_metadata().schema();
    let alike = |found: &TypePtr, expected: &TypePtr| {
        found.is_primitive()
            && found.name() == expected.name()
            && found.get_physical_type() == expected.get_physical_type()
            && found.get_basic_info().repetition() == expected.get_basic_info().repetition()
    };
    let fields = (found.get_fields(), expected.get_fields());
    if fields.0.len() != fields.1.len()
        || !fields.0.iter().zip(fields.1).all(|(found, expected)| alike(found, expected))
    {
        return Err(Problem::of(format!("the columns are not those of the table `{}`", table.name)));
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
                let cells = columns.iter_mut().map(|column| column.next().unwrap_or(Cell::Null)).collect();
                each(cells).map_err(|what| Problem::at(row, what))
            })
        };
        let (next, taken) = rayon::join(|| group(number), take);
        taken?;
        decoded = next?;
    }
    Ok(())
}

/// How many rows a group has, and its columns.
fn columns(group: &dyn RowGroupReader, table: &Table) -> Result<(usize, Vec<IntoIter<Cell>>), Problem> {
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
fn cells(reader: ColumnReader, column: &Column, length: usize) -> Result<Vec<Cell>, ParquetError> {
    match reader {
        ColumnReader::ByteArrayColumnReader(reader) => {
            values(reader, column, length, |bytes: ByteArray| bytes.as_utf8().map(|text| Cell::Text(text.to_owned())))
        }
        ColumnReader::Int64ColumnReader(reader) => values(reader, column, length, |number| Ok(Cell::Number(number))),
        ColumnReader::BoolColumnReader(reader) => values(reader, column, length, |flag| Ok(Cell::Flag(flag))),
        _ => Err(ParquetError::General("is of another type".to_owned())),
    }
}

fn values<T: DataType>(
    mut reader: ColumnReaderImpl<T>,
    column: &Column,
    length: usize,
    cell: impl Fn(T::T) -> Result<Cell, ParquetError>,
) -> Result<Vec<Cell>, ParquetError> {
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
        levels.iter().map(|level| if *level == 1 { next() } else { Ok(Cell::Null) }).collect()
    } else {
        (0..length).map(|_| next()).collect()
    }
}
