//! Columns as little-endian bytes, checked as a whole by a SHA-256 of all of them.

use sha2::{Digest, Sha256};
use std::io::{BufReader, Error, ErrorKind, Read, Result, Write};
use uuid::Uuid;

/// How much is converted at a time.
const CHUNK: usize = 1 << 16;

/// A number of fixed size.
pub(super) trait Number: Copy + Default {
    /// Writes some behind each other.
    fn put(numbers: &[Self], bytes: &mut Vec<u8>);
    /// Reads as many as there are bytes for.
    fn take(bytes: &[u8], numbers: &mut Vec<Self>);
    /// How many bytes one has.
    const SIZE: usize = size_of::<Self>();
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl Number for $number {
            fn put(numbers: &[Self], bytes: &mut Vec<u8>) {
                bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
            }
            fn take(bytes: &[u8], numbers: &mut Vec<Self>) {
                let (chunks, _) = bytes.as_chunks();
                numbers.extend(chunks.iter().map(|chunk| Self::from_le_bytes(*chunk)));
            }
        }
    )*};
}
numbers!(u8, u16, u32, u64, i16, i32, i64);

impl Number for Uuid {
    fn put(ids: &[Self], bytes: &mut Vec<u8>) {
        ids.iter().for_each(|id| bytes.extend_from_slice(id.as_bytes()));
    }
    fn take(bytes: &[u8], ids: &mut Vec<Self>) {
        let (chunks, _) = bytes.as_chunks();
        ids.extend(chunks.iter().map(|chunk| Self::from_bytes(*chunk)));
    }
}

/// Writes, and hashes what it writes.
pub(super) struct Out<W> {
    inner: W,
    hash: Sha256,
    buffer: Vec<u8>,
}

impl<W: Write> Out<W> {
    pub(super) fn new(inner: W) -> Self {
        Self { inner, hash: Sha256::new(), buffer: Vec::with_capacity(CHUNK) }
    }

    /// Small things wait for others.
    fn flush_if_full(&mut self) -> Result<()> {
        if self.buffer.len() < CHUNK { Ok(()) } else { self.flush() }
    }

    fn flush(&mut self) -> Result<()> {
        self.hash.update(&self.buffer);
        self.inner.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }

    /// One number.
    pub(super) fn number<T: Number>(&mut self, number: T) -> Result<()> {
        T::put(&[number], &mut self.buffer);
        self.flush_if_full()
    }

    /// How many there are, and all of them.
    pub(super) fn numbers<T: Number>(&mut self, numbers: &[T]) -> Result<()> {
        self.number(numbers.len() as u64)?;
        for chunk in numbers.chunks(CHUNK / T::SIZE) {
            T::put(chunk, &mut self.buffer);
            self.flush_if_full()?;
        }
        Ok(())
    }

    /// Some texts: their lengths, and their bytes.
    pub(super) fn texts(&mut self, texts: &[Box<str>]) -> Result<()> {
        self.numbers(&texts.iter().map(|text| text.len() as u32).collect::<Vec<_>>())?;
        self.numbers(texts.concat().as_bytes())
    }

    /// The hash of all that was written goes behind it.
    pub(super) fn seal(mut self) -> Result<()> {
        self.flush()?;
        self.inner.write_all(&self.hash.finalize())?;
        self.inner.flush()
    }
}

/// Reads what [`Out`] wrote. What it gives out is not to be believed before [`In::seal`] has said so; but however damaged
/// it is, no more memory is asked for than the file is long.
pub(super) struct In<R> {
    inner: BufReader<R>,
    hash: Sha256,
    buffer: Vec<u8>,
    left: u64,
}

/// What a file that cannot be believed is called.
pub(super) fn damaged() -> Error {
    Error::new(ErrorKind::InvalidData, "it is damaged")
}

impl<R: Read> In<R> {
    /// Of a file of so many bytes.
    pub(super) fn new(inner: R, length: u64) -> Self {
        Self { inner: BufReader::with_capacity(CHUNK, inner), hash: Sha256::new(), buffer: vec![0; CHUNK], left: length }
    }

    fn fill(&mut self, bytes: usize) -> Result<&[u8]> {
        self.left = self.left.checked_sub(bytes as u64).ok_or_else(damaged)?;
        let buffer = &mut self.buffer[..bytes];
        self.inner.read_exact(buffer)?;
        self.hash.update(&*buffer);
        Ok(buffer)
    }

    /// One number.
    pub(super) fn number<T: Number>(&mut self) -> Result<T> {
        let mut one = Vec::with_capacity(1);
        T::take(self.fill(T::SIZE)?, &mut one);
        one.pop().ok_or_else(damaged)
    }

    /// As many as were written.
    pub(super) fn numbers<T: Number>(&mut self) -> Result<Vec<T>> {
        let count = self.number::<u64>()?;
        if count.checked_mul(T::SIZE as u64).is_none_or(|bytes| bytes > self.left) {
            return Err(damaged());
        }
        let mut numbers = Vec::with_capacity(count as usize);
        while numbers.len() < count as usize {
            let chunk = (count as usize - numbers.len()).min(CHUNK / T::SIZE);
            T::take(self.fill(chunk * T::SIZE)?, &mut numbers);
        }
        Ok(numbers)
    }

    /// As many texts as were written.
    pub(super) fn texts(&mut self) -> Result<Vec<Box<str>>> {
        let lengths = self.numbers::<u32>()?;
        let bytes = self.numbers::<u8>()?;
        let mut rest = bytes.as_slice();
        let text = |length: u32| {
            let (text, after) = rest.split_at_checked(length as usize)?;
            rest = after;
            std::str::from_utf8(text).ok().map(Box::from)
        };
        lengths.into_iter().map(text).collect::<Option<_>>().ok_or_else(damaged)
    }

    /// Whether all that was read is what was written, and nothing follows.
    pub(super) fn seal(mut self) -> Result<()> {
        let mut seal = [0; 32];
        self.inner.read_exact(&mut seal)?;
        let whole = self.left == seal.len() as u64 && self.hash.finalize()[..] == seal;
        if whole { Ok(()) } else { Err(damaged()) }
    }
}
