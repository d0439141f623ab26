//! A line without axes.

/// The path of a line through the values, in a box of this size; gaps have no value. Nothing for fewer than two values.
pub fn sparkline(values: &[i64], slots: usize, width: u32, height: u32) -> Option<String> {
    let (least, most) = (values.iter().min()?, values.iter().max()?);
    if values.len() < 2 || slots < 2 {
        return None;
    }
    let range = i128::from(most - least).max(1);
    let mut path = String::new();
    for (at, value) in values.iter().enumerate() {
        // Tenths, so that the line is smooth enough in a narrow box.
        let x = at as u32 * width * 10 / (slots as u32 - 1);
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
        assert_eq!(sparkline(&[0, 10, 5], 3, 100, 20).as_deref(), Some("M0.0 20.0L50.0 0.0L100.0 10.0"));
    }

    #[test]
    fn a_line_needs_two_points() {
        assert_eq!(sparkline(&[], 5, 100, 20), None);
        assert_eq!(sparkline(&[7], 5, 100, 20), None);
    }

    #[test]
    fn a_level_line_lies_at_the_bottom_and_ends_where_the_values_end() {
        assert_eq!(sparkline(&[3, 3], 5, 100, 20).as_deref(), Some("M0.0 20.0L25.0 20.0"));
    }
}
