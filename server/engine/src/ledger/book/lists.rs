//! A short list per deal, all of them in one vector: a list that changes keeps its place if the new one is as long, else it
//! goes to the end, and the place is swept up when many are left.

/// A list per deal.
#[derive(Clone, Debug, Default)]
pub struct Lists<T> {
    /// Where each begins, and how long it is.
    pub places: Vec<(u32, u16)>,
    /// All of them.
    pub items: Vec<T>,
    unused: usize,
}

impl<T: Copy + PartialEq> Lists<T> {
    /// Lists that were kept.
    pub fn of(places: Vec<(u32, u16)>, items: Vec<T>) -> Self {
        Self { places, items, unused: 0 }
    }

    /// A deal's.
    #[inline]
    pub fn get(&self, deal: usize) -> &[T] {
        let (start, length) = self.places[deal];
        &self.items[start as usize..start as usize + usize::from(length)]
    }

    /// Another list for a deal, or the first for the next one. What is beyond 65,535 items is left out.
    pub fn set(&mut self, deal: usize, list: &[T]) {
        let list = &list[..list.len().min(usize::from(u16::MAX))];
        if deal == self.places.len() {
            self.places.push((0, 0));
        }
        let (start, length) = self.places[deal];
        let place = start as usize..start as usize + usize::from(length);
        if place.len() == list.len() {
            self.items[place].copy_from_slice(list);
            return;
        }
        if place.end == self.items.len() {
            self.items.truncate(place.start);
        } else {
            self.unused += place.len();
        }
        // An empty one is nowhere: what is behind it may be cut off.
        self.places[deal] = if list.is_empty() { (0, 0) } else { (self.items.len() as u32, list.len() as u16) };
        self.items.extend_from_slice(list);
        if self.unused > 65_536 && self.unused > self.items.len() / 3 {
            self.sweep();
        }
    }

    /// Gives back what is not in use.
    pub fn sweep(&mut self) {
        if self.unused > 0 {
            let mut items = Vec::with_capacity(self.items.len() - self.unused);
            for place in &mut self.places {
                let start = place.0 as usize;
                place.0 = items.len() as u32;
                items.extend_from_slice(&self.items[start..start + usize::from(place.1)]);
            }
            (self.items, self.unused) = (items, 0);
        }
        self.items.shrink_to_fit();
        self.places.shrink_to_fit();
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.places.capacity() * 8 + self.items.capacity() * size_of::<T>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_what_was_set_last() {
        let mut lists = Lists::default();
        let mut expected: Vec<Vec<u8>> = Vec::new();
        for turn in 0..40_000_usize {
            let deal = turn * 7 % 300;
            let list: Vec<u8> = (0..turn % 11).map(|at| (turn + at) as u8).collect();
            let deal = deal.min(expected.len());
            lists.set(deal, &list);
            if deal == expected.len() { expected.push(list) } else { expected[deal] = list }
        }
        assert!((0..expected.len()).all(|deal| lists.get(deal) == expected[deal]));
        let held = lists.items.len();
        lists.sweep();
        assert_eq!(lists.items.len(), expected.iter().map(Vec::len).sum::<usize>());
        assert!(held < 2 * 65_536 + lists.items.len() * 2, "what is left over is swept up in time");
        assert!((0..expected.len()).all(|deal| lists.get(deal) == expected[deal]));
    }
}
