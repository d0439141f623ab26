//! Dice that fall the same way everywhere. A demo must come out the same on every machine and with every release of its
//! dependencies, which generators of libraries do not promise; and in integers, since `exp` and `ln` differ by platform.

/// A stream of random numbers (SplitMix64, by S. Vigna), cheap enough to start one per deal.
pub(super) struct Dice(u64);

impl Dice {
    /// The stream with this number, of this seed.
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        Self(mix(seed ^ mix(stream.wrapping_add(0x6D6F_746F_7265))))
    }

    /// 64 random bits.
    pub(super) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// A number from 0 up to, but not including, `n`.
    pub(super) fn below(&mut self, n: u32) -> u32 {
        (((self.bits() >> 32) * u64::from(n)) >> 32) as u32
    }

    /// A number between two others, both included.
    pub(super) fn between(&mut self, low: i32, high: i32) -> i32 {
        low + self.below((high - low + 1).max(1) as u32) as i32
    }

    /// True in `permille` of 1000 cases.
    pub(super) fn chance(&mut self, permille: u32) -> bool {
        self.below(1000) < permille
    }

    /// One of several.
    pub(super) fn pick<'a, T>(&mut self, among: &'a [T]) -> &'a T {
        &among[self.below(among.len() as u32) as usize]
    }

    /// The place of one of several, each as likely as its weight.
    pub(super) fn weighted(&mut self, weights: &[u32]) -> usize {
        let mut rest = self.below(weights.iter().sum());
        for (at, weight) in weights.iter().enumerate() {
            if rest < *weight {
                return at;
            }
            rest -= weight;
        }
        0
    }

    /// A value with this median and the long upper tail that deal sizes and sales cycles have.
    pub(super) fn skewed(&mut self, median: i64, tail: &Tail) -> i64 {
        let steps = (tail.0.len() - 1) as u32;
        let at = self.below(steps * 1000);
        let (low, high) = (tail.0[(at / 1000) as usize], tail.0[(at / 1000) as usize + 1]);
        median * (low * 1000 + (high - low) * i64::from(at % 1000)) / 1_000_000
    }
}

/// The quantiles of a log-normal distribution in steps of 5%, in thousandths of its median; the ends are cut at 1% and 99%.
pub(super) struct Tail([i64; 21]);

/// Sigma 0.55: amounts.
pub(super) const AMOUNTS: Tail =
    Tail([278, 405, 494, 565, 630, 690, 750, 809, 870, 933, 1000, 1072, 1149, 1236, 1334, 1449, 1588, 1768, 2023, 2471, 3595]);

/// Sigma 0.45: days from creation to the end.
pub(super) const CYCLES: Tail =
    Tail([351, 477, 562, 627, 685, 738, 790, 841, 892, 945, 1000, 1058, 1121, 1189, 1266, 1355, 1460, 1594, 1780, 2096, 2849]);

/// Spreads the bits of a number (the finaliser of SplitMix64).
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
