//! Writes Parquet files that other tools read: dates or UTC timestamps, and numbers, all required,
//! compressed with Snappy.

use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{DataType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};

use super::{DAY_MS, ParquetRefusal};

/// Bars to be written; all columns have equal length.
#[derive(Debug)]
pub struct Sheet<'a> {
    /// Whether times are dates; the first column is `date` then, else `timestamp`.
    pub dates: bool,
    /// Epoch milliseconds.
    pub time: &'a [i64],
    /// Columns by name, in their order.
    pub numbers: Vec<(&'static str, &'a [f64])>,
}

impl Sheet<'_> {
    /// The bytes of a file.
    ///
    /// # Errors
    /// When columns differ in length.
    pub fn parquet(&self) -> Result<Vec<u8>, ParquetRefusal> {
        let about = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("sandbourse ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let mut bytes = Vec::new();
        let mut file = SerializedFileWriter::new(&mut bytes, self.schema()?, Arc::new(about))?;
        let mut rows = file.next_row_group()?;
        if self.dates {
            let days = self
                .time
                .iter()
                .map(|time| day(*time))
                .collect::<Vec<i32>>();
            column::<Int32Type>(&mut rows, &days)?;
        } else {
            column::<Int64Type>(&mut rows, self.time)?;
        }
        for (_, numbers) in &self.numbers {
            column::<DoubleType>(&mut rows, numbers)?;
        }
        rows.close()?;
        file.close()?;
        Ok(bytes)
    }

    fn schema(&self) -> Result<TypePtr, ParquetError> {
        let time = if self.dates {
            field("date", Physical::INT32, Some(LogicalType::Date))
        } else {
            let utc = LogicalType::timestamp(true, TimeUnit::MILLIS);
            field("timestamp", Physical::INT64, Some(utc))
        };
        let numbers = self.numbers.iter();
        let numbers = numbers.map(|(name, _)| field(name, Physical::DOUBLE, None));
        let fields = std::iter::once(time).chain(numbers);
        let schema =
            Type::group_type_builder("bars").with_fields(fields.collect::<Result<_, _>>()?);
        Ok(Arc::new(schema.build()?))
    }
}

fn day(epoch_ms: i64) -> i32 {
    i32::try_from(epoch_ms.div_euclid(DAY_MS)).unwrap_or(i32::MAX)
}

fn field(
    name: &str,
    physical: Physical,
    logical: Option<LogicalType>,
) -> Result<TypePtr, ParquetError> {
    let field = Type::primitive_type_builder(name, physical)
        .with_repetition(Repetition::REQUIRED)
        .with_logical_type(logical);
    Ok(Arc::new(field.build()?))
}

fn column<T: DataType>(
    rows: &mut SerializedRowGroupWriter<'_, &mut Vec<u8>>,
    values: &[T::T],
) -> Result<(), ParquetError> {
    let Some(mut column) = rows.next_column()? else {
        return Err(ParquetError::General(
            "the schema has fewer columns".to_owned(),
        ));
    };
    column.typed::<T>().write_batch(values, None, None)?;
    column.close()
}
