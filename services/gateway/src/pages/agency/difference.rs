//! What differs between two texts, line by line.

use std::ops::Range;

/// So many lines around what differs are shown too.
const AROUND: usize = 3;
/// So many pairs of lines are compared at most; beyond, all between the first and the last difference counts as new.
const MAX_PAIRS: usize = 4_000_000;

/// A line of two texts laid over each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'t> {
    pub(super) sort: Sort,
    /// From 1: in the new text, or of an old line in the old one; 0 for what is left out.
    pub(super) number: usize,
    pub(super) text: &'t str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Same,
    New,
    Old,
    /// Lines that are the same and not shown.
    Gap,
}

/// The lines that differ, with some around them; none where the texts are the same.
pub(super) fn between<'t>(old: &'t str, new: &'t str) -> Vec<Line<'t>> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let lines = laid_over(&old, &new);
    let changed = (0..lines.len()).filter(|it| lines[*it].sort != Sort::Same);
    let near: Vec<Range<usize>> = changed.map(|it| it.saturating_sub(AROUND)..it + AROUND + 1).collect();
    let (mut shown, mut at) = (vec![], 0);
    for (index, line) in lines.iter().enumerate() {
        // The ranges are in order, so that those behind are never needed again.
        while near.get(at).is_some_and(|it| it.end <= index) {
            at += 1;
        }
        if near.get(at).is_some_and(|it| it.contains(&index)) {
            shown.push(*line);
        } else if shown.last().is_none_or(|it: &Line| it.sort != Sort::Gap) && !near.is_empty() {
            shown.push(Line { sort: Sort::Gap, number: 0, text: "…" });
        }
    }
    shown
}

/// Both texts as one, by their longest common subsequence of lines.
fn laid_over<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<Line<'t>> {
    let head = old.iter().zip(new).take_while(|it| it.0 == it.1).count();
    let (old_rest, new_rest) = (&old[head..], &new[head..]);
    let tail = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|it| it.0 == it.1).count();
    let (old_rest, new_rest) = (&old_rest[..old_rest.len() - tail], &new_rest[..new_rest.len() - tail]);
    let (rows, columns) = (old_rest.len(), new_rest.len());
    let is_compared = rows * columns <= MAX_PAIRS;
    // common[row][column]: how many lines what follows has in common.
    let mut common = vec![0_u32; if is_compared { (rows + 1) * (columns + 1) } else { 0 }];
    let at = |row: usize, column: usize| row * (columns + 1) + column;
    if is_compared {
        for row in (0..rows).rev() {
            for column in (0..columns).rev() {
                common[at(row, column)] = if old_rest[row] == new_rest[column] {
                    common[at(row + 1, column + 1)] + 1
                } else {
                    common[at(row + 1, column)].max(common[at(row, column + 1)])
                };
            }
        }
    }
    let mut lines: Vec<Line> = (0..head).map(|it| line(Sort::Same, it, new)).collect();
    let (mut row, mut column) = (0, 0);
    while row < rows || column < columns {
        let is_same = is_compared && row < rows && column < columns && old_rest[row] == new_rest[column];
        let is_old = row < rows
            && (column == columns
                || !is_compared
                || common[at(row, column + 1)] <= common[at(row + 1, column)]);
        if is_same {
            lines.push(line(Sort::Same, head + column, new));
            (row, column) = (row + 1, column + 1);
        } else if is_old {
            lines.push(line(Sort::Old, head + row, old));
            row += 1;
        } else {
            lines.push(line(Sort::New, head + column, new));
            column += 1;
        }
    }
    lines.extend((new.len() - tail..new.len()).map(|it| line(Sort::Same, it, new)));
    lines
}

fn line<'t>(sort: Sort, index: usize, of: &[&'t str]) -> Line<'t> {
    Line { sort, number: index + 1, text: of[index] }
}

impl Line<'_> {
    /// A class of the style sheet.
    pub(super) fn class(&self) -> &'static str {
        match self.sort {
            Sort::Same => "",
            Sort::New => "line--new",
            Sort::Old => "line--old",
            Sort::Gap => "line--gap",
        }
    }

    /// Before the line, and as it is heard.
    pub(super) fn mark(&self) -> (&'static str, &'static str) {
        match self.sort {
            Sort::New => ("+", "baru"),
            Sort::Old => ("−", "dihapus"),
            Sort::Same | Sort::Gap => ("", ""),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(old: &str, new: &str) -> String {
        let mark = |it: &Line| match it.sort {
            Sort::Same => format!(" {}", it.text),
            Sort::New => format!("+{}", it.text),
            Sort::Old => format!("-{}", it.text),
            Sort::Gap => "~".to_owned(),
        };
        between(old, new).iter().map(mark).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn what_was_changed_added_and_removed_is_shown_with_what_is_around() {
        let old = "1\n2\n3\n4\n5\n6\n7\n8\n9";

        assert_eq!(told(old, old), "");
        assert_eq!(told(old, &old.replace('5', "x")), "~| 2| 3| 4|-5|+x| 6| 7| 8|~");
        assert_eq!(told("a\nb", "a\nb\nc"), " a| b|+c");
        assert_eq!(told("a\nb\nc", "b\nc"), "-a| b| c");
        assert_eq!(told("a\nb\nc\nd", "a\nc\nx\nd"), " a|-b| c|+x| d");
        assert_eq!(told("", "a"), "+a");
    }

    #[test]
    fn lines_are_numbered_as_in_their_own_text() {
        let lines = between("a\nb", "a\nx\nb");

        assert_eq!(lines.iter().map(|it| it.number).collect::<Vec<_>>(), [1, 2, 3]);
    }
}
