//! A line without axes.

/// The path of a line through points in a box of this size: how far along each one is, of how much in all, and its value.
/// Nothing for fewer than two points.
pub fn sparkline(points: &[(u32, i64)], whole: u32, width: u32, height: u32) -> Option<String> {
    let (least, most) = (points.iter().map(|point| point.1).min()?, points.iter().map(|point| point.1).max()?);
    if points.len() < 2 || whole == 0 {
        return None;
    }
    let range = i128::from(most - least).max(1);
    let mut path = String::new();
    for (at, (place, value)) in points.iter().enumerate() {
        // Tenths, so that the line is smooth enough in a narrow box.
        let x = place * width * 10 / whole;
        let rise = i128::from(value - least) * i128::from(height) * 10 / range;
        let y = i128::from(height) * 10 - rise;
        let letter = if at == 0 { 'M' } else { 'L' };
        path.push_str(&format!("{letter}{}.{} {}.{}", x / 10, x % 10, y / 10, y % 10));
    }
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_is_at_the_bottom_and_the_most_at_the_top() {
        assert_eq!(sparkline(&[(0, 0), (5, 10), (10, 5)], 10, 100, 20).as_deref(), Some("M0.0 20.0L50.0 0.0L100.0 10.0"));
    }

    #[test]
    fn a_line_needs_two_points() {
        assert_eq!(sparkline(&[], 5, 100, 20), None);
        assert_eq!(sparkline(&[(0, 7)], 5, 100, 20), None);
    }

    #[test]
    fn a_level_line_lies_at_the_bottom_and_ends_where_the_points_end() {
        assert_eq!(sparkline(&[(0, 3), (1, 3)], 4, 100, 20).as_deref(), Some("M0.0 20.0L25.0 20.0"));
    }
}
