//! A block of cells as spreadsheets put it on the clipboard: a line per row, a tab between cells.

/// The cells of a block, or nothing where the text is a single one, which the input takes by itself.
pub fn block(text: &str) -> Option<Vec<Vec<&str>>> {
    let text = text.strip_suffix('\n').unwrap_or(text);
    let lines = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
    let cells: Vec<Vec<&str>> = lines.map(|line| line.split('\t').map(str::trim).collect()).collect();
    (cells.len() > 1 || cells.iter().any(|line| line.len() > 1)).then_some(cells)
}

#[cfg(test)]
mod tests {
    use super::block;

    #[test]
    fn a_block_is_lines_of_cells() {
        assert_eq!(block("1\t2\r\n3\t\r\n"), Some(vec![vec!["1", "2"], vec!["3", ""]]));
        assert_eq!(block("1\n2"), Some(vec![vec!["1"], vec!["2"]]));
        assert_eq!(block("1\t 2 "), Some(vec![vec!["1", "2"]]));
    }

    #[test]
    fn one_cell_is_no_block() {
        assert_eq!(block("1,200,000"), None);
        assert_eq!(block("1,200,000\r\n"), None);
        assert_eq!(block(""), None);
    }
}
