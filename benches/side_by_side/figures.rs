//! Medians, ranges, and how they are printed.

/// Median, and the range.
pub fn spread(values: impl IntoIterator<Item = f64>) -> (f64, f64, f64) {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let median =
        if values.len().is_multiple_of(2) { f64::midpoint(values[middle - 1], values[middle]) } else { values[middle] };
    (median, values[0], values[values.len() - 1])
}

/// `median (least–most)`.
pub fn cell(values: impl IntoIterator<Item = f64>) -> String {
    let (median, least, most) = spread(values);
    let digits = [0.1, 100.0].iter().position(|limit| most < *limit).map_or(0, |place| 4 - 2 * place);
    format!("{median:.digits$} ({least:.digits$}–{most:.digits$})")
}

/// A table in Markdown, its columns padded so that it can be read as it is.
pub fn table(head: &[&str], rows: &[Vec<String>]) {
    let head: Vec<String> = head.iter().map(|cell| (*cell).to_owned()).collect();
    let width = |column: usize| {
        let cells = std::iter::once(&head).chain(rows).filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        println!("| {} |", cells.join(" | "));
    };
    line(&head);
    line(&widths.iter().map(|width| "-".repeat(*width)).collect());
    rows.iter().for_each(line);
    println!();
}

/// The value under which so many of a hundred lie, of sorted values.
pub fn percentile(sorted: &[f64], percent: usize) -> f64 {
    let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied().unwrap_or(f64::NAN)
}
