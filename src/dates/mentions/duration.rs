//! Spans of time: a number and a unit, or the dual of a unit.

use super::super::words::Unit;
use super::names::What;
use super::{Found, Search};
use crate::article::DateKind;

/// Words that make a number of years an age.
const AGE: [&str; 8] = ["old", "alt", "العمر", "عمره", "عمرها", "aged", "лет", "yasindaki"];

impl Search<'_, '_> {
    pub(super) fn duration_at(&self, at: usize) -> Option<Found> {
        let unit = |what| if let What::Unit(unit, count) = what { Some((unit, count)) } else { None };
        let (start, count, unit, end) = match self.number(at) {
            Some((count, _)) => {
                // Part of a larger number, or of another thing.
                if self.tokens.is_glued(at)
                    && self.sign(at.wrapping_sub(1)).is_some_and(|sign| sign != '(' && sign != '"')
                {
                    return None;
                }
                let dash = usize::from(self.sign(at + 1) == Some('-') && self.tokens.is_glued(at + 1));
                let ((unit, dual), end, _) = self.triggers.longest(self.tokens, at + 1 + dash, unit)?;
                if dual.is_some() {
                    return None;
                }
                (at, count, unit, end)
            }
            None => {
                let ((unit, count), end, _) = self.triggers.longest(self.tokens, at, unit)?;
                (at, count?, unit, end)
            }
        };
        let age = (end..end + 3).any(|at| AGE.contains(&self.tokens.key_at(at)) && self.tokens.key_at(at) != "лет")
            || start.checked_sub(1).is_some_and(|before| AGE.contains(&self.tokens.key_at(before)));
        if age {
            return None;
        }
        // The particle that is written to the number: «لـ20 عاما».
        let particle = self.tokens.is_glued(start)
            && start.checked_sub(1).is_some_and(|before| {
                let surface = self.tokens.get(before).map(|token| self.tokens.surface(token)).unwrap_or_default();
                surface.ends_with('ـ') && surface.chars().count() <= 2
            });
        let start = if particle { start - 1 } else { start };
        let value = match unit {
            Unit::Year => format!("P{count}Y"),
            Unit::Month => format!("P{count}M"),
            Unit::Week => format!("P{count}W"),
            Unit::Day => format!("P{count}D"),
            Unit::Hour => format!("PT{count}H"),
            Unit::Minute => format!("PT{count}M"),
            Unit::Second => format!("PT{count}S"),
        };
        Some(Found { tokens: start..end, kind: DateKind::Duration, value, resolved: None, confidence: 850 })
    }
}
