//! MinHash: a signature of fixed length, by which the resemblance of two texts is told without either text.
//!
//! 126 values, to be read as 42 bands of 3. Of two signatures, the share of places with equal values is an estimate of the
//! Jaccard index of their shingles. One hash of each shingle serves all 126 places (one-permutation hashing, Li, Owen and
//! Zhang 2012): its upper half says which place, its lower half competes there, and the smallest wins. A place that got
//! none copies another, chosen by the place alone (optimal densification, Shrivastava 2017). Of each winner the low 16
//! bits are kept (b-bit minwise hashing, Li and König 2010).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

pub const BANDS: usize = 42;
pub const ROWS: usize = 3;
const PLACES: usize = BANDS * ROWS;

/// The signature of a text's shingles; none where there are no shingles.
pub fn signature(shingles: impl Iterator<Item = u64>) -> Option<[u16; PLACES]> {
    // More than any value: a place that got none.
    const NONE: u64 = u64::MAX;
    let mut smallest = [NONE; PLACES];
    for shingle in shingles {
        let place = ((shingle >> 32) * PLACES as u64) >> 32;
        let value = u64::from(shingle as u32);
        if let Some(held) = smallest.get_mut(place as usize) {
            *held = value.min(*held);
        }
    }
    if smallest == [NONE; PLACES] {
        return None;
    }
    let mut signature = [0; PLACES];
    for (place, out) in signature.iter_mut().enumerate() {
        // As many steps as it takes: each lands on a filled place with the same chance.
        let held = |step| smallest.get(detour(place, step)).copied().filter(|value| *value != NONE);
        let value = (0_u64..).find_map(held);
        *out = value.unwrap_or_default() as u16;
    }
    Some(signature)
}

/// Where a place looks for a value: at itself, then all over, and at last from place to place, so that it ends.
fn detour(place: usize, step: u64) -> usize {
    const WANDERING: u64 = 64 * PLACES as u64;
    match step {
        0 => place,
        step if step < WANDERING => {
            let mixed =
                (place as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ step.wrapping_mul(0xc2b2_ae3d_27d4_eb4f);
            (((mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 32) % PLACES as u64) as usize
        }
        step => (step % PLACES as u64) as usize,
    }
}

/// As it is published: base64 of the values in order, each with its low byte first.
pub fn published(signature: &[u16; PLACES]) -> String {
    let bytes: Vec<u8> = signature.iter().flat_map(|value| value.to_le_bytes()).collect();
    STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enrich::duplicates::shingles::Words;

    fn text(words: impl Iterator<Item = usize>) -> String {
        words.map(|word| format!("word{word} ")).collect()
    }

    fn resemblance(one: &str, other: &str) -> f64 {
        let of = |text: &str| signature(Words::of(text).shingles()).unwrap();
        let equal = of(one).iter().zip(&of(other)).filter(|(one, other)| one == other).count();
        equal as f64 / PLACES as f64
    }

    #[test]
    fn equal_places_estimate_how_much_two_texts_share() {
        let whole = text(0..600);
        assert_eq!(resemblance(&whole, &whole), 1.0);
        // 400 shingles of 800 are shared.
        let half = resemblance(&whole, &text(200..802));
        assert!((0.4..0.6).contains(&half), "{half}");
        assert!(resemblance(&whole, &text(1000..1600)) < 0.03);
    }

    #[test]
    fn a_text_of_few_shingles_fills_every_place() {
        let short = text(0..8);
        assert_eq!(resemblance(&short, &short), 1.0);
        assert!(resemblance(&short, &text(10..18)) < 0.03);
        assert_eq!(signature(std::iter::empty()), None);
        // One shingle: every place finds it.
        let one = signature(std::iter::once(7)).unwrap();
        assert_eq!(one, [7; PLACES]);
    }

    #[test]
    fn the_signature_is_the_same_on_every_machine() {
        let signature = signature(Words::of("the old harbour opened again on monday after the long winter").shingles());
        let published = published(&signature.unwrap());
        assert_eq!(published.len(), 336);
        assert_eq!(published.get(..24), Some("KWTpMsR66TI0nilkj/yP/Clk"));
    }
}
